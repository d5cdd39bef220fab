package uow

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/prepared"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/query"
)

// pipeline is statements that go in one round trip.
type pipeline struct {
	s          *Session
	ctx        context.Context //nolint:containedctx // the pipeline lives for one call
	message    *bulk.Message   // of a flush of many rows
	batch      *pgx.Batch      // of any other; nil while nothing is queued
	reads      []reading
	sent       bool
	committing bool
	ended      bool // the server ended the connection before it came to the COMMIT
	committed  bool // though an answer before that of the COMMIT could not be read
}

// answers are the results of statements that were sent together, in order.
type answers interface {
	Exec() (pgconn.CommandTag, error)
	Query() (pgx.Rows, error)
	Close() error
}

// reading takes the result of one statement.
type reading struct {
	step step
	exec func(pgconn.CommandTag) error // where it gives no rows
	rows func(pgx.Rows) error
	said *sqllog.Statement // where somebody listens

	packed   []*sqltype.Type     // of the columns that come back as an array each; nil where they come as rows
	prepared *prepared.Statement // nil where it is sent as text
}

// fail leaves the session in a state that fits an error: as it was where nothing was sent, rolled back where the commit
// failed, and to be rolled back otherwise.
func (p *pipeline) fail(err error, commit bool) error {
	s := p.s
	switch {
	case !p.sent && !s.begun: // a value that cannot be sent
		s.giveBack()
		return err
	case p.committed:
		s.undoAll()
		s.dropConn()
		return &CommittedError{err}
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

// add queues the statement of a step.
func (p *pipeline) add(st *step) error {
	p.reads = append(p.reads, reading{step: *st, rows: st.readBack})
	text := p.packed(st.text, st.t, len(st.rows))
	var args []any
	if p.message == nil || p.s.log != nil {
		var err error
		if args, err = text.fill(st); err != nil {
			return err
		}
		p.say(text.sql, args)
	}
	if p.message == nil {
		p.queue(text.sql, args)
		return nil
	}
	p.message.Statement(text.sql, text.formats)
	if len(st.rows) <= preparedRows {
		if err := p.prepare(text.sql); err != nil {
			return err
		}
	}
	return text.encode(st, p.message)
}

// packed is the statement whose answer is arrays, where there is one and it pays, else text itself. The statement queued last is
// read that way.
func (p *pipeline) packed(text *statement, t *table, rows int) *statement {
	if p.message == nil || text.packed == nil || rows < p.s.manyRows || rows > bulk.MostPacked {
		return text
	}
	p.reads[len(p.reads)-1].packed = t.typesOf(text.returns)
	return text.packed
}

// preparedRows is up to how many rows a statement of a message is prepared. Beside more, parsing it costs little, and what the
// server plans without knowing how many there are may be bad.
const preparedRows = 512

// prepare has the statement queued last go as a prepared one, where its connection has met it before.
func (p *pipeline) prepare(sql string) error {
	last := &p.reads[len(p.reads)-1]
	st, sd, err := prepared.On(p.s.conn).TakeAgain(p.ctx, sql)
	if err != nil {
		p.sent = true
		return last.explain(err)
	}
	if last.prepared = st; st != nil {
		p.message.Prepared(sd)
	}
	return nil
}

// say tells what the statement queued last is, where somebody listens.
func (p *pipeline) say(sql string, args []any) {
	if p.s.log == nil {
		return
	}
	last := &p.reads[len(p.reads)-1]
	cause := sqllog.Cause{Step: last.step.kind}
	if last.step.t != nil {
		cause.Table = last.step.table().Name
	}
	said := cause.For(sql, args)
	if last.step.frees == nil { // else the server counts
		said.Rows = int64(len(last.step.rows))
	}
	last.said = &said
}

// ask queues the question for new keys.
func (p *pipeline) ask(k *keyNeed) error {
	p.reads = append(p.reads, reading{step: step{kind: asking, t: k.t}, rows: k.read})
	n := int64(len(k.rows) + k.given)
	text := p.packed(k.text, k.t, int(n))
	p.say(text.sql, []any{n})
	if said := p.reads[len(p.reads)-1].said; said != nil {
		said.Rows = n
	}
	if p.message == nil {
		p.queue(text.sql, []any{n})
		return nil
	}
	p.message.Statement(text.sql, text.formats)
	p.message.Number(n)
	return p.prepare(text.sql)
}

// exec queues a statement that has no arguments and returns no rows.
func (p *pipeline) exec(sql, what string, judge func(pgconn.CommandTag) error) {
	p.reads = append(p.reads, reading{step: step{kind: what}, exec: judge})
	p.say(sql, nil)
	if p.message != nil {
		p.message.Statement(sql, nil)
		return
	}
	p.queue(sql, nil)
}

func (p *pipeline) queue(sql string, args []any) {
	if p.batch == nil {
		p.batch = &pgx.Batch{}
	}
	p.batch.Queue(sql, args...)
}

// begin queues the statements that begin a transaction, where none is open.
func (p *pipeline) begin() {
	if p.s.begun {
		return
	}
	for _, sql := range p.s.beginning() {
		p.exec(sql, beginning, anyTag)
	}
}

func anyTag(pgconn.CommandTag) error { return nil }

func (p *pipeline) commit() {
	p.committing = true
	p.exec("COMMIT", committing, func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" {
			return errors.New("the transaction had failed, and was rolled back")
		}
		return nil
	})
}

