package uow

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrClosed is returned by calls on a session that was closed.
var ErrClosed = errors.New("uow: the session is closed; open another one, or use uow.Run, which closes its session at the end")

// ErrBusy is returned by calls on a session while another call on it is under way. The call did nothing.
var ErrBusy = errors.New("uow: another call on this session is under way; a session belongs to one goroutine at a time, so give each goroutine its own, or wait")

// ErrStreaming is returned by calls on a session inside a loop over Each that reads from it. The call did nothing.
var ErrStreaming = errors.New("uow: a loop over Each is reading from this session; leave the loop first, or read the rows with All")

// ErrStale is the family of [StaleError]: errors.Is(err, uow.ErrStale).
var ErrStale = errors.New("uow: stale")

// ErrTransaction is returned by calls that do not fit the state of the transaction: Begin twice, or Begin and Commit inside of Nested.
var ErrTransaction = errors.New("uow: wrong moment for this call")

// StaleError says that rows which a flush was to change or delete are not there any more, or that rows which it was to
// insert were not kept; nothing of the flush is written. Of [Session.Refresh] it says that a row is gone. errors.Is(err, ErrStale) tells it.
type StaleError struct {
	Statement string // "insert", "update" or "delete"; "refresh" for a row that Refresh did not find
	Table     string
	Keys      string // of the rows that were missed
}

func (e *StaleError) Error() string {
	if e.Statement == "insert" {
		return fmt.Sprintf("uow: insert into %s: the database did not keep row %s (a trigger or rule left it out); nothing was written", e.Table, e.Keys)
	}
	if e.Statement == "refresh" {
		return fmt.Sprintf("uow: refresh of %s: row %s is not there any more, or is not visible; its object has left the session", e.Table, e.Keys)
	}
	return fmt.Sprintf("uow: %s of %s: row %s is not there any more, or is not visible; roll back, read it again and decide anew", e.Statement, e.Table, e.Keys)
}

// Is reports whether target is [ErrStale].
func (e *StaleError) Is(target error) bool { return target == ErrStale }

// FlushError says which statement of a flush failed. It unwraps to the cause: a [query.ConstraintError], a [StaleError],
// a [ReferredError], what the server said.
type FlushError struct {
	Statement string // "insert", "update", "delete", "begin", "commit", "keys"
	Table     string // "" for begin and commit
	Err       error
}

func (e *FlushError) Error() string {
	if stale := (*StaleError)(nil); errors.As(e.Err, &stale) {
		return "uow: flush: " + strings.TrimPrefix(stale.Error(), "uow: ") // it names statement and table itself
	}
	if referred := (*ReferredError)(nil); errors.As(e.Err, &referred) {
		return referred.Error()
	}
	if e.Table == "" {
		return fmt.Sprintf("uow: %s: %v", e.Statement, e.Err)
	}
	return fmt.Sprintf("uow: flush: %s of %s: %v", e.Statement, e.Table, e.Err)
}

// Unwrap returns the cause.
func (e *FlushError) Unwrap() error { return e.Err }

// FailedError is returned by a session after a flush or a statement failed inside its transaction, until that is rolled back.
// It unwraps to the first error.
type FailedError struct{ Err error }

func (e *FailedError) Error() string {
	return fmt.Sprintf("uow: the transaction failed before; roll it back (or leave the nested block with an error): %v", e.Err)
}

// Unwrap returns the first error.
func (e *FailedError) Unwrap() error { return e.Err }

// RelationError says that an object's foreign key and its related object disagree. Nothing was sent.
type RelationError struct {
	Relation string // "Employee.Company"
	Object   string // "employees(7)", or "a new employees"
	Columns  string // "company_id"
	Key      string // what the columns hold
	Related  string // the key of the related object, or that it has none yet
}

func (e *RelationError) Error() string {
	return fmt.Sprintf("uow: %s: %s is %s, and %s is %s; set one of the two alone, or both to the same", e.Object, e.Columns, e.Key, e.Relation, e.Related)
}

// ColumnError says what is wrong with the value of a column, before anything was sent.
type ColumnError struct {
	Table, Column string
	Object        string // "employees(7)"; "" where it is not about one
	Err           error
}

func (e *ColumnError) Error() string {
	if e.Object == "" {
		return fmt.Sprintf("uow: column %s.%s: %v", e.Table, e.Column, e.Err)
	}
	return fmt.Sprintf("uow: %s, column %s: %v", e.Object, e.Column, e.Err)
}

// Unwrap returns the cause.
func (e *ColumnError) Unwrap() error { return e.Err }

// ObjectError says that a session cannot do with an object what it was asked. Nothing was sent.
type ObjectError struct {
	Call    string // "Add", "Delete", "Refresh"
	Object  string // what it was given: "employees(7)", "a nil *Employee"
	Problem string // and how to mend it
}

