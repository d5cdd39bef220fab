package query

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// run is a query about to be sent.
type run struct {
	core  *core
	ctx   context.Context //nolint:containedctx // the value is the call that is still to be made
	db    DB
	slots []any // arguments of a compiled query
}

// fetchAll is the number of rows that a helper asks for when it wants all.
const fetchAll = 0

// collect reads the rows into the sink, at most about fetch of them, and then loads what the query's loaders say.
func (r run) collect(fetch int, items []item, to sink) error {
	if r.core == nil {
		return refuse("query", "the zero query", "selects nothing; start from query.From or query.Select")
	}
	loads := r.core.loadsAny()
	read, err := r.fetch(fetch, items, to, loads)
	if err != nil || !loads || read == nil {
		return err
	}
	return r.core.load(r.ctx, r.db, read)
}

// fetch reads the rows into the sink. It returns no reader where there was no row.
func (r run) fetch(fetch int, items []item, to sink, keep bool) (*reader, error) {
	t, args, err := r.prepare(fetch)
	if err != nil {
		return nil, err
	}
	s := r.session()
	if _, reads := r.core.stmt.(*sqlast.Select); reads && s != nil {
		if err := s.Reading(r.ctx, t.tables); err != nil {
			return nil, err
		}
	}
	read, err := r.rows(t.sql, args, items, to, s, keep)
	if stalePlan(err) && outsideTransaction(r.db) {
		read, err = r.rows(t.sql, args, items, to, s, keep)
	}
	return read, err
}

// rows sends the statement and reads what comes back.
func (r run) rows(sql string, args []any, items []item, to sink, s identity.Session, keep bool) (read *reader, err error) {
	take := func(rows pgx.Rows) error {
		read, err = readAll(rows, items, to, s, keep)
		return err
	}
	if _, reads := r.core.stmt.(*sqlast.Select); reads {
		return read, r.query(r.db, sql, args, take)
	}
	return read, r.writing(sql, args, take)
}

func readAll(rows pgx.Rows, items []item, to sink, s identity.Session, keep bool) (*reader, error) {
	var read *reader
	for rows.Next() {
		if read == nil {
			var err error
			if read, err = newReader(items, rows.FieldDescriptions(), typesOf(rows), s, keep); err != nil {
				return nil, err
			}
		}
		if err := read.row(rows.RawValues(), to.next()); err != nil {
			return nil, err
		}
	}
	return read, rows.Err()
}

// prepare renders the query and makes its arguments.
func (r run) prepare(fetch int) (*text, []any, error) {
	t, err := r.core.text(fetch)
	if err != nil {
		return nil, nil, err
	}
	args, err := t.arguments(r.slots)
	return t, args, err
}

// session is the session that the query runs in, or nil where its entities are plain objects.
func (r run) session() identity.Session {
	if r.core.direct {
		return nil
	}
	s, _ := r.db.(identity.Session)
	return s
}

// arguments are the values that travel beside the text, as pgx can send them in each of its modes.
func (t *text) arguments(slots []any) ([]any, error) {
	if len(t.params) == 0 {
		return nil, nil
	}
	args := make([]any, len(t.params))
	for i, p := range t.params {
		v := p.Value
		if p.Slot > 0 {
			if p.Slot > len(slots) {
				return nil, refuse("parameters", "a parameter of a compiled query", "is used outside of it; run the compiled query instead")
			}
			v = slots[p.Slot-1]
		}
		a, err := rowsend.Arg(v)
		if err != nil {
			return nil, argumentError(i, p, err)
		}
		args[i] = a
	}
	return args, nil
}

func argumentError(i int, p *sqlast.Param, err error) error {
	e := &ArgumentError{Position: i + 1, Err: err}
	if p.Type != nil {
		e.Type = p.Type.Name
	}
	return e
}
