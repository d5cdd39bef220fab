package query

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/prepared"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// results are the rows that come back from a statement: pgx.Rows, or [quick].
type results interface {
	Next() bool
	RawValues() [][]byte
	FieldDescriptions() []pgconn.FieldDescription
	Conn() *pgx.Conn
	Err() error
}

// quick is the rows of a prepared SELECT, read from the connection without what pgx.Rows add for others: a twentieth of the
// processor time of a query of one row. What is sent, and how arguments and results travel, is what pgx does where it
// keeps prepared statements, which is its default; elsewhere quick is not used. It serves one run.
type quick struct {
	build  pgx.ExtendedQueryBuilder
	conn   *pgx.Conn
	from   *prepared.Statement
	result *pgconn.ResultReader
	batch  *pgconn.MultiResultReader // of a statement that begins a transaction
	began  bool                      // it has begun
	ahead  ahead
	err    error
	heard  *heard // where somebody listens
}

// ahead is the statements that begin a transaction, as they go over the wire. They are nearly always the same.
type ahead struct {
	texts []string
	batch pgconn.Batch
}

// of returns a batch that begins with the texts. It shares memory with the next one, so it is sent before that is asked for.
func (a *ahead) of(texts []string) pgconn.Batch {
	if !slices.Equal(a.texts, texts) {
		*a = ahead{texts: texts}
		for _, sql := range texts {
			a.batch.ExecParams(sql, nil, nil, nil, nil)
		}
	}
	return a.batch
}

// heard is what is told of the statement.
type heard struct {
	trip      *sqllog.Trip
	statement sqllog.Statement
	behind    bool // one before it failed: it was not run
	rows      int64
	err       error
}

// tell tells of a statement that has ended.
func (h *heard) tell() {
	if h != nil && !h.behind {
		h.trip.Answered(h.statement, h.rows, h.err)
	}
}

// lent is a connection that a SELECT goes to.
type lent struct {
	identity.Loan // its Conn is nil where db keeps it to itself
	pooled        *pgxpool.Conn
}

// borrow takes a connection of db for one SELECT. What is no transaction of pgx can be reached; those may have ended.
func borrow(ctx context.Context, db DB) (lent, error) {
	switch db := db.(type) {
	case *logged:
		return borrow(ctx, db.db)
	case *pgxpool.Pool:
		c, err := db.Acquire(ctx)
		if err != nil {
			return lent{}, err
		}
		return lent{identity.Loan{Conn: c.Conn()}, c}, nil
	case *pgxpool.Conn:
		return lent{Loan: identity.Loan{Conn: db.Conn()}}, nil
	case *pgx.Conn:
		return lent{Loan: identity.Loan{Conn: db}}, nil
	case identity.Session:
		loan, err := db.Borrow(ctx)
		return lent{Loan: loan}, err
	}
	return lent{}, nil
}

