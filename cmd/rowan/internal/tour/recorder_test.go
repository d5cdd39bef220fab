package tour_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/cmd/rowan/internal/tour"
	"github.com/rowan-go/rowan/internal/pgtemp"
)

func TestRecorder_TakesDownWhatTheServerWasAsked(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	recorder := &tour.Recorder{}
	config, err := pgx.ParseConfig(pgtemp.URL(t))
	require.NoError(t, err)
	config.Tracer = recorder
	conn, err := pgx.ConnectConfig(ctx, config)
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close(ctx)) }()

	_, err = conn.Exec(ctx, "CREATE TABLE t (n int)")
	require.NoError(t, err, "not taken down: nobody asked for it yet")
	recorder.Start()
	_, err = conn.Exec(ctx, "INSERT INTO t SELECT * FROM generate_series(1, $1)", 3)
	require.NoError(t, err)
	var batch pgx.Batch
	batch.Queue("SELECT 1")
	batch.Queue("UPDATE t SET n = n + $1", 1)
	require.NoError(t, conn.SendBatch(ctx, &batch).Close())
	_, err = conn.CopyFrom(ctx, pgx.Identifier{"t"}, []string{"n"}, pgx.CopyFromRows([][]any{{7}, {8}}))
	require.NoError(t, err)
	_, err = conn.Exec(ctx, "SELECT 1/0")
	require.Error(t, err)
	statements := recorder.Stop()
	_, err = conn.Exec(ctx, "SELECT 2")
	require.NoError(t, err)

	type seen struct {
		sql    string
		args   int
		rows   int64
		failed bool
	}
	var got []seen
	for _, s := range statements {
		assert.Positive(t, s.Time, s.SQL)
		got = append(got, seen{s.SQL, len(s.Args), s.Rows, s.Err != nil})
	}
	assert.Equal(t, []seen{
		{sql: "INSERT INTO t SELECT * FROM generate_series(1, $1)", args: 1, rows: 3},
		{sql: "SELECT 1", rows: 1},
		{sql: "UPDATE t SET n = n + $1", args: 1, rows: 3},
		{sql: `COPY "t" FROM STDIN`, rows: 2},
		{sql: "SELECT 1/0", failed: true},
	}, got)
	assert.Len(t, recorder.Stop(), 5, "nothing more after Stop")
}
