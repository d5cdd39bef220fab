package query

import (
	"context"
	"reflect"

	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Param is a parameter of a compiled query: an expression whose value is given each time that the query runs.
type Param[T any] struct{ Op[T] }

func newParam[T any](slot int) Param[T] {
	t := sqltypeOf[T]()
	return Param[T]{op[T](&sqlast.Param{Slot: slot, Type: t, Cast: needsCast(t)})}
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
func Compile[T, F any](q QueryOf[T, F]) Compiled0[T, F] { return Compiled0[T, F]{finished(q.s)} }

// Compile1 calls f once, with a parameter, and renders the query that it returns. What is wrong with it is reported by each run.
func Compile1[A, T, F any](f func(Param[A]) QueryOf[T, F]) Compiled1[A, T, F] {
	return Compiled1[A, T, F]{compiling(f, func() selection { return f(newParam[A](1)).s })}
}

// Compile2 is [Compile1] with two parameters.
func Compile2[A, B, T, F any](f func(Param[A], Param[B]) QueryOf[T, F]) Compiled2[A, B, T, F] {
	return Compiled2[A, B, T, F]{compiling(f, func() selection { return f(newParam[A](1), newParam[B](2)).s })}
}

// Compile3 is [Compile1] with three parameters.
func Compile3[A, B, C, T, F any](f func(Param[A], Param[B], Param[C]) QueryOf[T, F]) Compiled3[A, B, C, T, F] {
	return Compiled3[A, B, C, T, F]{compiling(f, func() selection { return f(newParam[A](1), newParam[B](2), newParam[C](3)).s })}
}

// Compile4 is [Compile1] with four parameters.
func Compile4[A, B, C, D, T, F any](f func(Param[A], Param[B], Param[C], Param[D]) QueryOf[T, F]) Compiled4[A, B, C, D, T, F] {
	return Compiled4[A, B, C, D, T, F]{compiling(f, func() selection { return f(newParam[A](1), newParam[B](2), newParam[C](3), newParam[D](4)).s })}
}

// Rows prepares to run the query on db.
func (q Compiled0[T, F]) Rows(ctx context.Context, db DB) RowsOf[T, F] {
	return RowsOf[T, F]{run{core: q.c, ctx: ctx, db: db}}
}

// Rows prepares to run the query on db with its argument.
func (q Compiled1[A, T, F]) Rows(ctx context.Context, db DB, a A) RowsOf[T, F] {
	return RowsOf[T, F]{slotted(q.c, a).on(ctx, db)}
}

// Rows prepares to run the query on db with its arguments.
func (q Compiled2[A, B, T, F]) Rows(ctx context.Context, db DB, a A, b B) RowsOf[T, F] {
	return RowsOf[T, F]{slotted(q.c, a, b).on(ctx, db)}
}

// Rows prepares to run the query on db with its arguments.
func (q Compiled3[A, B, C, T, F]) Rows(ctx context.Context, db DB, a A, b B, c C) RowsOf[T, F] {
	return RowsOf[T, F]{slotted(q.c, a, b, c).on(ctx, db)}
}

// Rows prepares to run the query on db with its arguments.
func (q Compiled4[A, B, C, D, T, F]) Rows(ctx context.Context, db DB, a A, b B, c C, d D) RowsOf[T, F] {
	return RowsOf[T, F]{slotted(q.c, a, b, c, d).on(ctx, db)}
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

// ToSql returns the text with $1, $2 … and the arguments, as squirrel's Sqlizer. The arguments are made once and belong
// to the query: they must not be changed.
//
//nolint:revive // the name is squirrel's
func (q Compiled0[T, F]) ToSql() (string, []any, error) { return q.c.compiledSQL() }

// ToSql returns the text with $1, $2 … and the arguments.
//
//nolint:revive // the name is squirrel's
func (q Compiled1[A, T, F]) ToSql(a A) (string, []any, error) {
	return slotted(q.c, a).toSQL()
}

// ToSql returns the text with $1, $2 … and the arguments.
//
//nolint:revive // the name is squirrel's
func (q Compiled2[A, B, T, F]) ToSql(a A, b B) (string, []any, error) {
	return slotted(q.c, a, b).toSQL()
}

// ToSql returns the text with $1, $2 … and the arguments.
//
//nolint:revive // the name is squirrel's
func (q Compiled3[A, B, C, T, F]) ToSql(a A, b B, c C) (string, []any, error) {
	return slotted(q.c, a, b, c).toSQL()
}

// ToSql returns the text with $1, $2 … and the arguments.
//
//nolint:revive // the name is squirrel's
func (q Compiled4[A, B, C, D, T, F]) ToSql(a A, b B, c C, d D) (string, []any, error) {
	return slotted(q.c, a, b, c, d).toSQL()
}

// compiledSQL is the text and the arguments of a query without parameters.
func (c *core) compiledSQL() (string, []any, error) {
	if c == nil || c.done == nil {
		return c.toSQL()
	}
	return c.done.sql, c.done.args, nil
}

// finished is the statement of a compiled query.
func finished(s selection) *core {
	c := s.core()
	if c == nil {
		return nil
	}
	return ready(c)
}

// ready is c with its text for all rows made; those for one and two rows are made when they are first asked for. An
// error is found again by each run.
func ready(c *core) *core {
	t, err := c.text(fetchAll)
	if err != nil {
		return c
	}
	if args, err := t.arguments(t.params, nil); err == nil {
		c.done = &statement{t.text, args}
	}
	return c
}

// compiling is the statement that build makes with f.
func compiling[F any](f F, build func() selection) *core {
	if reflect.ValueOf(f).IsNil() {
		return &core{errs: []error{refuse("compile", "a nil function", "makes no query; pass one that returns it")}}
	}
	return finished(build())
}

// slotted is a run of a compiled query with its arguments, whose values are made ready to be sent.
func slotted(c *core, slots ...any) run {
	r := run{core: c, slots: slots}
	for i, v := range slots {
		a, err := rowsend.Arg(v)
		if err != nil {
			r.err = c.slotError(i+1, err)
			return r
		}
		slots[i] = a
	}
	return r
}

// on is the run on db.
func (r run) on(ctx context.Context, db DB) run {
	r.ctx, r.db = ctx, db
	return r
}

// slotError says which placeholder the value of a slot cannot stand for.
func (c *core) slotError(slot int, err error) error {
	if c != nil {
		if t, broken := c.text(fetchAll); broken == nil {
			for i, p := range t.params {
				if p.Slot == slot {
					return t.argumentError(i, err)
				}
			}
		}
	}
	return &ArgumentError{Position: slot, Err: err}
}

// toSQL is the text and its arguments as pgx takes them.
func (r run) toSQL() (string, []any, error) {
	if r.core == nil {
		return "", nil, errZeroQuery
	}
	st, err := r.finished(fetchAll)
	if err != nil {
		return "", nil, err
	}
	args, err := unpacked(st.args)
	return st.sql, args, err
}