// lost reports whether the connection is gone, so that nobody knows what became of a COMMIT on it.
func (p *pipeline) lost() bool { return p.s.conn == nil || p.s.conn.IsClosed() }

// commits reports whether the last of n answers that nobody has read is that of a COMMIT that went well.
func commits(results answers, n int) bool {
	var last pgconn.CommandTag
	for range n {
		var err error
		if last, err = results.Exec(); err != nil {
			return false
		}
	}
	return last.String() == "COMMIT"
}

// flush sends what is queued and reads the results.
func (p *pipeline) flush() error {
	if len(p.reads) == 0 {
		return nil
	}
	trip := p.s.log.Trip(p.ctx)
	reads, results := p.reads, p.send()
	p.reads, p.sent = nil, true
	var failed error
	for i := range reads {
		if failed = reads[i].take(results, trip); failed != nil {
			if large, ok := errors.AsType[*bulk.TooLargeError](failed); ok {
				failed = reads[large.Statement].explain(large) // nothing was sent, and this is why
			}
			_, server := errors.AsType[*pgconn.PgError](failed)
			p.ended = server && reads[i].step.kind != committing
			p.committed = !server && p.committing && commits(results, len(reads)-i-1)
			break
		}
	}
	if err := results.Close(); failed == nil && err != nil {
		failed = err
	}
	p.s.begun = !p.lost() && p.s.conn.PgConn().TxStatus() != 'I' || p.lost() && p.s.begun
	return failed
}

// send sends what is queued.
func (p *pipeline) send() answers {
	if p.message != nil {
		defer p.message.Clear()
		return p.message.Send(p.ctx, p.s.conn)
	}
	batch := p.batch
	p.batch = nil
	return p.s.conn.SendBatch(p.ctx, batch)
}

func (r *reading) take(results answers, trip *sqllog.Trip) error {
	if r.exec != nil {
		tag, err := results.Exec()
		if trip != nil && bulk.WasSent(err) {
			trip.Tagged(*r.said, tag, err)
		}
		if err == nil {
			err = r.exec(tag)
		}
		return r.explain(err)
	}
	rows, err := results.Query()
	if trip != nil && bulk.WasSent(err) {
		rows = trip.Rows(*r.said, rows, err)
	}
	if err != nil {
		return r.explain(err)
	}
	defer rows.Close()
	if r.packed != nil {
		rows = bulk.Unpack(rows, r.packed)
	}
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
	if r.prepared != nil {
		r.prepared.Failed()
	}
	e := &FlushError{Statement: r.step.kind, Err: query.Explain(err)}
	if r.step.t == nil {
		return e
	}
	e.Table = r.step.table().Name
	if referred := r.step.referred(e.Err); referred != nil {
		e.Err = referred
		return e
	}
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
