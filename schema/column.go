package schema

import (
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// Assignment gives a column a value; columns make assignments with their Set methods.
type Assignment = query.Assignment

// AnyColumn is a column of any type.
type AnyColumn interface {
	query.Expression
	isColumn()
}

// Column is a column whose values are of type T: a [Col], a [NullCol] or an [Owned].
type Column[T any] interface {
	query.Expr[T]
	isColumn()
}

// Col is a column that is not NULL and that programs write. The zero Col belongs to no table; [Map] fills it.
type Col[T any] struct{ query.Op[T] }

// NullCol is a column that may be NULL: it compares with a T and reads into a *T.
type NullCol[T any] struct{ query.NullOp[T] }

// Owned is a column that the database writes alone: a generated key, a time of creation. It has no Set.
type Owned[T any] struct{ query.Op[T] }

func (Col[T]) isColumn()     {}
func (NullCol[T]) isColumn() {}
func (Owned[T]) isColumn()   {}

// Set assigns v.
//
//go:noinline
func (c Col[T]) Set(v T) Assignment { return query.AssignValue(c, v) }

// SetExpr assigns what e is in the database when the statement runs.
//
//go:noinline
func (c Col[T]) SetExpr(e query.Expr[T]) Assignment { return query.AssignExpr(c, e) }

// SetDefault assigns the column's default.
//
//go:noinline
func (c Col[T]) SetDefault() Assignment { return query.AssignDefault(c) }

// Set assigns v.
//
//go:noinline
func (c NullCol[T]) Set(v T) Assignment { return query.AssignValue(c, v) }

// SetPtr assigns *v, or NULL where v is nil.
//
//go:noinline
func (c NullCol[T]) SetPtr(v *T) Assignment {
	if v == nil {
		return c.SetNull()
	}
	return query.AssignValue(c, *v)
}

// SetNull assigns NULL.
//
//go:noinline
func (c NullCol[T]) SetNull() Assignment { return query.AssignNull(c) }

// SetExpr assigns what e is in the database when the statement runs.
//
//go:noinline
func (c NullCol[T]) SetExpr(e query.Expr[T]) Assignment { return query.AssignExpr(c, e) }

// SetDefault assigns the column's default.
//
//go:noinline
func (c NullCol[T]) SetDefault() Assignment { return query.AssignDefault(c) }

func (c *Col[T]) bind(n sqlast.Expr)     { c.Op = query.OpOf[T](n) }
func (c *NullCol[T]) bind(n sqlast.Expr) { c.NullOp = query.NullOpOf[T](n) }
func (c *Owned[T]) bind(n sqlast.Expr)   { c.Op = query.OpOf[T](n) }

func (*Col[T]) owned(T) bool   { return false }
func (*Owned[T]) owned(T) bool { return true }
func (*NullCol[T]) nullable(T) {}

// binder is a column that is being mapped.
type binder interface{ bind(sqlast.Expr) }

// plainCol is a *Col or *Owned.
type plainCol[T any] interface {
	binder
	owned(T) bool
}

// nullableCol is a *NullCol.
type nullableCol[T any] interface {
	binder
	nullable(T)
}
