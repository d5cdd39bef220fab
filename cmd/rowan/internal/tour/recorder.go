package tour

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Statement is one that went to the server.
type Statement struct {
	SQL  string
	Args []any
	Rows int64
	Time time.Duration // for one of a batch: until its answer was read
	Err  error
}

// A Recorder takes down the statements of the connections that it is the
// tracer of, while it is asked to. Its zero value is ready; goroutines may
// share it.
type Recorder struct {
	mu         sync.Mutex
	on         bool
	statements []Statement
}

var (
	_ pgx.QueryTracer    = (*Recorder)(nil)
	_ pgx.BatchTracer    = (*Recorder)(nil)
	_ pgx.CopyFromTracer = (*Recorder)(nil)
)

// Start begins with an empty list.
func (r *Recorder) Start() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on, r.statements = true, nil
}

// Stop ends the list and returns it.
func (r *Recorder) Stop() []Statement {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = false
	return r.statements
}

// Count returns how many statements on the list have some words in them.
func (r *Recorder) Count(words string) (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.statements {
		if strings.Contains(s.SQL, words) {
			n++
		}
	}
	return n
}

func (r *Recorder) add(s Statement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on {
		r.statements = append(r.statements, s)
	}
}

// startKey is the context's key for what a call began with.
type startKey struct{}

// started is a statement under way, or a batch.
type started struct {
	at   time.Time
	sql  string
	args []any
}

// TraceQueryStart notes what is asked.
func (r *Recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, startKey{}, started{at: time.Now(), sql: data.SQL, args: data.Args})
}

// TraceQueryEnd notes the answer.
func (r *Recorder) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	if s, ok := ctx.Value(startKey{}).(started); ok {
		r.add(Statement{SQL: s.sql, Args: s.args, Rows: data.CommandTag.RowsAffected(), Time: time.Since(s.at), Err: data.Err})
	}
}

// TraceBatchStart notes when a batch was sent.
func (r *Recorder) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return context.WithValue(ctx, startKey{}, started{at: time.Now()})
}

// TraceBatchQuery notes one statement of a batch.
func (r *Recorder) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	if s, ok := ctx.Value(startKey{}).(started); ok {
		r.add(Statement{SQL: data.SQL, Args: data.Args, Rows: data.CommandTag.RowsAffected(), Time: time.Since(s.at), Err: data.Err})
	}
}

// TraceBatchEnd has nothing to add.
func (r *Recorder) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// TraceCopyFromStart notes the table.
func (r *Recorder) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceCopyFromStartData) context.Context {
	return context.WithValue(ctx, startKey{}, started{at: time.Now(), sql: "COPY " + data.TableName.Sanitize() + " FROM STDIN"})
}

// TraceCopyFromEnd notes the answer.
func (r *Recorder) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceCopyFromEndData) {
	if s, ok := ctx.Value(startKey{}).(started); ok {
		r.add(Statement{SQL: s.sql, Rows: data.CommandTag.RowsAffected(), Time: time.Since(s.at), Err: data.Err})
	}
}