func (e *ObjectError) Error() string {
	return fmt.Sprintf("uow: %s: %s %s", e.Call, e.Object, e.Problem)
}

// SameKeyError says that a new object has the key of another object of the session: of another new one, or of one that
// is stored and not to be deleted. Nothing was sent.
type SameKeyError struct {
	Table   string
	Key     string // "(7)"
	Held    bool   // the first of Objects is stored
	Objects [2]any // pointers to the two entities, the one that was there first in front
}

func (e *SameKeyError) Error() string {
	if e.Held {
		return fmt.Sprintf("uow: flush: a new object of %s has the key %s of an object that the session holds; change that one, or delete it in the same flush", e.Table, e.Key)
	}
	return fmt.Sprintf("uow: flush: two new objects of %s have the key %s; give one of them another, or add one alone", e.Table, e.Key)
}

// CircleError says that rows refer to each other in a circle that cannot be written: no foreign key on it may be
// NULL or checked at the end. Nothing was sent.
type CircleError struct{ Edges []string }

func (e *CircleError) Error() string {
	return fmt.Sprintf("uow: rows refer to each other in a circle: %v; make one of these foreign keys nullable or deferrable", e.Edges)
}

// CommitUnknownError says that a COMMIT was sent and its answer never came: the database may have committed or not.
// The session's objects are as after a rollback.
type CommitUnknownError struct{ Err error }

func (e *CommitUnknownError) Error() string {
	return fmt.Sprintf("uow: whether the transaction was committed is not known; read what it wrote to find out: %v", e.Err)
}

// Unwrap returns what was seen instead of an answer.
func (e *CommitUnknownError) Unwrap() error { return e.Err }

// CommittedError says that the transaction was committed, and that what the database made of its rows could not be read then: a
// column has a type there that the field cannot hold, or a trigger changed a key. Do not write the rows again: they are there. The session's objects
// are as after a rollback.
type CommittedError struct{ Err error }

func (e *CommittedError) Error() string {
	return fmt.Sprintf("uow: the transaction was committed, and what the database made of it cannot be read; do not write it again, read it in a new session: %v", e.Err)
}

// Unwrap returns why it could not be read.
func (e *CommittedError) Unwrap() error { return e.Err }

// errLost is returned by a session whose nested block could not be undone.
var errLost = fmt.Errorf("%w: a nested block ended while another call on this session was under way, so its work could not be undone; close the session", ErrTransaction)

// errStreamBroken is the first error of a transaction that a loop over Each has ended; the loop itself told the cause.
var errStreamBroken = errors.New("uow: a loop over Each failed")

// ErrNoURL says that no database was named.
var ErrNoURL = errors.New("uow: no database is named; pass a URL, or set DATABASE_URL=postgres://user:password@host:5432/database")

// ErrURL says that a database URL cannot be read. It says no more: whatever is wrong with a URL, its text may hold a password.
var ErrURL = errors.New("uow: the database URL cannot be read; write it as postgres://user:password@host:5432/database, with @ : / ? # % in a password escaped (%40 for @)")

// ErrPooled says that connections are not safe behind a transaction pooler, as [Options].Pooled says they are to be.
var ErrPooled = errors.New("uow: not safe behind a transaction pooler")

// UnreachableError says that a server did not let us in. It shows no password. It unwraps to what the driver said.
type UnreachableError struct {
	User, Host, Database string
	Port                 uint16
	Err                  error
}

// Error is one line that names database, server, user, reason and what to do.
func (e *UnreachableError) Error() string {
	return fmt.Sprintf("uow: cannot connect to database %q on %s as %q: %s; see that the server runs and that the URL names it",
		e.Database, e.address(), e.User, e.reason())
}

// Unwrap returns what the driver said.
func (e *UnreachableError) Unwrap() error { return e.Err }

func (e *UnreachableError) address() string {
	if strings.HasPrefix(e.Host, "/") {
		return fmt.Sprintf("socket %s/.s.PGSQL.%d", e.Host, e.Port)
	}
	return net.JoinHostPort(e.Host, fmt.Sprint(e.Port))
}

// reason picks the innermost cause out of the driver's story, which goes over several lines where several addresses were
// tried.
func (e *UnreachableError) reason() string {
	var server *pgconn.PgError
	var dns *net.DNSError
	var system syscall.Errno
	switch {
	case errors.As(e.Err, &server):
		return oneLine(server.Message)
	case errors.As(e.Err, &dns):
		return "no such host"
	case errors.Is(e.Err, context.Canceled):
		return "the context was cancelled"
	case errors.Is(e.Err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.As(e.Err, &system):
		return system.Error()
	}
	return oneLine(e.Err.Error())
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
