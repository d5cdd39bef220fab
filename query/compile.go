package query

import (
	"context"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Param is a parameter of a compiled query: an expression whose value is given each time that the query runs.
type Param[T any] struct{ Op[T] }

func newParam[T any](slot int) Param[T] {
	t := sqltypeOf[T]()
	return Param[T]{Op[T]{&sqlast.Param{Slot: slot, Type: t, Cast: needsCast(t)}}}
}

// Compiled0 is a query that was rendered once and takes no parameter.
type Compiled0[T, F any] struct{ c *core }

// Compiled1 is a query that was rendered once and takes one parameter. It is immutable and shared freely.
type Compiled1[A, T, F any] struct{ c *core }

// Compiled2 is a query that was rendered once and takes two parameters.
type Compiled2[A, B, T, F any] struct{ c *core }

// Compiled3 is a query that was rendered once and takes three parameters.
type Compiled3[A, B, C, T, F any] struct{ c *core }

// Compiled4 is a query that was rendered once and takes four parameters.
type Compiled4[A, B, C, D, T, F any] struct{ c *core }

// Compile renders q for the last time. What is wrong with q is reported by each run.
func Compile[T, F any](q QueryOf[T, F]) Compiled0[T, F] { return Compiled0[T, F]{rendered(q.c)} }

// Compile1 calls f once, with a parameter, and renders the query that it returns. What is wrong with it is reported by each run.
func Compile1[A, T, F any](f func(Param[A]) QueryOf[T, F]) Compiled1[A, T, F] {
	return Compiled1[A, T, F]{rendered(f(newParam[A](1)).c)}
}

// Compile2 is [Compile1] with two parameters.
func Compile2[A, B, T, F any](f func(Param[A], Param[B]) QueryOf[T, F]) Compiled2[A, B, T, F] {
	return Compiled2[A, B, T, F]{rendered(f(newParam[A](1), newParam[B](2)).c)}
}

// Compile3 is [Compile1] with three parameters.
func Compile3[A, B, C, T, F any](f func(Param[A], Param[B], Param[C]) QueryOf[T, F]) Compiled3[A, B, C, T, F] {
	return Compiled3[A, B, C, T, F]{rendered(f(newParam[A](1), newParam[B](2), newParam[C](3)).c)}
}

// Compile4 is [Compile1] with four parameters.
func Compile4[A, B, C, D, T, F any](f func(Param[A], Param[B], Param[C], Param[D]) QueryOf[T, F]) Compiled4[A, B, C, D, T, F] {
	return Compiled4[A, B, C, D, T, F]{rendered(f(newParam[A](1), newParam[B](2), newParam[C](3), newParam[D](4)).c)}
}

// Rows prepares to run the query on db.
func (q Compiled0[T, F]) Rows(ctx context.Context, db DB) RowsOf[T, F] {
	return RowsOf[T, F]{run{core: q.c, ctx: ctx, db: db}}
}

// Rows prepares to run the query on db with its argument.
func (q Compiled1[A, T, F]) Rows(ctx context.Context, db DB, a A) RowsOf[T, F] {
	return RowsOf[T, F]{run{core: q.c, ctx: ctx, db: db, slots: []any{a}}}
}

// Rows prepares to run the query on db with its arguments.
func (q Compiled2[A, B, T, F]) Rows(ctx context.Context, db DB, a A, b B) RowsOf[T, F] {
	return RowsOf[T, F]{run{core: q.c, ctx: ctx, db: db, slots: []any{a, b}}}
}

// Rows prepares to run the query on db with its arguments.
func (q Compiled3[A, B, C, T, F]) Rows(ctx context.Context, db DB, a A, b B, c C) RowsOf[T, F] {
	return RowsOf[T, F]{run{core: q.c, ctx: ctx, db: db, slots: []any{a, b, c}}}
}

// Rows prepares to run the query on db with its arguments.
func (q Compiled4[A, B, C, D, T, F]) Rows(ctx context.Context, db DB, a A, b B, c C, d D) RowsOf[T, F] {
	return RowsOf[T, F]{run{core: q.c, ctx: ctx, db: db, slots: []any{a, b, c, d}}}
}

// String shows the query's SQL, or why it is refused.
func (q Compiled0[T, F]) String() string { return q.c.String() }

// String shows the query's SQL, or why it is refused.
func (q Compiled1[A, T, F]) String() string { return q.c.String() }

// String shows the query's SQL, or why it is refused.
func (q Compiled2[A, B, T, F]) String() string { return q.c.String() }

// String shows the query's SQL, or why it is refused.
func (q Compiled3[A, B, C, T, F]) String() string { return q.c.String() }

// String shows the query's SQL, or why it is refused.
func (q Compiled4[A, B, C, D, T, F]) String() string { return q.c.String() }

// rendered makes the text for all rows ready; those for one and two rows are made when they are first asked for.
// An error is found again by each run.
func rendered(c *core) *core {
	if c != nil {
		_, _ = c.text(fetchAll)
	}
	return c
}
