package uow

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Run opens a session on db, begins, calls fn, and commits when fn returns nil. It rolls back when fn returns an error,
// which it returns, or panics; it then goes on with the panic. BEGIN goes with the first statement, COMMIT with the last
// flush. The session is closed at the end and must not be kept; its objects may be.
func Run(ctx context.Context, db Source, model *schema.Model, fn func(s *Session) error, opts ...Options) (err error) {
	s := New(db, model, opts...)
	s.wanted = true
	done := false
	defer func() {
		if !done { // fn panicked, or left by runtime.Goexit
			s.abandon(ctx)
		}
	}()
	err = fn(s)
	done = true
	if err == nil {
		s.last = true
		err = s.Commit(ctx)
	}
	if err != nil {
		s.abandon(ctx)
		return err
	}
	s.state.Store(closed) // the commit left nothing to undo
	return nil
}

// abandon closes the session whatever it is doing.
func (s *Session) abandon(ctx context.Context) {
	if !s.takeOver() {
		return
	}
	s.stream = nil
	s.rollback(ctx)
	s.state.Store(closed)
}

// Begin begins a transaction. A session that has not begun reads without one, and begins by itself when it first writes.
// BEGIN is sent with the next statement.
func (s *Session) Begin(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if s.begun || s.wanted || len(s.levels) > 1 {
		return fmt.Errorf("%w: Begin: the session has begun already; use Nested for a block inside", ErrTransaction)
	}
	s.wanted = true
	return ctx.Err()
}

// Commit flushes what changed and commits. After it the session can go on; its objects stay as they are.
// COMMIT goes in the same round trip as the last statements of the flush. Where its answer is lost, the error is a
// [CommitUnknownError]; where it committed what cannot be read back, a [CommittedError].
func (s *Session) Commit(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if len(s.levels) > 1 {
		return fmt.Errorf("%w: Commit inside of Nested: return nil from the block instead", ErrTransaction)
	}
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.flush(ctx, true); err != nil {
		return err
	}
	return s.finish(ctx)
}

// finish commits, where the flush did not, and settles the objects.
func (s *Session) finish(ctx context.Context) error {
	if s.begun {
		tag, err := s.exec(ctx, committing, "COMMIT")
		if err := s.committed(tag, err); err != nil {
			return err
		}
	}
	s.endTransaction()
	s.settleAll()
	return nil
}

// committed judges the answer to a COMMIT. An error that the server sent with severity ERROR says that it was rolled
// back; anything else that is no answer leaves it open.
func (s *Session) committed(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.String() == "COMMIT" {
		return nil
	}
	s.undoAll()
	var pg *pgconn.PgError
	switch {
	case err == nil:
		err = &FlushError{Statement: "commit", Err: errors.New("the transaction had failed, and was rolled back")}
	case errors.As(err, &pg) && pg.SeverityUnlocalized == "ERROR":
		err = &FlushError{Statement: "commit", Err: query.Explain(err)}
	default:
		err = &CommitUnknownError{err}
	}
	s.dropConn()
	return err
}

// Rollback undoes what was not committed, in the database and in the session's objects: they get the values that the
// database has; objects that were added since are the program's again. The session can go on. Where nothing has begun it
// only undoes in memory. It sends ROLLBACK, also when ctx is cancelled.
func (s *Session) Rollback(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if len(s.levels) > 1 {
		return fmt.Errorf("%w: Rollback inside of Nested: return an error from the block instead", ErrTransaction)
	}
	s.rollback(ctx)
	return nil
}

// rollbackPatience bounds a ROLLBACK, which is sent whatever became of the caller's context.
const rollbackPatience = 5 * time.Second

// rollback undoes everything. A connection on which ROLLBACK fails is closed, which rolls back too.
func (s *Session) rollback(ctx context.Context) {
	if s.begun && !s.conn.IsClosed() {
		out, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackPatience)
		if _, err := s.exec(out, "rollback", "ROLLBACK"); err != nil {
			_ = s.conn.Close(out) // the server rolls back when the connection ends
		}
		cancel()
	}
	s.undoAll()
	s.endTransaction()
}

// undoAll undoes all levels in memory.
func (s *Session) undoAll() {
	for len(s.levels) > 1 {
		s.undoLevel()
	}
	s.undoLevel()
}

