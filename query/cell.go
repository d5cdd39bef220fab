package query

import (
	"reflect"
	"sync/atomic"
	"time"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// cell is what an expression points at. An expression is one pointer, so that it goes into an interface without an
// allocation. A cell does not change once its expression was handed out.
type cell struct {
	n    any   // the node, a sqlast.Expr; of a comparison the value, see form.left; of a LIMIT or OFFSET the number; of FROM the source
	form *form // nil where nothing is known to be the same
}

// form is what expressions of one shape have in common: an expression without values is known by its form alone, and so
// is a comparison but for its value. See [derived].
type form struct {
	id    uint64 // of no other form; 0 of an order that is not kept
	left  *cell  // of a comparison left op value, or what an order is by
	op    sqlast.Op
	typ   *sqltype.Type // of the value's place
	cast  bool
	order bool // ORDER BY left
	desc  bool
	nulls sqlast.NullsOrder

	compared [sqlast.Places]atomic.Pointer[form] // comparisons of this expression by the operator's place
	ordered  [2]atomic.Pointer[cell]             // its plain orders, ascending and descending
}

// node is the cell's node; the check of the statement refuses none.
func (c *cell) node() sqlast.Expr {
	switch {
	case c == nil:
		return nil
	case c.form == nil || c.form.left == nil:
		n, _ := c.n.(sqlast.Expr)
		return n
	}
	return &sqlast.Binary{Op: c.form.op, Left: c.form.left.node(), Right: c.param(), Type: sqltype.Boolean}
}

// source is what a cell of FROM or JOIN reads from.
func (c *cell) source() *sqlast.Source {
	s, _ := c.n.(*sqlast.Source)
	return s
}

// param is the parameter of a comparison.
func (c *cell) param() *sqlast.Param {
	return &sqlast.Param{Value: c.n, Type: c.form.typ, Cast: c.form.cast, From: c}
}

// compares reports whether the cell is a comparison with a value.
func (c *cell) compares() bool { return c.form != nil && c.form.left != nil && !c.form.order }

// sqlType is the SQL type of the cell's values, or nil where the server alone knows it.
func (c *cell) sqlType() *sqltype.Type {
	switch {
	case c == nil:
		return nil
	case c.form != nil && c.form.left != nil:
		return sqltype.Boolean
	}
	if f, ok := c.n.(*sqlast.Field); ok {
		return sqlast.TypeOf(f)
	}
	n, _ := c.n.(sqlast.Expr)
	return sqlast.TypeOf(n)
}

// isPlain reports whether the cell is known by its form alone.
func (c *cell) isPlain() bool { return c != nil && c.form != nil && c.form.left == nil }

func newCell(n sqlast.Expr) *cell {
	a := openArena()
	c := a.cells.one()
	a.close()
	c.n = n
	return c
}

func op[T any](n sqlast.Expr) Op[T] { return Op[T]{newCell(n)} }

func nullOp[T any](n sqlast.Expr) NullOp[T] { return NullOp[T]{newCell(n)} }

func predicate(n sqlast.Expr) Predicate { return Predicate{newCell(n)} }

// lasting is the cell of an expression that is made once and used often: a column.
func lasting(n sqlast.Expr) *cell { return &cell{n: n, form: newForm()} }

// compareTyped is left op v, where v stands in a place of type t.
func compareTyped[V any](op sqlast.Op, left *cell, v V, t *sqltype.Type) Predicate {
	a := openArena()
	boxed := box(a, v)
	if !left.isPlain() {
		a.close()
		return predicate(&sqlast.Binary{Op: op, Left: left.node(), Right: param(boxed, t), Type: sqltype.Boolean})
	}
	c := a.cells.one()
	a.close()
	c.n, c.form = boxed, left.compared(op, t)
	return Predicate{c}
}

// valueCell is a cell of a value that no expression stands left of: the number of a LIMIT.
func valueCell(v any) *cell {
	a := openArena()
	c := a.cells.one()
	a.close()
	c.n = v
	return c
}

// compared is the form of comparisons of c, which is plain, with values of type t.
func (c *cell) compared(op sqlast.Op, t *sqltype.Type) *form {
	var before *atomic.Pointer[form]
	if op.Place > 0 {
		before = &c.form.compared[op.Place-1]
		if f := before.Load(); f != nil && f.typ == t {
			return f
		}
	}
	f := derive(derivation{made: aComparison, op: op, a: c.form, t: t}, func() *cell {
		f := newForm()
		f.left, f.op, f.typ, f.cast = c, op, t, needsCast(t)
		return &cell{form: f}
	}).form
	if before != nil {
		before.Store(f)
	}
	return f
}

// newBinary is left op right.
func newBinary(op sqlast.Op, left, right *cell, t *sqltype.Type) *cell {
	if !left.isPlain() || !right.isPlain() {
		return newCell(&sqlast.Binary{Op: op, Left: left.node(), Right: right.node(), Type: t})
	}
	return derive(derivation{made: aBinary, op: op, a: left.form, b: right.form, t: t}, func() *cell {
		return lasting(&sqlast.Binary{Op: op, Left: left.node(), Right: right.node(), Type: t})
	})
}

// newCast is arg::t.
func newCast(arg *cell, t *sqltype.Type) *cell {
	if !arg.isPlain() {
		return newCell(&sqlast.Cast{X: arg.node(), Type: t})
	}
	return derive(derivation{made: aCast, a: arg.form, t: t}, func() *cell {
		return lasting(&sqlast.Cast{X: arg.node(), Type: t})
	})
}

// newCall is a call of f with one argument.
func newCall(f *function, arg *cell, t *sqltype.Type) *cell {
	call := func() *sqlast.Call {
		return &sqlast.Call{
			Name: f.name, Args: []sqlast.Expr{arg.node()}, Nulls: f.nulls, Aggregate: f.aggregate, Distinct: f.distinct, Type: t,
		}
	}
	if !arg.isPlain() {
		return newCell(call())
	}
	return derive(derivation{made: f, a: arg.form, t: t}, func() *cell { return lasting(call()) })
}

// newOrder orders by c.
func newOrder(c *cell, desc bool, nulls sqlast.NullsOrder) Order {
	if !c.isPlain() || nulls != sqlast.NullsDefault {
		return Order{makeOrder(c, desc, nulls)}
	}
	before := &c.form.ordered[bit(desc)]
	if o := before.Load(); o != nil {
		return Order{o}
	}
	before.CompareAndSwap(nil, makeOrder(c, desc, nulls))
	return Order{before.Load()}
}

func makeOrder(c *cell, desc bool, nulls sqlast.NullsOrder) *cell {
	f := &form{left: c, order: true, desc: desc, nulls: nulls}
	if c.isPlain() && nulls == sqlast.NullsDefault {
		f.id = newForm().id
	}
	return &cell{form: f}
}

// sqltypeOf is the SQL type of T. The types that most columns have are told apart without a look-up.
func sqltypeOf[T any]() *sqltype.Type {
	switch any((*T)(nil)).(type) {
	case *int64:
		return sqltype.Bigint
	case *string:
		return sqltype.TextType
	case *bool:
		return sqltype.Boolean
	case *Numeric:
		return sqltype.NumericType
	case *time.Time:
		return sqltype.Timestamptz
	}
	return sqltype.Of(reflect.TypeFor[T]())
}

// asOrder is the order that c stands for in ORDER BY: an [Order], or an expression.
func (c *cell) asOrder() sqlast.Order {
	if c != nil && c.form != nil && c.form.order {
		return sqlast.Order{X: c.form.left.node(), Desc: c.form.desc, Nulls: c.form.nulls}
	}
	return sqlast.Order{X: c.node()}
}
