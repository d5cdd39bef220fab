package sqlast

import "github.com/rowan-go/rowan/internal/sqltype"

// Expr is a node that stands for a value. The set is sealed.
type Expr interface{ expr() }

// Field is a column of one source.
type Field struct {
	Source *Source
	Column *Column
}

// Param is a value that travels beside the text, never in it.
type Param struct {
	Value any
	Type  *sqltype.Type // of the place it stands in; nil where the server alone knows
	Slot  int           // from 1: the value is given when a compiled query runs
	Cast  bool          // the text says the type: $1::jsonb
	From  any           // what the parameter was made of, by which its maker knows it again; nil where it is known itself
}

// In returns p for a place of type t, where t is known.
func (p *Param) In(t *sqltype.Type, needsCast func(*sqltype.Type) bool) *Param {
	if t == nil {
		return p
	}
	q := *p
	q.Type, q.Cast = t, needsCast(t)
	return &q
}

// Literal is SQL text that this library chose: NULL, TRUE, CURRENT_TIMESTAMP.
type Literal struct {
	Text string
	Type *sqltype.Type
	Null bool
}

// Binary is Left Op Right.
type Binary struct {
	Op          Op
	Left, Right Expr
	Type        *sqltype.Type
}

// Logic is a conjunction, or a disjunction. An empty conjunction is true, an empty disjunction false.
type Logic struct {
	Or    bool
	Terms []Expr
}

// Not is the negation of a predicate.
type Not struct{ X Expr }

// IsNull asks whether X is NULL.
type IsNull struct {
	X   Expr
	Not bool
}

// Any compares X with each element of an array: X = ANY (Array), or X <> ALL (Array).
type Any struct {
	X, Array Expr
	Not      bool
}

// In compares X with each row of a query.
type In struct {
	X     []Expr
	Query *Select
	Not   bool
}

// Exists asks whether a query has a row.
type Exists struct {
	Query *Select
	Not   bool
}

// Scalar is a query of one column and at most one row, as a value.
type Scalar struct {
	Query *Select
	Type  *sqltype.Type
}

// Between is Low <= X AND X <= High.
type Between struct {
	X, Low, High Expr
	Not          bool
}

// Nulls is when a call's result is NULL.
type Nulls uint8

// The rules.
const (
	NullsFromArgs Nulls = iota // where an argument is
	NullsNever                 // never: count, now
	NullsAlways                // always possible: max over no rows
	NullsAll                   // where all arguments are: coalesce
)

// Call is a function applied to arguments.
type Call struct {
	Name      string
	Args      []Expr
	OrderBy   []Order
	Filter    Expr
	Type      *sqltype.Type
	Star      bool // count(*)
	Distinct  bool
	Aggregate bool
	Nulls     Nulls
}

// Cast is X::Type.
type Cast struct {
	X    Expr
	Type *sqltype.Type
}

// Case is CASE WHEN … THEN … ELSE … END. A nil Else is NULL.
type Case struct {
	Whens []When
	Else  Expr
	Type  *sqltype.Type
}

// When is one arm of a Case.
type When struct{ Cond, Then Expr }

// Raw is text that the caller wrote, with its arguments. Texts has one piece more than Args; an argument stands between two pieces.
type Raw struct {
	Texts []string
	Args  []Expr
	Type  *sqltype.Type
	Safe  bool // its author says that it is never NULL

	Broken error // why the text cannot be used
}

// Named is an expression under a name: it is written whole in a select list, and by name in ORDER BY.
type Named struct {
	X    Expr
	Name string
}

// Tuple is (A, B, …).
type Tuple struct{ Items []Expr }

// Assume marks X as not NULL because the statement's conditions say so.
type Assume struct{ X Expr }

// Nullable marks X as an expression whose reader has a place for NULL.
type Nullable struct{ X Expr }

func (*Field) expr()    {}
func (*Param) expr()    {}
func (*Literal) expr()  {}
func (*Binary) expr()   {}
func (*Logic) expr()    {}
func (*Not) expr()      {}
func (*IsNull) expr()   {}
func (*Any) expr()      {}
func (*In) expr()       {}
func (*Exists) expr()   {}
func (*Scalar) expr()   {}
func (*Between) expr()  {}
func (*Call) expr()     {}
func (*Cast) expr()     {}
func (*Case) expr()     {}
func (*Raw) expr()      {}
func (*Named) expr()    {}
func (*Tuple) expr()    {}
func (*Assume) expr()   {}
func (*Nullable) expr() {}

// Op is a binary operator: one of those below, or another *Operator.
type Op = *Operator

// Operator is a binary operator with its rank in PostgreSQL's table of precedence.
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE
type Operator struct {
	Text  string
	Rank  uint8
	Place uint8 // among the operators that compare columns with values all day, from 1; 0 for others
}

// Ranks of operators and of other expressions, loosest first.
const (
	RankOr uint8 = iota + 1
	RankAnd
	RankNot
	RankIs
	RankCompare
	RankMatch // BETWEEN IN LIKE ILIKE
	RankOther // any other operator
	RankAdd
	RankMul
	RankPow
	RankAtom
)

// Places is how many operators have a place.
const Places = 8

// The operators that have names here. Others are made as &Operator{Text: text, Rank: RankOther}.
var (
	Eq       = &Operator{"=", RankCompare, 1}
	Ne       = &Operator{"<>", RankCompare, 2}
	Lt       = &Operator{"<", RankCompare, 3}
	Le       = &Operator{"<=", RankCompare, 4}
	Gt       = &Operator{">", RankCompare, 5}
	Ge       = &Operator{">=", RankCompare, 6}
	Distinct = &Operator{"IS DISTINCT FROM", RankIs, 0}
	Same     = &Operator{"IS NOT DISTINCT FROM", RankIs, 0}
	Like     = &Operator{"LIKE", RankMatch, 7}
	ILike    = &Operator{"ILIKE", RankMatch, 8}
	NotLike  = &Operator{"NOT LIKE", RankMatch, 0}
	NotILike = &Operator{"NOT ILIKE", RankMatch, 0}
	Match    = &Operator{"~", RankOther, 0}
	Concat   = &Operator{"||", RankOther, 0}
	Contains = &Operator{"@>", RankOther, 0}
	Overlaps = &Operator{"&&", RankOther, 0}
	Add      = &Operator{"+", RankAdd, 0}
	Sub      = &Operator{"-", RankAdd, 0}
	Mul      = &Operator{"*", RankMul, 0}
	Div      = &Operator{"/", RankMul, 0}
	Mod      = &Operator{"%", RankMul, 0}
)

// TypeOf returns the SQL type of e, or nil where the server alone knows it.
func TypeOf(e Expr) *sqltype.Type {
	switch e := e.(type) {
	case *Field:
		return e.Column.Type
	case *Param:
		return e.Type
	case *Literal:
		return e.Type
	case *Binary:
		return e.Type
	case *Scalar:
		return e.Type
	case *Call:
		return e.Type
	case *Cast:
		return e.Type
	case *Case:
		return e.Type
	case *Raw:
		return e.Type
	case *Named:
		return TypeOf(e.X)
	case *Assume:
		return TypeOf(e.X)
	case *Nullable:
		return TypeOf(e.X)
	case *Logic, *Not, *IsNull, *Any, *In, *Exists, *Between:
		return sqltype.Boolean
	case *Tuple:
		return nil
	}
	return nil
}
