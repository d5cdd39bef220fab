package query

import (
	"slices"

	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Expression is any typed expression, where its type does not matter: in GROUP BY, ORDER BY, SELECT ALL lists.
type Expression interface {
	cellOf() *cell
}

// Expr is an expression whose values are of type T, NULL apart. Columns, results of functions and aggregates, [Val]
// and subqueries are expressions. The set of implementations is closed.
type Expr[T any] interface {
	Expression
	exprOf(T)
}

// The operators are kept out of line. Inlined, each would be compiled once more in every method set that it is promoted
// to, four times for each column type and package; docs/decisions/0009-build-cost.md has the figures.

// Op is an expression that is not NULL, with its operators. It reads into a plain T.
type Op[T any] struct{ c *cell }

// NullOp is an expression that may be NULL, with its operators. It compares with a plain T and reads into a *T.
type NullOp[T any] struct{ c *cell }

// Predicate is a condition.
type Predicate = Op[bool]

//go:noinline
func (o Op[T]) cellOf() *cell { return o.c }
func (Op[T]) exprOf(T)        {}

//go:noinline
func (o Op[T]) entry(T) entry { return entry{o.c, plainValue} }

//go:noinline
func (o Op[T]) orderCell() *cell { return o.c }

//go:noinline
func (o NullOp[T]) cellOf() *cell { return o.c }
func (NullOp[T]) exprOf(T)        {}

//go:noinline
func (o NullOp[T]) entry(*T) entry { return entry{o.c, value} }

//go:noinline
func (o NullOp[T]) orderCell() *cell { return o.c }

// Eq is o = v.
//
//go:noinline
func (o Op[T]) Eq(v T) Predicate { return compare(sqlast.Eq, o.c, v) }

// Ne is o <> v.
//
//go:noinline
func (o Op[T]) Ne(v T) Predicate { return compare(sqlast.Ne, o.c, v) }

// Lt is o < v.
//
//go:noinline
func (o Op[T]) Lt(v T) Predicate { return compare(sqlast.Lt, o.c, v) }

// Le is o <= v.
//
//go:noinline
func (o Op[T]) Le(v T) Predicate { return compare(sqlast.Le, o.c, v) }

// Gt is o > v.
//
//go:noinline
func (o Op[T]) Gt(v T) Predicate { return compare(sqlast.Gt, o.c, v) }

// Ge is o >= v.
//
//go:noinline
func (o Op[T]) Ge(v T) Predicate { return compare(sqlast.Ge, o.c, v) }

// EqExpr is o = e.
//
//go:noinline
func (o Op[T]) EqExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Eq, o.c, e) }

// NeExpr is o <> e.
//
//go:noinline
func (o Op[T]) NeExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Ne, o.c, e) }

// LtExpr is o < e.
//
//go:noinline
func (o Op[T]) LtExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Lt, o.c, e) }

// LeExpr is o <= e.
//
//go:noinline
func (o Op[T]) LeExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Le, o.c, e) }

// GtExpr is o > e.
//
//go:noinline
func (o Op[T]) GtExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Gt, o.c, e) }

// GeExpr is o >= e.
//
//go:noinline
func (o Op[T]) GeExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Ge, o.c, e) }

// In is true where o is one of vs. The values travel as one array, so their number is not limited; no value at all is false.
//
//go:noinline
func (o Op[T]) In(vs ...T) Predicate { return anyOf(o.c.node(), slices.Clone(vs), false) }

// NotIn is true where o is none of vs; no value at all is true.
//
//go:noinline
func (o Op[T]) NotIn(vs ...T) Predicate { return anyOf(o.c.node(), slices.Clone(vs), true) }

// Between is low <= o AND o <= high.
//
//go:noinline
func (o Op[T]) Between(low, high T) Predicate { return between(o.c.node(), low, high) }

// Asc orders by o, smallest first.
//
//go:noinline
func (o Op[T]) Asc() Order { return newOrder(o.c, false, sqlast.NullsDefault) }

// Desc orders by o, greatest first.
//
//go:noinline
func (o Op[T]) Desc() Order { return newOrder(o.c, true, sqlast.NullsDefault) }

// As names o in the select list. The same value can then stand in ORDER BY.
//
//go:noinline
func (o Op[T]) As(name string) Op[T] { return op[T](named(o.c.node(), name)) }

// Eq is o = v; it is not true where o is NULL.
//
//go:noinline
func (o NullOp[T]) Eq(v T) Predicate { return compare(sqlast.Eq, o.c, v) }

// Ne is o <> v; it is not true where o is NULL.
//
//go:noinline
func (o NullOp[T]) Ne(v T) Predicate { return compare(sqlast.Ne, o.c, v) }

// Lt is o < v.
//
//go:noinline
func (o NullOp[T]) Lt(v T) Predicate { return compare(sqlast.Lt, o.c, v) }

// Le is o <= v.
//
//go:noinline
func (o NullOp[T]) Le(v T) Predicate { return compare(sqlast.Le, o.c, v) }

// Gt is o > v.
//
//go:noinline
func (o NullOp[T]) Gt(v T) Predicate { return compare(sqlast.Gt, o.c, v) }

// Ge is o >= v.
//
//go:noinline
func (o NullOp[T]) Ge(v T) Predicate { return compare(sqlast.Ge, o.c, v) }

// EqExpr is o = e.
//
//go:noinline
func (o NullOp[T]) EqExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Eq, o.c, e) }

