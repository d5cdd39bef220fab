package uow

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// pipeline is statements that go in one round trip.
type pipeline struct {
	s          *Session
	ctx        context.Context //nolint:containedctx // the pipeline lives for one call
	batch      *pgx.Batch
	reads      []reading
	sent       bool
	committing bool
	ended      bool // the server ended the connection before it came to the COMMIT
}

// reading takes the result of one statement.
type reading struct {
	step step
	exec func(pgconn.CommandTag) error // where it gives no rows
	rows func(pgx.Rows) error
}

// fail leaves the session in a state that fits an error: as it was where nothing was sent, rolled back where the commit
// failed, and to be rolled back otherwise.
func (p *pipeline) fail(err error, commit bool) error {
	s := p.s
	switch {
	case !p.sent && !s.begun: // a value that cannot be sent
		s.giveBack()
		return err
	case p.committing && p.lost() && !p.ended:
		s.undoAll()
		s.dropConn()
		return &CommitUnknownError{err}
	case commit && (!s.begun || p.lost()):
		s.undoAll()
		s.dropConn()
		return err
	case !s.begun: // BEGIN itself failed
		s.dropConn()
	}
	if l := s.top(); l.failed == nil {
		l.failed = err
	}
	return err
}

func (p *pipeline) queue(sql string, args []any, r reading) {
	if p.batch == nil {
		p.batch = &pgx.Batch{}
	}
	p.batch.Queue(sql, args...)
	p.reads = append(p.reads, r)
}

func (p *pipeline) add(s step, sql string, args []any, read func(pgx.Rows) error) {
	p.queue(sql, args, reading{step: s, rows: read})
}

func (p *pipeline) exec(sql, what string) {
	p.queue(sql, nil, reading{step: step{kind: what}, exec: func(pgconn.CommandTag) error { return nil }})
}

// begin queues the statements that begin a transaction, where none is open.
func (p *pipeline) begin() {
	if p.s.begun {
		return
	}
	for _, sql := range p.s.beginning() {
		p.exec(sql, "begin")
	}
}

func (p *pipeline) commit() {
	p.committing = true
	p.queue("COMMIT", nil, reading{step: step{kind: committing}, exec: func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" {
			return errors.New("the transaction had failed, and was rolled back")
		}
		return nil
	}})
}

// lost reports whether the connection is gone, so that nobody knows what became of a COMMIT on it.
func (p *pipeline) lost() bool { return p.s.conn == nil || p.s.conn.IsClosed() }

// flush sends what is queued and reads the results.
func (p *pipeline) flush() error {
	if p.batch == nil {
		return nil
	}
	batch, reads := p.batch, p.reads
	p.batch, p.reads, p.sent = nil, nil, true
	results := p.s.conn.SendBatch(p.ctx, batch)
	var failed error
	for i := range reads {
		if failed = reads[i].take(results); failed != nil {
			var pg *pgconn.PgError
			p.ended = errors.As(failed, &pg) && reads[i].step.kind != committing
			break
		}
	}
	if err := results.Close(); failed == nil && err != nil {
		failed = err
	}
	p.s.begun = !p.lost() && p.s.conn.PgConn().TxStatus() != 'I' || p.lost() && p.s.begun
	return failed
}

func (r *reading) take(results pgx.BatchResults) error {
	if r.exec != nil {
		tag, err := results.Exec()
		if err == nil {
			err = r.exec(tag)
		}
		return r.explain(err)
	}
	rows, err := results.Query()
	if err != nil {
		return r.explain(err)
	}
	defer rows.Close()
	if err := r.rows(rows); err != nil {
		return r.explain(err)
	}
	rows.Close()
	return r.explain(rows.Err())
}

// explain names the statement that failed, and the rows that it missed.
func (r *reading) explain(err error) error {
	if err == nil {
		return nil
	}
	e := &FlushError{Statement: r.step.kind, Err: query.Explain(err)}
	if r.step.t == nil {
		return e
	}
	e.Table = r.step.t.table.Name
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "22P02" {
		if _, missed, ok := strings.Cut(pg.Message, sqlast.MissedRows); ok {
			e.Err = &StaleError{Statement: r.step.kind, Table: e.Table, Keys: r.step.missed(strings.TrimSuffix(missed, `"`))}
		}
	}
	return e
}

// missed is the keys of the rows that were missed; the one row's own, where it was one.
func (s *step) missed(keys string) string {
	if len(s.rows) == 1 && s.rows[0].phase != pending {
		return s.t.show(s.rows[0].old())
	}
	if len(s.rows) == 1 {
		return s.rows[0].name()
	}
	return keys
}
