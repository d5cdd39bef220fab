package query

import (
	"reflect"
	"time"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

// Numeric is an exact decimal number, as PostgreSQL's numeric keeps it.
type Numeric = numeric.Numeric

// Integer is any integer type that a column can have.
type Integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32
}

// Number is any type that can be calculated with.
type Number interface {
	Integer | ~float32 | ~float64 | numeric.Numeric
}

// Val is v as an expression.
func Val[T any](v T) Op[T] {
	return Op[T]{&sqlast.Param{Value: v, Type: sqltypeOf[T](), Cast: true}}
}

// Null is e for a reader that has a place for NULL: it reads into a *T. It is the way to select what an outer join, or a
// function of a nullable argument, makes nullable.
func Null[T any](e Expr[T]) NullOp[T] { return NullOp[T]{&sqlast.Nullable{X: nodeOf(e)}} }

// Must is e as a plain value. The statement is refused unless its Where, or the On of an inner join, says [IsNotNull] of e.
func Must[T any](e Expr[T]) Op[T] { return Op[T]{&sqlast.Assume{X: nodeOf(e)}} }

// Coalesce is e, or v where e is NULL.
func Coalesce[T any](e Expr[T], v T) Op[T] {
	n := nodeOf(e)
	return Op[T]{&sqlast.Call{Name: "coalesce", Args: []sqlast.Expr{n, param(v, sqlast.TypeOf(n))}, Nulls: sqlast.NullsAll, Type: sqlast.TypeOf(n)}}
}

// CoalesceExpr is the first of es that is not NULL. It is refused in a plain place unless one of es is never NULL.
func CoalesceExpr[T any](es ...Expr[T]) Op[T] {
	return Op[T]{call[T]("coalesce", sqlast.NullsAll, nodesOf(es)...)}
}

// NullIf is NULL where e = v, and e otherwise.
func NullIf[T any](e Expr[T], v T) NullOp[T] {
	n := nodeOf(e)
	return NullOp[T]{&sqlast.Call{Name: "nullif", Args: []sqlast.Expr{n, param(v, sqlast.TypeOf(n))}, Nulls: sqlast.NullsAlways, Type: sqlast.TypeOf(n)}}
}

// Now is the time at which the transaction began, by the server's clock.
func Now() Op[time.Time] {
	return Op[time.Time]{&sqlast.Call{Name: "now", Nulls: sqlast.NullsNever, Type: sqltypeOf[time.Time]()}}
}

// Lower is e in lower case.
func Lower[T Text](e Expr[T]) Op[string] {
	return Op[string]{call[string]("lower", 0, asText(nodeOf(e)))}
}

// Upper is e in upper case.
func Upper[T Text](e Expr[T]) Op[string] {
	return Op[string]{call[string]("upper", 0, asText(nodeOf(e)))}
}

// Length is the number of characters of e.
func Length[T Text](e Expr[T]) Op[int32] {
	return Op[int32]{call[int32]("length", 0, asText(nodeOf(e)))}
}

// Concat is the texts of es one after another.
func Concat[T Text](es ...Expr[T]) Op[string] {
	if len(es) == 0 {
		return Op[string]{&sqlast.Literal{Text: "''", Type: sqltype.TextType}}
	}
	n := asText(nodeOf(es[0]))
	for _, e := range es[1:] {
		n = &sqlast.Binary{Op: sqlast.Concat, Left: n, Right: asText(nodeOf(e)), Type: sqltype.TextType}
	}
	return Op[string]{n}
}

// Add is a + b.
func Add[T Number](a, b Expr[T]) Op[T] { return arithmetic[T](sqlast.Add, a, b) }

// Sub is a - b.
func Sub[T Number](a, b Expr[T]) Op[T] { return arithmetic[T](sqlast.Sub, a, b) }

// Mul is a * b.
func Mul[T Number](a, b Expr[T]) Op[T] { return arithmetic[T](sqlast.Mul, a, b) }

// Div is a / b; of integers it cuts off the fraction, as PostgreSQL does. A zero b is the server's error.
func Div[T Number](a, b Expr[T]) Op[T] { return arithmetic[T](sqlast.Div, a, b) }

// Abs is e without its sign.
func Abs[T Number](e Expr[T]) Op[T] { return Op[T]{call[T]("abs", 0, nodeOf(e))} }

