package sqltrace_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/sqltrace"
)

func TestTraceOfStatements(t *testing.T) {
	t.Parallel()
	pool, trace := sqltrace.Record(t, pgtemp.New(t))
	ctx := t.Context()
	_, err := pool.Exec(ctx, `create table birds (id int primary key)`)
	require.NoError(t, err)
	trace.Reset()

	tx, err := pool.Begin(ctx)
	require.NoError(t, err)
	_, err = tx.Exec(ctx, `insert into birds select generate_series($1::int, 3)`, pgx.QueryExecModeCacheDescribe, 1)
	require.NoError(t, err)
	rows, err := tx.Query(ctx, `select id from birds`)
	require.NoError(t, err)
	_, err = pgx.CollectRows(rows, pgx.RowTo[int])
	require.NoError(t, err)
	require.NoError(t, tx.Commit(ctx))
	_, failed := pool.Exec(ctx, `insert into birds values (1)`)
	require.Error(t, failed)

	got := trace.Statements()
	got[4].Err = nil // asserted beside, its text is the server's
	assert.Equal(t, []sqltrace.Statement{
		{SQL: "begin", Tag: "BEGIN", Trip: 1},
		{SQL: `insert into birds select generate_series($1::int, 3)`, Args: []any{1}, Tag: "INSERT 0 3", Rows: 3, Trip: 2},
		{SQL: `select id from birds`, Tag: "SELECT 3", Rows: 3, Trip: 3},
		{SQL: "commit", Tag: "COMMIT", Trip: 4},
		{SQL: `insert into birds values (1)`, Trip: 5},
	}, got)
	assert.Equal(t, 5, trace.RoundTrips())
	require.ErrorIs(t, trace.Statements()[4].Err, failed)
	assert.Contains(t, trace.String(), "2: insert into birds select generate_series($1::int, 3) [1] → INSERT 0 3\n")
	assert.Contains(t, trace.String(), "duplicate key")

	trace.Reset()
	assert.Empty(t, trace.Statements())
	assert.Zero(t, trace.RoundTrips())
}

func TestABatchIsOneRoundTrip(t *testing.T) {
	t.Parallel()
	pool, trace := sqltrace.Record(t, pgtemp.New(t))
	_, err := pool.Exec(t.Context(), `create table birds (id int)`)
	require.NoError(t, err)
	trace.Reset()
	batch := &pgx.Batch{}
	batch.Queue(`insert into birds values ($1)`, 7)
	batch.Queue(`select id from birds`)
	require.NoError(t, pool.SendBatch(t.Context(), batch).Close())
	assert.Equal(t, []string{`insert into birds values ($1)`, `select id from birds`}, trace.SQL())
	assert.Equal(t, 1, trace.RoundTrips())
	for _, s := range trace.Statements() {
		assert.Equal(t, 1, s.Trip)
		assert.EqualValues(t, 1, s.Rows)
	}
}

func TestCopyIsRecorded(t *testing.T) {
	t.Parallel()
	pool, trace := sqltrace.Record(t, pgtemp.New(t))
	_, err := pool.Exec(t.Context(), `create table birds (id int, name text)`)
	require.NoError(t, err)
	trace.Reset()
	_, err = pool.CopyFrom(t.Context(), pgx.Identifier{"birds"}, []string{"id", "name"}, pgx.CopyFromRows([][]any{{1, "owl"}, {2, "jay"}}))
	require.NoError(t, err)
	assert.Equal(t, []sqltrace.Statement{{SQL: `copy "birds" (id, name)`, Tag: "COPY 2", Rows: 2, Trip: 1}}, trace.Statements())
}

// counter is a tracer that was there before.
type counter struct{ queries int }

func (c *counter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.queries++
	return ctx
}

func (c *counter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func TestAttachKeepsTheTracerThatWasThere(t *testing.T) {
	t.Parallel()
	cfg, err := pgxpool.ParseConfig(pgtemp.URL(t))
	require.NoError(t, err)
	before := &counter{}
	cfg.ConnConfig.Tracer = before
	trace := sqltrace.Attach(cfg)
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	require.NoError(t, err)
	defer pool.Close()
	_, err = pool.Exec(t.Context(), `select 1`)
	require.NoError(t, err)
	assert.Equal(t, 1, before.queries)
	assert.Equal(t, []string{`select 1`}, trace.SQL())
}
