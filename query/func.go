package query

import (
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
	return op[T](&sqlast.Param{Value: v, Type: sqltypeOf[T](), Cast: true})
}

// Null is e for a reader that has a place for NULL: it reads into a *T. It is the way to select what an outer join, or a
// function of a nullable argument, makes nullable.
func Null[T any](e Expr[T]) NullOp[T] { return nullOp[T](&sqlast.Nullable{X: nodeOf(e)}) }

// Must is e as a plain value. The statement is refused unless its Where, or the On of an inner join, says [IsNotNull] of e.
func Must[T any](e Expr[T]) Op[T] { return op[T](&sqlast.Assume{X: nodeOf(e)}) }

// Coalesce is e, or v where e is NULL.
func Coalesce[T any](e Expr[T], v T) Op[T] {
	n := nodeOf(e)
	return op[T](&sqlast.Call{Name: "coalesce", Args: []sqlast.Expr{n, param(v, sqlast.TypeOf(n))}, Nulls: sqlast.NullsAll, Type: sqlast.TypeOf(n)})
}

// CoalesceExpr is the first of es that is not NULL. It is refused in a plain place unless one of es is never NULL.
func CoalesceExpr[T any](es ...Expr[T]) Op[T] {
	return op[T](&sqlast.Call{Name: "coalesce", Args: nodesOf(es), Nulls: sqlast.NullsAll, Type: sqltypeOf[T]()})
}

// NullIf is NULL where e = v, and e otherwise.
func NullIf[T any](e Expr[T], v T) NullOp[T] {
	n := nodeOf(e)
	return nullOp[T](&sqlast.Call{Name: "nullif", Args: []sqlast.Expr{n, param(v, sqlast.TypeOf(n))}, Nulls: sqlast.NullsAlways, Type: sqlast.TypeOf(n)})
}

// Now is the time at which the transaction began, by the server's clock.
func Now() Op[time.Time] {
	return op[time.Time](&sqlast.Call{Name: "now", Nulls: sqlast.NullsNever, Type: sqltypeOf[time.Time]()})
}

// Lower is e in lower case.
func Lower[T Text](e Expr[T]) Op[string] {
	return Op[string]{call[string](lower, asText(cellOf(e)))}
}

// Upper is e in upper case.
func Upper[T Text](e Expr[T]) Op[string] {
	return Op[string]{call[string](upper, asText(cellOf(e)))}
}

// Length is the number of characters of e.
func Length[T Text](e Expr[T]) Op[int32] {
	return Op[int32]{call[int32](length, asText(cellOf(e)))}
}

