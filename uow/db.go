package uow

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowan-go/rowan/internal/sqllog"
	"github.com/rowan-go/rowan/query"
)

// Query runs a statement on the session's connection, as query.DB. A statement that the library knows to read only needs
// no transaction; any other begins one. The session is busy until the rows are closed.
func (s *Session) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	rows, err := s.query(ctx, sql, args)
	if err != nil {
		s.leave()
		return nil, s.fail(err)
	}
	s.handOut()
	return rows, nil
}

func (s *Session) query(ctx context.Context, sql string, args []any) (pgx.Rows, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	var from query.DB = s.source
	if !s.readsAlone() {
		if !s.begun {
			return s.queryBegins(ctx, sql, args)
		}
		from = s.conn
	}
	trip := s.log.Trip(ctx)
	rows, err := from.Query(ctx, sql, args...)
	return s.watched(s.heard(ctx, trip, sql, args, rows, err), nil), err
}

// queryBegins sends BEGIN and the statement in one round trip.
func (s *Session) queryBegins(ctx context.Context, sql string, args []any) (pgx.Rows, error) {
	if err := s.hold(ctx); err != nil {
		return nil, err
	}
	var b pgx.Batch
	for _, statement := range s.beginning() {
		b.Queue(statement)
	}
	begins := b.Len()
	b.Queue(sql, args...)
	trip := s.log.Trip(ctx)
	results := s.heardBatch(ctx, trip, &b, begins, s.conn.SendBatch(ctx, &b))
	if err := s.began(results, begins); err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		return nil, errors.Join(err, results.Close())
	}
	return s.watched(rows, results), nil
}

// Exec runs a statement in the session's transaction, which it begins where none is open.
// The session knows nothing of what it changes; typed statements of package query tell it.
func (s *Session) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	if err := s.enter(); err != nil {
		return pgconn.CommandTag{}, err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return pgconn.CommandTag{}, err
	}
	if err := s.begin(ctx); err != nil {
		return pgconn.CommandTag{}, err
	}
	s.writes()
	trip := s.log.Trip(ctx)
	tag, err := s.conn.Exec(ctx, sql, args...)
	if trip != nil {
		trip.Tagged(sqllog.CauseOf(ctx, 0).For(sql, args), tag, err)
	}
	return tag, s.fail(err)
}

// SendBatch runs statements in one round trip, as query.DB. The session is busy until the results are closed.
func (s *Session) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	if err := s.enter(); err != nil {
		return failedBatch{err}
	}
	results, err := s.sendBatch(ctx, b)
	if err != nil {
		s.leave()
		return failedBatch{err}
	}
	s.handOut()
	return &watchedBatch{BatchResults: results, s: s}
}

func (s *Session) sendBatch(ctx context.Context, b *pgx.Batch) (pgx.BatchResults, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	var to query.DB = s.source
	if !s.readsAlone() {
		if !s.begun {
			return s.sendBatchBegins(ctx, b)
		}
		to = s.conn
	}
	trip := s.log.Trip(ctx)
	return s.heardBatch(ctx, trip, b, 0, to.SendBatch(ctx, b)), nil
}

// sendBatchBegins sends BEGIN and the statements in one round trip.
func (s *Session) sendBatchBegins(ctx context.Context, b *pgx.Batch) (pgx.BatchResults, error) {
	if err := s.hold(ctx); err != nil {
		return nil, err
	}
	var all pgx.Batch
	for _, statement := range s.beginning() {
		all.Queue(statement)
	}
	begins := all.Len()
	all.QueuedQueries = append(all.QueuedQueries, b.QueuedQueries...)
	trip := s.log.Trip(ctx)
	results := s.heardBatch(ctx, trip, &all, begins, s.conn.SendBatch(ctx, &all))
	if err := s.began(results, begins); err != nil {
		return nil, err
	}
	return results, nil
}

// began reads the answers to the statements that begin a transaction.
func (s *Session) began(results pgx.BatchResults, begins int) error {
	for range begins {
		if _, err := results.Exec(); err != nil {
			_ = results.Close() // it repeats the error
			s.notBegun()
			return err
		}
	}
	s.begun = true
	return nil
}

// readsAlone reports whether the next statement needs no transaction: it was said to read, and none was begun.
func (s *Session) readsAlone() bool {
	alone := s.reads && !s.begun && !s.wanted
	if !s.reads {
		s.writes() // for all that is known
	}
	s.reads = false
	return alone
}

// watched gives rows whose end ends the call. results, if any, are the batch that the rows are the last of.
func (s *Session) watched(rows pgx.Rows, results pgx.BatchResults) pgx.Rows {
	if rows == nil {
		return nil
	}
	return &watchedRows{Rows: rows, s: s, results: results}
}

type watchedRows struct {
	pgx.Rows
	s       *Session
	results pgx.BatchResults
	ended   bool
	err     error
}

func (r *watchedRows) Next() bool {
	if r.ended {
		return false
	}
	if r.Rows.Next() {
		return true
	}
	r.end()
	return false
}

func (r *watchedRows) Close() {
	if !r.ended {
		r.Rows.Close()
		r.end()
	}
}

func (r *watchedRows) Err() error {
	if err := r.Rows.Err(); err != nil {
		return err
	}
	return r.err
}

func (r *watchedRows) end() {
	r.ended = true
	if r.results != nil {
		r.err = r.results.Close()
	}
	_ = r.s.fail(r.Err()) // the caller reads it from Err
	r.s.leave()
}

type watchedBatch struct {
	pgx.BatchResults
	s     *Session
	ended bool
}

func (b *watchedBatch) Close() error {
	err := b.BatchResults.Close()
	if !b.ended {
		b.ended = true
		err = b.s.fail(err)
		b.s.leave()
	}
	return err
}

// failedBatch is the result of a batch that was not sent.
type failedBatch struct{ err error }

func (b failedBatch) Exec() (pgconn.CommandTag, error) { return pgconn.CommandTag{}, b.err }
func (b failedBatch) Query() (pgx.Rows, error)         { return nil, b.err }
func (b failedBatch) QueryRow() pgx.Row                { return failedRow(b) }
func (b failedBatch) Close() error                     { return b.err }
func (failedBatch) Tx() pgx.Tx                         { return nil }

type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }
