package sqltrace

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// tracer is what pgx calls; it is apart from Trace so that the trace's own methods are all that a test sees.
type tracer struct{ trace *Trace }

var (
	_ pgx.QueryTracer    = tracer{}
	_ pgx.BatchTracer    = tracer{}
	_ pgx.CopyFromTracer = tracer{}
)

type (
	statementKey struct{} // the *Statement that a context belongs to
	tripKey      struct{} // the number of a batch
)

func (t tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, statementKey{}, t.trace.add(data.SQL, data.Args, t.trace.trip()))
}

func (t tracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	t.end(ctx, data.CommandTag, data.Err)
}

func (t tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return context.WithValue(ctx, tripKey{}, t.trace.trip())
}

func (t tracer) TraceBatchQuery(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	trip, _ := ctx.Value(tripKey{}).(int)
	t.fill(t.trace.add(data.SQL, data.Args, trip), data.CommandTag, data.Err)
}

func (t tracer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

func (t tracer) TraceCopyFromStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceCopyFromStartData) context.Context {
	sql := "copy " + data.TableName.Sanitize() + " (" + strings.Join(data.ColumnNames, ", ") + ")"
	return context.WithValue(ctx, statementKey{}, t.trace.add(sql, nil, t.trace.trip()))
}

func (t tracer) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceCopyFromEndData) {
	t.end(ctx, data.CommandTag, data.Err)
}

func (t tracer) end(ctx context.Context, tag pgconn.CommandTag, err error) {
	if s, ok := ctx.Value(statementKey{}).(*Statement); ok {
		t.fill(s, tag, err)
	}
}

func (t tracer) fill(s *Statement, tag pgconn.CommandTag, err error) {
	t.trace.mu.Lock()
	defer t.trace.mu.Unlock()
	s.Tag, s.Rows, s.Err = tag.String(), tag.RowsAffected(), err
}