// dropConn ends the transaction on a connection that is in doubt.
func (s *Session) dropConn() {
	if s.conn != nil && s.conn.PgConn().TxStatus() != 'I' && !s.conn.IsClosed() {
		out, cancel := context.WithTimeout(context.Background(), rollbackPatience)
		_ = s.conn.Close(out) // what is not committed on it is rolled back
		cancel()
	}
	s.endTransaction()
}

// notBegun gives the connection back on which a transaction was to begin and did not. What the program asked for stays so:
// the next statement is to begin it.
func (s *Session) notBegun() {
	wanted := s.wanted
	s.begun = s.conn.PgConn().TxStatus() != 'I'
	s.dropConn()
	s.wanted = wanted
}

// endTransaction gives the connection back.
func (s *Session) endTransaction() {
	s.begun, s.wanted, s.sure = false, false, false
	s.giveBack()
}

// giveBack gives the connection back to where it came from.
func (s *Session) giveBack() {
	if s.held != nil {
		s.held.Release()
	}
	s.conn, s.held = nil, nil
}

// usable tells why the session cannot go on, if it cannot.
func (s *Session) usable() error {
	if s.unfit != nil {
		return s.unfit
	}
	for _, l := range s.levels {
		if l.failed != nil {
			return &FailedError{l.failed}
		}
	}
	return nil
}

// fail notes the first error of a statement inside the transaction, which the server has given up.
func (s *Session) fail(err error) error {
	if err == nil || !s.begun || !s.conn.IsClosed() && s.conn.PgConn().TxStatus() != 'E' {
		return err
	}
	if l := s.top(); l.failed == nil {
		l.failed = err
	}
	return err
}

// hold takes a connection for a transaction.
func (s *Session) hold(ctx context.Context) error {
	if s.conn != nil {
		return nil
	}
	switch db := s.source.(type) {
	case *pgxpool.Pool:
		c, err := db.Acquire(ctx)
		if err != nil {
			return &FlushError{Statement: "begin", Err: err}
		}
		s.conn, s.held = c.Conn(), c
	case *pgxpool.Conn:
		s.conn = db.Conn()
	case *pgx.Conn:
		s.conn = db
	default:
		return fmt.Errorf("uow: a session cannot take connections from a %T; give a *pgxpool.Pool, a *pgxpool.Conn or a *pgx.Conn", db)
	}
	if s.conn.PgConn().TxStatus() != 'I' {
		s.endTransaction()
		return fmt.Errorf("%w: the connection is inside of a transaction that the session did not begin; give the session a connection of its own", ErrTransaction)
	}
	return nil
}

// begin sends BEGIN in a round trip of its own, where none is open.
func (s *Session) begin(ctx context.Context) error {
	if s.begun {
		return nil
	}
	if err := s.hold(ctx); err != nil {
		return err
	}
	if _, err := s.exec(ctx, beginning, strings.Join(s.beginning(), ";")); err != nil {
		s.dropConn()
		return &FlushError{Statement: "begin", Err: err}
	}
	s.begun = true
	return nil
}

// beginPlainly begins a transaction that no option says anything about.
var beginPlainly = []string{"BEGIN"}

// beginning is the statements that begin a transaction. They are not to be changed.
func (s *Session) beginning() []string {
	if s.opts.Isolation == "" && !s.opts.ReadOnly && s.opts.StatementTimeout <= 0 && s.opts.LockTimeout <= 0 {
		return beginPlainly
	}
	begin := "BEGIN"
	if s.opts.Isolation != "" {
		begin += " ISOLATION LEVEL " + isolation(s.opts.Isolation)
	}
	if s.opts.ReadOnly {
		begin += " READ ONLY"
	}
	if s.opts.StatementTimeout <= 0 && s.opts.LockTimeout <= 0 {
		return []string{begin}
	}
	out := []string{begin}
	if d := s.opts.StatementTimeout; d > 0 {
		out = append(out, "SET LOCAL statement_timeout = "+milliseconds(d))
	}
	if d := s.opts.LockTimeout; d > 0 {
		out = append(out, "SET LOCAL lock_timeout = "+milliseconds(d))
	}
	return out
}

// isolation is the level as SQL has it; what is none of PostgreSQL's is the strictest.
func isolation(l pgx.TxIsoLevel) string {
	switch l {
	case pgx.ReadCommitted, pgx.RepeatableRead, pgx.ReadUncommitted:
		return strings.ToUpper(string(l))
	default:
		return "SERIALIZABLE"
	}
}

// milliseconds is at least 1: 0 would set no bound.
func milliseconds(d time.Duration) string {
	return strconv.FormatInt(max(d.Milliseconds(), 1), 10)
}