// selecting sends a SELECT and reads what comes back.
func (r *run) selecting(st *statement, read *reader, to sink) error {
	at, err := borrow(r.ctx, r.db)
	if err != nil {
		return err
	}
	if at.pooled != nil {
		defer at.pooled.Release()
	}
	db := r.db
	if at.Conn != nil {
		if p := prepared.On(at.Conn); p != nil {
			return r.quickly(&at, p, st, read, to)
		}
		if at.Lender != nil {
			at.Lender.Decline()
		} else {
			db = listened(at.Conn, logOf(db))
		}
	}
	rows, err := db.Query(r.told(db), st.sql, st.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	return read.all(rows, to)
}

// quickly sends a SELECT to a connection on which statements are prepared, and reads what comes back.
func (r *run) quickly(at *lent, p *prepared.Statements, st *statement, read *reader, to sink) (err error) {
	q := &read.quick
	if log := logOf(r.db); log != nil {
		q.heard = &heard{trip: log.Trip(r.ctx), statement: r.cause().For(st.sql, st.args)}
	}
	defer func() { // also where a program's own Scan panics
		h := q.heard
		began, failed := q.close(err)
		if err = failed; at.Lender != nil {
			err = at.Lender.Return(began, failed)
		}
		h.tell()
	}()
	if err := q.send(r.ctx, at, p, st); err != nil {
		if q.err == nil {
			q.err = err
		}
		return err
	}
	return read.all(q, to)
}

// send sends the statement.
func (q *quick) send(ctx context.Context, at *lent, p *prepared.Statements, st *statement) error {
	from, sd, err := p.Take(ctx, st.sql)
	if err != nil {
		return err
	}
	if len(sd.ParamOIDs) != len(st.args) {
		return fmt.Errorf("expected %d arguments, got %d", len(sd.ParamOIDs), len(st.args))
	}
	params, formats := from.Formats(at.Conn.TypeMap(), sd)
	if err := q.build.Build(at.Conn.TypeMap(), params, st.args); err != nil {
		return err
	}
	q.conn, q.from = at.Conn, from
	if len(at.Begin) > 0 {
		q.err = q.sendBehind(ctx, at.Begin, sd, formats)
		return q.err
	}
	q.result = at.Conn.PgConn().ExecStatement(ctx, sd, q.build.ParamValues, q.build.ParamFormats, formats)
	return nil
}

// sendBehind sends the statement behind those that begin a transaction.
func (q *quick) sendBehind(ctx context.Context, begin []string, sd *pgconn.StatementDescription, formats []int16) error {
	batch := q.ahead.of(begin)
	batch.ExecStatement(sd, q.build.ParamValues, q.build.ParamFormats, formats)
	q.batch = q.conn.PgConn().ExecBatch(ctx, &batch)
	for _, sql := range begin {
		if err := q.begin(sql); err != nil {
			return err
		}
	}
	q.began = true
	result, err := q.nextResult()
	q.result = result
	return err
}

// begin reads the answer to a statement that begins a transaction.
func (q *quick) begin(sql string) error {
	var tag pgconn.CommandTag
	result, err := q.nextResult()
	if err == nil {
		tag, err = result.Close()
	}
	if h := q.heard; h != nil {
		h.trip.Tagged(sqllog.Cause{Step: "begin"}.For(sql, nil), tag, err)
		h.behind = err != nil
	}
	return err
}

// nextResult is the answer to the next statement.
func (q *quick) nextResult() (*pgconn.ResultReader, error) {
	if q.batch.NextResult() {
		return q.batch.ResultReader(), nil
	}
	if err := q.batch.Close(); err != nil {
		return nil, err
	}
	return nil, errors.New("query: the connection answered too few statements")
}

// close ends the rows, whether they were all read or not. It returns the first error, and whether a transaction began.
func (q *quick) close(failed error) (began bool, err error) {
	q.end()
	if failed == nil {
		failed = q.err
	}
	if q.from != nil {
		if q.err != nil {
			q.from.Failed()
		}
	}
	began = q.began
	if q.heard != nil {
		q.heard.err = q.err
	}
	*q = quick{build: q.build, ahead: q.ahead}
	return began, failed
}

func (q *quick) end() {
	if q.result != nil {
		tag, err := q.result.Close()
		if q.err == nil {
			q.err = err
		}
		if q.heard != nil {
			q.heard.rows = tag.RowsAffected()
		}
		q.result = nil
	}
	if q.batch != nil {
		if err := q.batch.Close(); q.err == nil {
			q.err = err
		}
		q.batch = nil
	}
}

// Next reads the next row.
func (q *quick) Next() bool {
	if q.result == nil {
		return false
	}
	if q.result.NextRow() {
		return true
	}
	q.end()
	return false
}

// RawValues are the values of the row at hand.
func (q *quick) RawValues() [][]byte { return q.result.Values() }

// FieldDescriptions are the columns.
func (q *quick) FieldDescriptions() []pgconn.FieldDescription { return q.result.FieldDescriptions() }

// Conn is the connection.
func (q *quick) Conn() *pgx.Conn { return q.conn }

// Err is the error that ended the rows.
func (q *quick) Err() error { return q.err }
