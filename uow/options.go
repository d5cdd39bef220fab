package uow

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Options change what a session does. The zero Options are the default.
type Options struct {
	// Autoflush flushes before a query that reads a table with changes that are not flushed, and before [Get]. Without it
	// pending objects are seen by a query only after a flush.
	Autoflush bool
	// ExpireOnCommit makes the session read an object again when a query or [Get] meets it after a commit, and makes its
	// relations not loaded. Without it objects stay as they are.
	ExpireOnCommit bool
	// ReadOnly begins transactions in which the server refuses to write, and refuses a flush that has something to write.
	ReadOnly bool
	// Isolation is the level of transactions; "" is the server's default.
	Isolation pgx.TxIsoLevel
	// StatementTimeout bounds each statement of a transaction, on the server (SET LOCAL statement_timeout). It is counted
	// in milliseconds; 0 sets none.
	StatementTimeout time.Duration
	// LockTimeout bounds each wait for a lock in a transaction, on the server (SET LOCAL lock_timeout). It is counted in
	// milliseconds; 0 sets none.
	LockTimeout time.Duration
	// Clock is asked for the time where columns take the session's; see [schema.SessionClock]. nil is time.Now. A test gives
	// one that stands still. It is asked by the goroutine that flushes; sessions that share it may ask at once.
	Clock func() time.Time
	// Logger hears of each statement that the session sends, when its answer was read; see [query.Statement]. nil is none.
	// [query.Slog] makes one of a slog.Logger.
	Logger query.Logger
	// Pooled says that connections lead to a transaction pooler, such as PgBouncer in transaction mode, which gives each
	// transaction another server process. [Open] then opens a pool that prepares no statements by name, and refuses start-up
	// parameters; see [ForPooler]. A session on a pool that was opened otherwise returns [ErrPooled] from every call, and sends
	// nothing. Nothing else changes: what a session sets, it sets in its transaction (SET LOCAL), and a loop over Each that needs
	// a cursor has a transaction.
	Pooled bool
}

// Source is where sessions get their connections: a *pgxpool.Pool, a *pgxpool.Conn or a *pgx.Conn.
type Source interface {
	query.DB
	BeginTx(ctx context.Context, opts pgx.TxOptions) (pgx.Tx, error)
}

// Factory makes the sessions of a service: it keeps pool, model and options. It is not changed after it was made, so
// goroutines may share it.
type Factory struct {
	Pool    *pgxpool.Pool
	Model   *schema.Model
	Options Options
}

// Session returns a new session. Nothing is sent and no connection is taken; close it at the end.
func (f Factory) Session() *Session { return New(f.Pool, f.Model, f.Options) }

// Run is [Run] with what the factory keeps.
func (f Factory) Run(ctx context.Context, fn func(s *Session) error) error {
	return Run(ctx, f.Pool, f.Model, fn, f.Options)
}
