package sqlast

// Stmt is a whole statement. The set is sealed.
type Stmt interface{ stmt() }

// Item is one entry of a select or returning list: an expression, or all columns of a source's entity.
type Item struct {
	Expr   Expr
	Entity *Source
}

// Lists reports whether an expression of the list has the name.
func Lists(list []Item, name string) bool {
	for _, it := range list {
		if n, ok := it.Expr.(*Named); ok && n.Name == name {
			return true
		}
	}
	return false
}

// Order is one entry of ORDER BY.
type Order struct {
	X     Expr
	Desc  bool
	Nulls NullsOrder
}

// NullsOrder says where NULLs stand in an order.
type NullsOrder uint8

// NullsDefault is PostgreSQL's: last when ascending, first when descending.
const (
	NullsDefault NullsOrder = iota
	NullsFirst
	NullsLast
)

// JoinKind is how a source joins those before it.
type JoinKind uint8

// The joins.
const (
	InnerJoin JoinKind = iota
	LeftJoin
	RightJoin
	FullJoin
	CrossJoin
)

// Join adds a source to those before it.
type Join struct {
	Kind   JoinKind
	Source *Source
	On     Expr // nil for a cross join
}

// Lock is a row lock: FOR UPDATE and its kin.
type Lock struct {
	Strength string // "UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"; "" for none
	Wait     string // "", "NOWAIT", "SKIP LOCKED"
	Of       []*Source
}

// Select is a SELECT.
type Select struct {
	Distinct   bool
	DistinctOn []Expr
	Items      []Item
	From       *Source
	Joins      []Join
	Where      []Expr // all must hold
	GroupBy    []Expr
	Having     []Expr // all must hold
	OrderBy    []Order
	Limit      *Param
	Offset     *Param
	Fetch      int // rows that a result helper asks for beside Limit: 0 for all, 1 or 2
	Lock       Lock
	Broken     error // what its builder refused; the statement around it is refused too
}

// Set is one assignment of an INSERT or UPDATE. A nil Value is DEFAULT.
type Set struct {
	Column *Column
	Value  Expr
}

// Insert is an INSERT of one or more rows.
type Insert struct {
	Into      *Source
	Columns   []*Column
	Rows      [][]Expr // one value per column; a nil value is DEFAULT
	Query     *Select  // instead of Rows
	Override  bool     // OVERRIDING SYSTEM VALUE
	Conflict  *Conflict
	Returning []Item
}

// Conflict is ON CONFLICT.
type Conflict struct {
	Columns    []*Column // the target; empty for any
	Constraint string    // the target by name, instead of Columns
	Where      []Expr    // of the partial index that is the target
	Set        []Set     // nil for DO NOTHING
	Update     []Expr    // WHERE of DO UPDATE
}

// Update is an UPDATE.
type Update struct {
	Table     *Source
	Set       []Set
	From      *Source
	Joins     []Join
	Where     []Expr
	Returning []Item
}

// Delete is a DELETE.
type Delete struct {
	From      *Source
	Using     *Source
	Joins     []Join
	Where     []Expr
	Returning []Item
}

// RawStmt is a statement that the caller wrote.
type RawStmt struct{ Raw *Raw }

// Checked runs a statement that changes rows, and fails on the server unless it hits each row that it is meant to, so that
// a COMMIT behind it becomes a ROLLBACK. Its result is what Stmt returns.
type Checked struct {
	Stmt  Stmt       // an INSERT, UPDATE or DELETE that returns at least the columns of Keys
	Given *Source    // the rows it is meant to hit, as Arrays; nil for exactly one row
	Keys  []KeyMatch // tell the rows of Given in what Stmt returns
	Quiet bool       // the result is one row with the number of rows hit
	// Columns is what Stmt returns where the result is one row with an array of each column; empty where it is those rows.
	Columns []string
}

// KeyMatch pairs a column that a statement returns with an expression over the rows given.
type KeyMatch struct {
	Column *Column
	Given  Expr
}

// MissedRows begins the message of the error with which a [Checked] statement fails, followed by the keys that it missed.
const MissedRows = "rowan: rows missed: "

func (*Checked) stmt() {}
func (*Select) stmt()  {}
func (*Insert) stmt()  {}
func (*Update) stmt()  {}
func (*Delete) stmt()  {}
func (*RawStmt) stmt() {}
