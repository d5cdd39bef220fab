package query

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/sqllog"
)

// Logger is called for each SQL statement that was sent, when its answer was read, in the order of the answers; see
// [Statement]. A session has one by uow.Options.Logger, any other database by [Logged].
//
// It is called by the goroutine whose call sent the statement, in the middle of that call: the call waits for it, what it
// panics with goes through the call, and it must not use the session or the connection. Where goroutines share a pool or
// a factory, it is called by several at once.
type Logger func(ctx context.Context, s Statement)

// Statement is an SQL statement that was sent, what became of it, and what it was sent for.
//
// The statements of a transaction are among them: BEGIN, SET LOCAL, SAVEPOINT, COMMIT. So are those that a loop over Each
// reads through, DECLARE and FETCH. What pgx does beside statements is not: preparing them, and CancelRequest. Behind a
// statement that failed the server runs no other of the same round trip; those are not reported.
type Statement struct {
	SQL string
	// Args are the arguments, as they were given to pgx: users' data. They belong to the statement that runs, so they are
	// not changed, and not kept where the program goes on changing them. Columns of many rows are one array each; where those
	// travel in binary, what is here is made for the logger alone.
	Args []any
	// Rows is how many rows it returned or changed.
	Rows int64
	// Duration is how long it took from the sending of its round trip until its answer was read: with preparing it where it
	// was new to the connection, with reading its rows and what was made of them, the body of a loop over Each included, and
	// with the wait for a connection where pgx takes one of a pool by itself. Statements of one round trip begin at the same
	// time, so the last one's duration is that of all.
	Duration time.Duration
	// Err is what went wrong, as the server or pgx said it, or nil.
	Err error
	// Step is what it was sent for: "query" where the program asked for it (a query, a statement, Exec), "load" for related
	// objects, "get", "refresh", "follow" for a look at the objects that a session holds, after a statement that changed
	// rows; "keys", "insert", "update" and "delete" for the steps of a flush; "begin", "commit", "rollback", "savepoint",
	// "release" and "rollback to" for the transaction.
	Step string
	// Table is the table of a step of a flush, and of a get, refresh or follow.
	Table string
	// Relation is the path of a load, such as Company.Employees.Manager.
	Relation string
}

// Cause says in a few words what the statement was sent for: "insert companies", "load Company.Employees", "query".
func (s Statement) Cause() string {
	switch {
	case s.Relation != "":
		return s.Step + " " + s.Relation
	case s.Table != "":
		return s.Step + " " + s.Table
	default:
		return s.Step
	}
}

// Slog makes a logger that writes to l: a record "sql" at level, and at slog.LevelError where the statement failed, with
// cause, rows, duration, statement, and error. Arguments, which are users' data, are left out; see [SlogArgs]. What a server
// says of an error may hold some.
func Slog(l *slog.Logger, level slog.Level) Logger { return slogger(l, level, false) }

// SlogArgs is [Slog] that writes the arguments too.
func SlogArgs(l *slog.Logger, level slog.Level) Logger { return slogger(l, level, true) }

func slogger(l *slog.Logger, level slog.Level, withArgs bool) Logger {
	return func(ctx context.Context, s Statement) {
		at := level
		if s.Err != nil {
			at = max(level, slog.LevelError)
		}
		if !l.Enabled(ctx, at) {
			return
		}
		attrs := []slog.Attr{
			slog.String("cause", s.Cause()), slog.Int64("rows", s.Rows), slog.Duration("duration", s.Duration), slog.String("statement", s.SQL),
		}
		if withArgs && len(s.Args) > 0 {
			attrs = append(attrs, slog.Any("args", s.Args))
		}
		if s.Err != nil {
			attrs = append(attrs, slog.Any("error", s.Err))
		}
		l.LogAttrs(ctx, at, "sql", attrs...)
	}
}

// Transactional is a database of pgx's own: *pgxpool.Pool, *pgxpool.Conn, *pgx.Conn or pgx.Tx.
type Transactional interface {
	DB
	Begin(ctx context.Context) (pgx.Tx, error)
}

// Logged is db with a logger: it hears of each statement that goes through what Logged returns, which may be shared as db
// may. Rows are read as they are from db. A session has a logger by its options; a nil logger is none.
func Logged(db Transactional, l Logger) DB {
	if isNil(db) || l == nil {
		return db
	}
	return &logged{db, LogOf(l)}
}

// LogOf is the logger for rowan's other packages, nil where it is nil.
func LogOf(l Logger) sqllog.Log {
	if l == nil {
		return nil
	}
	return func(ctx context.Context, s sqllog.Statement) { l(ctx, Statement(s)) }
}

// Why says why a query of rowan's other packages is sent. It is asked only where somebody listens.
type Why interface{ Cause() sqllog.Cause }

type logged struct {
	db  DB
	log sqllog.Log
}

// logOf is who listens to the statements of db.
func logOf(db DB) sqllog.Log {
	switch db := db.(type) {
	case *logged:
		return db.log
	case identity.Session:
		return db.Log()
	}
	return nil
}

// listened is db with those who listen, where somebody does.
func listened(db DB, log sqllog.Log) DB {
	if log == nil {
		return db
	}
	return &logged{db, log}
}

// told is the run's context, which tells a database that logs by itself why the statement is sent.
func (r *run) told(db DB) context.Context {
	if r.why == nil || logOf(db) == nil {
		return r.ctx
	}
	return sqllog.With(r.ctx, r.cause())
}

// Query is that of the database.
func (l *logged) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	trip := l.log.Trip(ctx)
	rows, err := l.db.Query(ctx, sql, args...)
	return trip.Rows(sqllog.CauseOf(ctx, 0).For(sql, args), rows, err), err
}

// Exec is that of the database.
func (l *logged) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	trip := l.log.Trip(ctx)
	tag, err := l.db.Exec(ctx, sql, args...)
	trip.Tagged(sqllog.CauseOf(ctx, 0).For(sql, args), tag, err)
	return tag, err
}

// SendBatch is that of the database.
func (l *logged) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	trip := l.log.Trip(ctx)
	return trip.Batch(l.db.SendBatch(ctx, b), b.QueuedQueries, func(i int) sqllog.Cause { return sqllog.CauseOf(ctx, i) })
}