// CountAll is the number of rows.
func CountAll() Op[int64] {
	return Op[int64]{&sqlast.Call{Name: "count", Star: true, Aggregate: true, Nulls: sqlast.NullsNever, Type: sqltypeOf[int64]()}}
}

// Count is the number of rows in which e is not NULL.
func Count(e Expression) Op[int64] { return Op[int64]{aggregate[int64]("count", sqlast.NullsNever, e)} }

// CountDistinct is the number of different values of e, NULL apart.
func CountDistinct(e Expression) Op[int64] {
	c := aggregate[int64]("count", sqlast.NullsNever, e)
	c.Distinct = true
	return Op[int64]{c}
}

// Max is the greatest e; NULL where there is no row.
func Max[T any](e Expr[T]) NullOp[T] { return NullOp[T]{aggregate[T]("max", sqlast.NullsAlways, e)} }

// Min is the smallest e; NULL where there is no row.
func Min[T any](e Expr[T]) NullOp[T] { return NullOp[T]{aggregate[T]("min", sqlast.NullsAlways, e)} }

// Sum is the sum of e in e's own type; NULL where there is no row. A sum that the type cannot hold is the server's error;
// [SumNumeric] has no bound.
func Sum[T Number](e Expr[T]) NullOp[T] {
	return NullOp[T]{&sqlast.Cast{X: aggregate[T]("sum", sqlast.NullsAlways, e), Type: sqltypeOf[T]()}}
}

// SumNumeric is the exact sum of e; NULL where there is no row.
func SumNumeric[T Number](e Expr[T]) NullOp[Numeric] {
	return NullOp[Numeric]{&sqlast.Cast{X: aggregate[Numeric]("sum", sqlast.NullsAlways, e), Type: sqltypeOf[Numeric]()}}
}

// Avg is the exact mean of e; NULL where there is no row.
func Avg[T Number](e Expr[T]) NullOp[Numeric] {
	return NullOp[Numeric]{&sqlast.Cast{X: aggregate[Numeric]("avg", sqlast.NullsAlways, e), Type: sqltypeOf[Numeric]()}}
}

// BoolAnd is true where e is true in every row; NULL where there is no row.
func BoolAnd(e Expr[bool]) NullOp[bool] {
	return NullOp[bool]{aggregate[bool]("bool_and", sqlast.NullsAlways, e)}
}

// BoolOr is true where e is true in some row; NULL where there is no row.
func BoolOr(e Expr[bool]) NullOp[bool] {
	return NullOp[bool]{aggregate[bool]("bool_or", sqlast.NullsAlways, e)}
}

// ArrayAgg is the values of e as an array; NULL where there is no row. A NULL among them is an error when the row is read.
func ArrayAgg[T any](e Expr[T]) NullOp[[]T] {
	return NullOp[[]T]{aggregate[[]T]("array_agg", sqlast.NullsAlways, e)}
}

// StringAgg is the texts of e with separator between them; NULL where there is no row.
func StringAgg[T Text](e Expr[T], separator string) NullOp[string] {
	c := aggregate[string]("string_agg", sqlast.NullsAlways, e)
	c.Args[0] = asText(c.Args[0])
	c.Args = append(c.Args, &sqlast.Param{Value: separator, Type: sqltype.TextType, Cast: true})
	return NullOp[string]{c}
}

func arithmetic[T Number](op sqlast.Op, a, b Expression) Op[T] {
	return Op[T]{&sqlast.Binary{Op: op, Left: nodeOf(a), Right: nodeOf(b), Type: sqltypeOf[T]()}}
}

func call[T any](name string, nulls sqlast.Nulls, args ...sqlast.Expr) *sqlast.Call {
	return &sqlast.Call{Name: name, Args: args, Nulls: nulls, Type: sqltypeOf[T]()}
}

func aggregate[T any](name string, nulls sqlast.Nulls, arg Expression) *sqlast.Call {
	return &sqlast.Call{Name: name, Args: []sqlast.Expr{nodeOf(arg)}, Nulls: nulls, Aggregate: true, Type: sqltypeOf[T]()}
}

func sqltypeOf[T any]() *sqltype.Type { return sqltype.Of(reflect.TypeFor[T]()) }