// Concat is the texts of es one after another.
func Concat[T Text](es ...Expr[T]) Op[string] {
	if len(es) == 0 {
		return op[string](&sqlast.Literal{Text: "''", Type: sqltype.TextType})
	}
	c := asText(cellOf(es[0]))
	for _, e := range es[1:] {
		c = newBinary(sqlast.Concat, c, asText(cellOf(e)), sqltype.TextType)
	}
	return Op[string]{c}
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
func Abs[T Number](e Expr[T]) Op[T] { return Op[T]{call[T](abs, cellOf(e))} }

// CountAll is the number of rows.
func CountAll() Op[int64] {
	return op[int64](&sqlast.Call{Name: "count", Star: true, Aggregate: true, Nulls: sqlast.NullsNever, Type: sqltypeOf[int64]()})
}

// Count is the number of rows in which e is not NULL.
func Count(e Expression) Op[int64] { return Op[int64]{aggregate[int64](count, e)} }

// CountDistinct is the number of different values of e, NULL apart.
func CountDistinct(e Expression) Op[int64] {
	return Op[int64]{newCall(countDistinct, cellOf(e), sqltype.Bigint)}
}

// Max is the greatest e; NULL where there is no row.
func Max[T any](e Expr[T]) NullOp[T] { return NullOp[T]{aggregate[T](maximum, e)} }

// Min is the smallest e; NULL where there is no row.
func Min[T any](e Expr[T]) NullOp[T] { return NullOp[T]{aggregate[T](minimum, e)} }

// Sum is the sum of e in e's own type; NULL where there is no row. A sum that the type cannot hold is the server's error;
// [SumNumeric] has no bound.
func Sum[T Number](e Expr[T]) NullOp[T] {
	return NullOp[T]{castAggregate(sum, e, sqltypeOf[T]())}
}

// SumNumeric is the exact sum of e; NULL where there is no row.
func SumNumeric[T Number](e Expr[T]) NullOp[Numeric] {
	return NullOp[Numeric]{castAggregate(sum, e, sqltypeOf[Numeric]())}
}

// Avg is the exact mean of e; NULL where there is no row.
func Avg[T Number](e Expr[T]) NullOp[Numeric] {
	return NullOp[Numeric]{castAggregate(average, e, sqltypeOf[Numeric]())}
}

// BoolAnd is true where e is true in every row; NULL where there is no row.
func BoolAnd(e Expr[bool]) NullOp[bool] {
	return NullOp[bool]{aggregate[bool](boolAnd, e)}
}

// BoolOr is true where e is true in some row; NULL where there is no row.
func BoolOr(e Expr[bool]) NullOp[bool] {
	return NullOp[bool]{aggregate[bool](boolOr, e)}
}

// ArrayAgg is the values of e as an array; NULL where there is no row. A NULL among them is an error when the row is read.
func ArrayAgg[T any](e Expr[T]) NullOp[[]T] {
	return NullOp[[]T]{aggregate[[]T](arrayAgg, e)}
}

// StringAgg is the texts of e with separator between them; NULL where there is no row.
func StringAgg[T Text](e Expr[T], separator string) NullOp[string] {
	args := []sqlast.Expr{asText(cellOf(e)).node(), &sqlast.Param{Value: separator, Type: sqltype.TextType, Cast: true}}
	return nullOp[string](&sqlast.Call{Name: "string_agg", Args: args, Nulls: sqlast.NullsAlways, Aggregate: true, Type: sqltype.TextType})
}

func arithmetic[T Number](op sqlast.Op, a, b Expression) Op[T] {
	return Op[T]{newBinary(op, cellOf(a), cellOf(b), sqltypeOf[T]())}
}

// The functions that are called with one argument.
var (
	lower  = &function{name: "lower", nulls: sqlast.NullsFromArgs}
	upper  = &function{name: "upper", nulls: sqlast.NullsFromArgs}
	length = &function{name: "length", nulls: sqlast.NullsFromArgs}
	abs    = &function{name: "abs", nulls: sqlast.NullsFromArgs}

	count         = &function{name: "count", nulls: sqlast.NullsNever, aggregate: true}
	countDistinct = &function{name: "count", nulls: sqlast.NullsNever, aggregate: true, distinct: true}
	maximum       = &function{name: "max", nulls: sqlast.NullsAlways, aggregate: true}
	minimum       = &function{name: "min", nulls: sqlast.NullsAlways, aggregate: true}
	sum           = &function{name: "sum", nulls: sqlast.NullsAlways, aggregate: true}
	average       = &function{name: "avg", nulls: sqlast.NullsAlways, aggregate: true}
	boolAnd       = &function{name: "bool_and", nulls: sqlast.NullsAlways, aggregate: true}
	boolOr        = &function{name: "bool_or", nulls: sqlast.NullsAlways, aggregate: true}
	arrayAgg      = &function{name: "array_agg", nulls: sqlast.NullsAlways, aggregate: true}
)

// call is a call of f with arg, of type T.
func call[T any](f *function, arg *cell) *cell { return newCall(f, arg, sqltypeOf[T]()) }

func aggregate[T any](f *function, arg Expression) *cell { return call[T](f, cellOf(arg)) }

// castAggregate is the aggregate of arg in type t, which may be narrower than what the server makes of it.
func castAggregate(f *function, arg Expression, t *sqltype.Type) *cell {
	return newCast(newCall(f, cellOf(arg), t), t)
}
