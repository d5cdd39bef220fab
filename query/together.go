package query

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// Ask is one run of an [EntityQuery]: what goes in, and the rows that came back.
type Ask struct {
	Query *EntityQuery
	Args  []any // by slot
	Taker Taker // may be nil
	Why   Why   // may be nil
	Found []rowscan.Pointer
}

// Together runs several queries in one round trip. Nothing related is loaded with their entities. Where it fails it tells
// which of them did, from 1; 0 where it may have been any of them, as when pgx prepares them all before the first runs.
func Together(ctx context.Context, db DB, asks []*Ask) (failed int, err error) {
	switch len(asks) {
	case 0:
		return 0, nil
	case 1:
		return 1, asks[0].run(ctx, db)
	}
	failed, err = together(ctx, db, asks)
	if stalePlan(err) && outsideTransaction(db) {
		failed, err = together(ctx, db, asks)
	}
	return failed, err
}

// run sends the query alone.
func (a *Ask) run(ctx context.Context, db DB) error { return a.runWith(ctx, db, slices.Clone(a.Args)) }

// runWith is run with arguments that are its own.
func (a *Ask) runWith(ctx context.Context, db DB, args []any) error {
	q, out := a.Query, a.Query.sink(a.Taker)
	r := slotted(q.core, args...).on(ctx, db)
	r.why = a.Why
	read, err := r.fetch(fetchAll, allColumns, out, false)
	if err != nil {
		return err
	}
	read.close()
	a.Found = out.all()
	return nil
}

func together(ctx context.Context, db DB, asks []*Ask) (failed int, err error) {
	s, _ := db.(identity.Session)
	b := batch{ctx: ctx, db: db, session: s}
	for i, a := range asks {
		if err := b.ask(a); err != nil {
			return i + 1, err
		}
	}
	return b.send()
}

// batch is statements that are sent in one round trip.
type batch struct {
	ctx     context.Context //nolint:containedctx // the batch is one call
	db      DB
	session identity.Session
	batch   pgx.Batch
	read    []func(pgx.Rows) error // what becomes of each statement's rows
	whys    []Why
	locks   bool
	tables  []*sqlast.Table
}

// add puts a statement into the batch. Its rows go from the reader that read is given into the sink.
func (b *batch) add(r *run, fetch int, of columns, to sink, keep bool, read func(*reader)) error {
	st, err := r.prepare(fetch)
	if err != nil {
		return err
	}
	b.batch.Queue(st.sql, st.args...)
	b.whys = append(b.whys, r.why)
	b.tables, b.locks = append(b.tables, st.tables...), b.locks || st.locks
	p := &st.past[of]
	expected := p.expected(fetch)
	b.read = append(b.read, func(rows pgx.Rows) error {
		to.expect(expected)
		from := openReader(r.items(of), p, b.session, keep, expected)
		from.packed = r.packed
		if err := from.all(rows, to); err != nil {
			from.close()
			return err
		}
		p.rows.Store(int64(from.rows))
		read(from)
		return nil
	})
	return nil
}

func (b *batch) ask(a *Ask) error {
	r, out := slotted(a.Query.core, slices.Clone(a.Args)...), a.Query.sink(a.Taker)
	r.why = a.Why
	return b.add(&r, fetchAll, allColumns, out, false, func(read *reader) {
		read.close()
		a.Found = out.all()
	})
}

// send sends the batch and reads its results in order. An error ends it; at is the number of the statement that failed,
// 0 where none had an answer.
func (b *batch) send() (at int, err error) {
	if b.session != nil {
		if err := reading(b.ctx, b.session, &statement{text: &text{tables: b.tables, locks: b.locks}}); err != nil {
			return 0, err
		}
	}
	results := b.db.SendBatch(b.told(), &b.batch)
	defer func() {
		if closed := results.Close(); err == nil {
			err = closed
		}
	}()
	for i, read := range b.read {
		rows, err := results.Query()
		if err == nil {
			err = read(rows)
			rows.Close()
		}
		switch {
		case err != nil && i == 0:
			return 0, err
		case err != nil:
			return i + 1, err
		}
	}
	return 0, nil
}

// told is the batch's context, which tells a database that logs by itself why its statements are sent.
func (b *batch) told() context.Context {
	if logOf(b.db) == nil {
		return b.ctx
	}
	causes := make([]sqllog.Cause, len(b.whys))
	for i, why := range b.whys {
		if why != nil {
			causes[i] = why.Cause()
		}
	}
	return sqllog.With(b.ctx, causes...)
}

// Companion is statements that travel with a query in its round trip, and what becomes of their answers.
type Companion interface {
	// Queries are the statements. They take the arguments of the query that they travel with.
	Queries() []*EntityQuery
	// Load fills the holders of what the query read. answers are the rows of Queries, one by one; where they did not
	// all come, there are fewer of them.
	Load(ctx context.Context, db DB, all []Related, answers [][]rowscan.Pointer) error
}

// companions are those of a query, made once for each number of rows that a helper asks for.
type companions [3]atomic.Pointer[companionOrNone]

type companionOrNone struct{ Companion }

// companion is what the query takes along, nil where there is nothing.
func (c *core) companion(fetch int) (Companion, error) {
	if preloader == nil {
		return nil, nil //nolint:nilnil // nothing travels along
	}
	if fetch > 0 && !c.takesLimit() {
		fetch = fetchAll
	}
	if known := c.companions[fetch].Load(); known != nil {
		return known.Companion, nil
	}
	if _, err := c.text(fetch); err != nil {
		return nil, err
	}
	made, err := preloader.Beside(c.limited(fetch), c.entities())
	if err != nil {
		return nil, err
	}
	c.companions[fetch].Store(&companionOrNone{made})
	return made, nil
}

// limited is the query's SELECT for a helper that asks for fetch rows, nil where the query is none.
func (c *core) limited(fetch int) *sqlast.Select {
	s, _ := c.stmt.(*sqlast.Select)
	if s == nil || fetch == fetchAll {
		return s
	}
	limited := *s
	limited.Fetch = fetch
	return &limited
}

// collectWith is collect for a query that takes statements along.
func (r *run) collectWith(fetch int, of columns, to sink, with Companion) error {
	read, answers, err := r.sendWith(fetch, of, to, with)
	if stalePlan(err) && outsideTransaction(r.db) {
		if read == nil { // it was the query itself
			read, answers, err = r.sendWith(fetch, of, to, with)
		} else {
			err = nil // what did not come along is asked for
		}
	}
	if read == nil {
		return err
	}
	defer read.close()
	if err != nil || read.rows == 0 {
		return err
	}
	return with.Load(r.ctx, r.db, r.core.related(read), answers)
}

func (r *run) sendWith(fetch int, of columns, to sink, with Companion) (read *reader, answers [][]rowscan.Pointer, err error) {
	if isNil(r.db) {
		return nil, nil, errNilDB
	}
	b := batch{ctx: r.ctx, db: r.db, session: r.session()}
	if err := b.add(r, fetch, of, to, true, func(from *reader) { read = from }); err != nil {
		return nil, nil, err
	}
	for _, q := range with.Queries() {
		out := q.sink(nil)
		err := b.add(&run{core: q.core, slots: r.slots, why: q.why}, fetchAll, allColumns, out, false, func(from *reader) {
			from.close()
			answers = append(answers, out.all())
		})
		if err != nil {
			return nil, nil, err
		}
	}
	_, err = b.send()
	return read, answers, err
}