// NeExpr is o <> e.
//
//go:noinline
func (o NullOp[T]) NeExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Ne, o.c, e) }

// LtExpr is o < e.
//
//go:noinline
func (o NullOp[T]) LtExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Lt, o.c, e) }

// LeExpr is o <= e.
//
//go:noinline
func (o NullOp[T]) LeExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Le, o.c, e) }

// GtExpr is o > e.
//
//go:noinline
func (o NullOp[T]) GtExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Gt, o.c, e) }

// GeExpr is o >= e.
//
//go:noinline
func (o NullOp[T]) GeExpr(e Expr[T]) Predicate { return compareExpr(sqlast.Ge, o.c, e) }

// In is true where o is one of vs. The values travel as one array, so their number is not limited; no value at all is false.
//
//go:noinline
func (o NullOp[T]) In(vs ...T) Predicate { return anyOf(o.c.node(), slices.Clone(vs), false) }

// NotIn is true where o is not NULL and none of vs; with no value at all it is true.
//
//go:noinline
func (o NullOp[T]) NotIn(vs ...T) Predicate { return anyOf(o.c.node(), slices.Clone(vs), true) }

// Between is low <= o AND o <= high.
//
//go:noinline
func (o NullOp[T]) Between(low, high T) Predicate { return between(o.c.node(), low, high) }

// IsNull is true where o is NULL.
//
//go:noinline
func (o NullOp[T]) IsNull() Predicate { return predicate(&sqlast.IsNull{X: o.c.node()}) }

// IsNotNull is true where o is not NULL.
//
//go:noinline
func (o NullOp[T]) IsNotNull() Predicate { return predicate(&sqlast.IsNull{X: o.c.node(), Not: true}) }

// Asc orders by o, smallest first and NULL last.
//
//go:noinline
func (o NullOp[T]) Asc() Order { return newOrder(o.c, false, sqlast.NullsDefault) }

// Desc orders by o, NULL first and then the greatest; [Order.NullsLast] changes it.
//
//go:noinline
func (o NullOp[T]) Desc() Order { return newOrder(o.c, true, sqlast.NullsDefault) }

// As names o in the select list. The same value can then stand in ORDER BY.
//
//go:noinline
func (o NullOp[T]) As(name string) NullOp[T] { return nullOp[T](named(o.c.node(), name)) }

// Order is one entry of ORDER BY.
type Order struct{ c *cell }

// Ordering is what OrderBy takes: an expression (ascending), or an [Order].
type Ordering interface {
	orderCell() *cell // of the expression, or of an [Order]
}

func (o Order) orderCell() *cell { return o.c }

// NullsFirst puts NULLs before all values.
func (o Order) NullsFirst() Order { return o.nulls(sqlast.NullsFirst) }

// NullsLast puts NULLs after all values.
func (o Order) NullsLast() Order { return o.nulls(sqlast.NullsLast) }

func (o Order) nulls(where sqlast.NullsOrder) Order {
	if o.c == nil {
		return o
	}
	return newOrder(o.c.form.left, o.c.form.desc, where)
}

// It is kept out of line for the sake of the operators, each of which would have a copy.
//
//go:noinline
func compare[T any](op sqlast.Op, left *cell, v T) Predicate {
	return compareTyped(op, left, v, left.sqlType())
}

func compareExpr(op sqlast.Op, left *cell, right Expression) Predicate {
	r := cellOf(right)
	if r != nil && r.form == nil {
		if p, ok := r.n.(*sqlast.Param); ok && p.Slot > 0 {
			r = newCell(p.In(left.sqlType(), needsCast))
		}
	}
	return Predicate{newBinary(op, left, r, sqltype.Boolean)}
}

func between(x sqlast.Expr, low, high any) Predicate {
	t := sqlast.TypeOf(x)
	return predicate(&sqlast.Between{X: x, Low: param(low, t), High: param(high, t)})
}

// anyOf compares x with the elements of vs, a slice that nobody else holds.
func anyOf(x sqlast.Expr, vs any, not bool) Predicate {
	p := &sqlast.Param{Value: vs, Type: sqltype.ArrayOf(sqlast.TypeOf(x)), Cast: true}
	return predicate(&sqlast.Any{X: x, Array: p, Not: not})
}

// param is v in a place whose type is t. The text names the type where the server, or an exec mode of pgx, could not tell it.
func param(v any, t *sqltype.Type) *sqlast.Param {
	return &sqlast.Param{Value: v, Type: t, Cast: needsCast(t)}
}

func named(n sqlast.Expr, name string) sqlast.Expr {
	if old, ok := n.(*sqlast.Named); ok {
		n = old.X
	}
	return &sqlast.Named{X: n, Name: name}
}

// nodeOf is e's node; a nil e gives a node that the check of the statement refuses.
func nodeOf(e Expression) sqlast.Expr {
	if e == nil {
		return nil
	}
	return e.cellOf().node()
}

// cellOf is e's cell; nil for a nil e.
func cellOf(e Expression) *cell {
	if e == nil {
		return nil
	}
	return e.cellOf()
}

func nodesOf[E Expression](es []E) []sqlast.Expr {
	ns := make([]sqlast.Expr, len(es))
	for i, e := range es {
		ns[i] = nodeOf(e)
	}
	return ns
}

// needsCast reports whether the text must name the type of a parameter of type t.
func needsCast(t *sqltype.Type) bool { return t != nil && rowsend.NeedsCast(t) }
