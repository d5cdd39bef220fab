package sqllog

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Statement is what query.Statement is.
type Statement struct {
	SQL      string
	Args     []any
	Rows     int64
	Duration time.Duration
	Err      error
	Step     string
	Table    string
	Relation string
}

// Log takes statements.
type Log func(ctx context.Context, s Statement)

// Cause is why a statement is sent.
type Cause struct{ Step, Table, Relation string }

// Query is the step of statements that the program itself asked for.
const Query = "query"

// For is the statement that is sent for the cause.
func (c Cause) For(sql string, args []any) Statement {
	if c.Step == "" {
		c.Step = Query
	}
	return Statement{SQL: sql, Args: values(args), Step: c.Step, Table: c.Table, Relation: c.Relation}
}

// values are the arguments without pgx's options, which it takes among them.
func values(args []any) []any {
	for i, a := range args {
		switch a.(type) {
		case pgx.QueryExecMode, pgx.QueryResultFormats, pgx.QueryResultFormatsByOID:
		default:
			return args[i:]
		}
	}
	return nil
}

// Trip is one round trip to the server.
type Trip struct {
	ctx  context.Context //nolint:containedctx // the trip is one call
	log  Log
	sent time.Time
}

// Trip begins a round trip: what is sent is sent next. It is nil where l is.
func (l Log) Trip(ctx context.Context) *Trip {
	if l == nil {
		return nil
	}
	return &Trip{ctx: ctx, log: l, sent: time.Now()}
}

// Answered reports a statement whose answer was read.
func (t *Trip) Answered(s Statement, rows int64, err error) {
	if t == nil {
		return
	}
	s.Rows, s.Err, s.Duration = rows, err, time.Since(t.sent)
	t.log(t.ctx, s)
}

// Tagged is Answered for a statement that returns no rows.
func (t *Trip) Tagged(s Statement, tag pgconn.CommandTag, err error) {
	t.Answered(s, tag.RowsAffected(), err)
}
