package query

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// Writer is an INSERT, UPDATE or DELETE statement.
type Writer interface{ writes() *writing }

// writingOf is w's statement; of a nil w, or one that was not made by Insert, Update or Delete, nothing but the error.
func writingOf(w Writer) *writing {
	if !isNil(w) {
		if s := w.writes(); s != nil {
			return s
		}
	}
	return noStatement
}

var (
	errZeroStatement = refuse("statement", "the zero statement", "changes nothing; start from query.Insert, query.Update or query.Delete")
	noStatement      = &writing{errs: []error{errZeroStatement}}
)

// Returned is a statement that changes rows and gives them back. It runs anew each time that a helper of its rows runs.
type Returned[T, F any] struct{ c *core }

// Returning makes w give back item a of each row that it changed: a column, an expression, or the whole entity.
func Returning[A any](w Writer, a Item[A]) Returned[A, A] {
	return Returned[A, A]{writingOf(w).returning(listOf(rowType[A](), entryOf(a)).items)}
}

// Returning2 gives back two items of each row.
func Returning2[A, B any](w Writer, a Item[A], b Item[B]) Returned[Row2[A, B], A] {
	return Returned[Row2[A, B], A]{writingOf(w).returning(row2(a, b).items)}
}

// Returning3 gives back three items of each row.
func Returning3[A, B, C any](w Writer, a Item[A], b Item[B], c Item[C]) Returned[Row3[A, B, C], A] {
	return Returned[Row3[A, B, C], A]{writingOf(w).returning(row3(a, b, c).items)}
}

// Returning4 gives back four items of each row.
func Returning4[A, B, C, D any](w Writer, a Item[A], b Item[B], c Item[C], d Item[D]) Returned[Row4[A, B, C, D], A] {
	return Returned[Row4[A, B, C, D], A]{writingOf(w).returning(row4(a, b, c, d).items)}
}

// ReturningInto gives back a struct of the caller's, one [Into] for each field that is read.
func ReturningInto[R any](w Writer, fields ...FieldOf[R]) Returned[R, R] {
	items := make([]item, len(fields))
	for i, f := range fields {
		items[i] = f.it
	}
	c := writingOf(w).returning(items)
	c.whole = true
	return Returned[R, R]{c}
}

// Rows prepares to run the statement on db. Nothing is sent until a helper of the result runs; each run changes rows anew.
func (r Returned[T, F]) Rows(ctx context.Context, db DB) RowsOf[T, F] {
	return RowsOf[T, F]{run{core: r.c, ctx: ctx, db: db}}
}

// String shows the statement's SQL and its arguments, or why it is refused.
func (r Returned[T, F]) String() string { return r.c.String() }

// ToSql returns the text with $1, $2 … and the arguments, as squirrel's Sqlizer.
//
//nolint:revive // the name is squirrel's
func (r Returned[T, F]) ToSql() (string, []any, error) { return r.c.toSQL() }

// returning is the statement with a returning list.
func (w *writing) returning(items []item) *core {
	list := make([]sqlast.Item, len(items))
	for i := range items {
		list[i] = items[i].ast()
	}
	c := &core{items: items, errs: w.errs}
	switch s := w.stmt.(type) {
	case *sqlast.Insert:
		t := *s
		t.Returning = list
		c.stmt = &t
	case *sqlast.Update:
		t := *s
		t.Returning = list
		c.stmt = &t
	case *sqlast.Delete:
		t := *s
		t.Returning = list
		c.stmt = &t
	}
	return c
}

// exec sends a statement that gives nothing back.
func (w *writing) exec(ctx context.Context, db DB) (int64, error) {
	r := run{core: w.returning(nil), ctx: ctx, db: db}
	st, err := r.sendable(fetchAll)
	if err != nil {
		return 0, err
	}
	var n int64
	err = r.writing(st.sql, st.args, func(rows pgx.Rows) error {
		rows.Close()
		n = rows.CommandTag().RowsAffected()
		return rows.Err()
	})
	return n, err
}

// writing sends a statement that changes rows, and behind it, in the same round trip, what the session wants to know then.
func (r *run) writing(sql string, args []any, read func(pgx.Rows) error) error {
	s := r.session()
	if s == nil {
		return explained(r.plainly(sql, args, read))
	}
	follow, err := s.Writing(r.ctx, r.describe())
	if err != nil {
		return err
	}
	if len(follow) == 0 {
		return explained(r.plainly(sql, args, read))
	}
	return explained(r.followed(sql, args, read, follow))
}

// plainly sends a statement alone.
func (r *run) plainly(sql string, args []any, read func(pgx.Rows) error) error {
	if sent, err := r.asMessage(sql, args, read); sent {
		return err
	}
	args, err := unpacked(args)
	if err != nil {
		return err
	}
	rows, err := r.db.Query(r.told(r.db), sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	return read(rows)
}

func (r *run) followed(sql string, args []any, read func(pgx.Rows) error, follow []*identity.Follow) (err error) {
	if args, err = unpacked(args); err != nil {
		return err
	}
	var b pgx.Batch
	b.Queue(sql, args...)
	reads := []func(pgx.Rows) error{read}
	for _, f := range follow {
		b.Queue(f.SQL, f.Args...)
		reads = append(reads, f.Read)
	}
	results := r.db.SendBatch(r.followedBy(follow), &b)
	defer func() { err = errors.Join(err, results.Close()) }()
	for _, read := range reads {
		rows, err := results.Query()
		if err == nil {
			err = read(rows)
			rows.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// followedBy is the context of a statement and what follows it.
func (r *run) followedBy(follow []*identity.Follow) context.Context {
	if logOf(r.db) == nil {
		return r.ctx
	}
	causes := []sqllog.Cause{r.cause()}
	for _, f := range follow {
		causes = append(causes, sqllog.Cause{Step: "follow", Table: f.Table})
	}
	return sqllog.With(r.ctx, causes...)
}

// describe tells a session what the statement is about to do; of a statement in SQL text nobody knows.
func (r *run) describe() identity.Write {
	if r.core == nil {
		return identity.Write{}
	}
	switch s := r.core.stmt.(type) {
	case *sqlast.Update:
		return identity.Write{Table: s.Table.Table, Kind: identity.Update, Columns: columnsOf(s.Set)}
	case *sqlast.Delete:
		return identity.Write{Table: s.From.Table, Kind: identity.Delete}
	case *sqlast.Insert:
		if s.Conflict != nil && s.Conflict.Set != nil {
			return identity.Write{Table: s.Into.Table, Kind: identity.Update, Columns: columnsOf(s.Conflict.Set)}
		}
		return identity.Write{Table: s.Into.Table, Kind: identity.Insert}
	}
	return identity.Write{}
}

func columnsOf(sets []sqlast.Set) []*sqlast.Column {
	cs := make([]*sqlast.Column, len(sets))
	for i, s := range sets {
		cs[i] = s.Column
	}
	return cs
}
