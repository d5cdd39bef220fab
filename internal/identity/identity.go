// Package identity is what queries and loaders want of a session: one object per row, and a say before and after statements.
package identity

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// Session is implemented by *uow.Session.
type Session interface {
	// Reading is called before a query that reads tables is sent. It flushes where the session is told to.
	Reading(ctx context.Context, tables []*sqlast.Table) error
	// Locking is called behind Reading where the query locks rows, which takes a transaction.
	Locking() error
	// Again reports whether a query that failed for a reason of its connection may be sent once more: none of it ran in a
	// transaction. The next statement is then taken for it.
	Again() bool
	// Entities returns the session's objects of t.
	Entities(t *sqlast.Table) (Entities, error)
	// Writing is called before an UPDATE, DELETE or INSERT statement is sent. What it returns is sent behind it.
	Writing(ctx context.Context, w Write) ([]*Follow, error)
	// Borrow gives the session's connection to one SELECT that Reading was called for.
	Borrow(ctx context.Context) (Loan, error)
	// Copying gives the session's connection to one COPY, in the session's transaction.
	Copying(ctx context.Context) (Loan, error)
	// Log returns who listens to the session's statements, nil where nobody does.
	Log() sqllog.Log
	// Streaming gives the session's connection to a query that reads rows while the caller's loop runs.
	Streaming(ctx context.Context) (Stream, error)
}

// Entities are the objects of one table that a session holds.
type Entities interface {
	// Expect is called before rows are read, with the number that the last run gave; 0 says that nobody knows.
	Expect(rows int)
	// Adopt returns the object that stands for a row just read into fresh: fresh itself, which is the session's from then
	// on, or the object that the session has for it, and then fresh may be written over.
	Adopt(fresh rowscan.Pointer) (object rowscan.Pointer, kept bool, err error)
	// Lookup returns the object whose key the columns of row hold, where the session has one. row is an object of another
	// table, and columns are its foreign key.
	Lookup(row rowscan.Pointer, columns []*sqlast.Column) (object rowscan.Pointer, found bool)
	// Each calls f with each object that the session holds and would not delete.
	Each(f func(object rowscan.Pointer))
}

// Loan is a session's connection while one SELECT or COPY runs on it. The session is busy until the connection is given back.
type Loan struct {
	Conn   *pgx.Conn // nil where the statement has to go through Query; then there is nothing to give back
	Begin  []string  // is sent before, in the same round trip
	Lender Lender
}

// Lender takes a connection back.
type Lender interface {
	// Return tells whether what was to be sent before was done, and the statement's error, which it returns.
	Return(began bool, failed error) error
	// Decline tells that nothing was sent, because pgx is to send the statement.
	Decline()
}

// Write describes a statement that changes rows of one table.
type Write struct {
	Table   *sqlast.Table
	Kind    WriteKind
	Columns []*sqlast.Column // that an UPDATE sets
}

// WriteKind is what a statement does.
type WriteKind uint8

// The kinds of statement.
const (
	Insert WriteKind = iota
	Update
	Delete
)

// Follow is a query that a session sends behind a statement, in the same round trip, to see what became of its objects.
type Follow struct {
	Table string // whose objects it sees
	SQL   string
	Args  []any
	Read  func(pgx.Rows) error
}

// Stream is a session's connection while a loop reads from it.
type Stream interface {
	Conn() *pgx.Conn
	Pause()  // the loop is not reading: loaders may use the session
	Resume() // it reads again
	Close()
}
