package query

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// run is a statement about to be sent: a query as far as it was built, or a finished one.
type run struct {
	query selection
	core  *core
	ctx   context.Context //nolint:containedctx // the value is the call that is still to be made
	db    DB
	slots []any // arguments of a compiled query, as pgx takes them
	err   error // of the slots
	why   Why   // nil: the program asked

	packed bool // texts lie in pages
}

// fetchAll is the number of rows that a helper asks for when it wants all.
const fetchAll = 0

// columns says which items a helper reads.
type columns int

const (
	allColumns columns = iota
	firstColumn
)

// items are those of the columns that a helper reads.
func (r *run) items(of columns) []item {
	items, whole := r.query.list().items, r.query.rare().whole
	if r.core != nil {
		items, whole = r.core.items, r.core.whole
	}
	if of == firstColumn && !whole && len(items) > 0 {
		return items[:1]
	}
	return items
}

// loads reports whether reading the rows asks for related objects. What it takes to load them belongs to a finished
// statement, so the query becomes one.
func (r *run) loads() bool {
	if r.core == nil {
		if !loadsAny(r.query.list().items, r.query.rare().loaders) {
			return false
		}
		r.core = r.query.finished()
	}
	return loadsAny(r.core.items, r.core.loaders)
}

// collect reads the rows into the sink, at most about fetch of them, and then loads what the query's loaders say.
func (r *run) collect(fetch int, of columns, to sink) error {
	loads := r.loads()
	if loads && readsEntity(r.items(of)) {
		with, err := r.core.companion(fetch)
		if err != nil {
			return err
		}
		if with != nil {
			kept := *r // of which the answers' readers hold the address; r itself stays where it is
			return kept.collectWith(fetch, of, to, with)
		}
	}
	read, err := r.fetch(fetch, of, to, loads)
	if err != nil {
		return err
	}
	defer read.close()
	if !loads || read.rows == 0 {
		return nil
	}
	return r.core.load(r.ctx, r.db, read)
}

// fetch reads the rows into the sink. The caller closes the reader, which there is where there is no error.
func (r *run) fetch(fetch int, of columns, to sink, keep bool) (*reader, error) {
	st, err := r.sendable(fetch)
	if err != nil {
		return nil, err
	}
	s := r.session()
	if st.reads && s != nil {
		if err := reading(r.ctx, s, &st); err != nil {
			return nil, err
		}
	}
	p := &st.past[of]
	expected := p.expected(fetch)
	to.expect(expected)
	read := openReader(r.items(of), p, s, keep, expected)
	read.packed = r.packed
	err = r.send(&st, read, to)
	if err != nil && stalePlan(err) && outsideTransaction(r.db) {
		read.again()
		err = r.send(&st, read, to)
	}
	if err != nil {
		read.close()
		return nil, err
	}
	p.rows.Store(int64(read.rows))
	return read, nil
}

// sendable is the statement with its arguments, where there is a database to send it to.
func (r *run) sendable(fetch int) (statement, error) {
	st, err := r.prepare(fetch)
	if err == nil && isNil(r.db) {
		err = errNilDB
	}
	return st, err
}

// reading tells a session what is about to be read.
func reading(ctx context.Context, s identity.Session, st *statement) error {
	if err := s.Reading(ctx, st.tables); err != nil || !st.locks {
		return err
	}
	return s.Locking()
}

// send sends the statement and reads what comes back.
func (r *run) send(st *statement, read *reader, to sink) error {
	if !st.reads {
		return r.writing(st.sql, st.args, func(rows pgx.Rows) error { return read.all(rows, to) })
	}
	return r.selecting(st, read, to)
}

// prepare is the statement with its arguments.
func (r *run) prepare(fetch int) (statement, error) {
	if r.core == nil {
		return r.query.prepare(fetch)
	}
	return r.finished(fetch)
}

// finished is a finished statement with its arguments.
func (r *run) finished(fetch int) (statement, error) {
	t, err := r.core.text(fetch)
	if err == nil {
		err = r.err
	}
	if err != nil {
		return statement{}, err
	}
	if t.inOrder && len(r.slots) == len(t.params) {
		return statement{t.text, r.slots}, nil
	}
	if !t.reads {
		if args := packed(t.params); len(args) > 0 {
			return statement{t.text, args}, nil
		}
	}
	args, err := t.arguments(t.params, r.slots)
	return statement{t.text, args}, err
}

// cause is why the statement is sent.
func (r *run) cause() sqllog.Cause {
	if r.why == nil {
		return sqllog.Cause{}
	}
	return r.why.Cause()
}

// session is the session that the query runs in, or nil where its entities are plain objects.
func (r *run) session() identity.Session {
	direct := r.query.rare().direct
	if r.core != nil {
		direct = r.core.direct
	}
	if direct {
		return nil
	}
	s, _ := r.db.(identity.Session)
	return s
}
