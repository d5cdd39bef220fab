package query_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// heard keeps what a logger hears.
type heard struct{ all []query.Statement }

func (h *heard) log(_ context.Context, s query.Statement) { h.all = append(h.all, s) }

// causes is each statement as its cause and the number of its rows, "failed" where it did.
func (h *heard) causes() (out []string) {
	for _, s := range h.all {
		line := fmt.Sprintf("%s %d", s.Cause(), s.Rows)
		if s.Err != nil {
			line = s.Cause() + " failed"
		}
		out = append(out, line)
	}
	return out
}

var errStop = errors.New("stop")

// errands are statements without a session, and what is heard of them.
func errands(ctx context.Context, db query.DB) []error {
	_, all := query.From(Companies).OrderBy(Companies.ID).Rows(ctx, db).All()
	_, _, first := query.From(Companies).OrderBy(Companies.ID).Rows(ctx, db).First()
	_, broken := query.Raw[int](query.SQL(`select 1/(? - 1)::int`, 1)).Rows(ctx, db).One()
	_, update := query.Update(Employees).Set(Employees.Salary.Set(1)).Where(Employees.Salary.Gt(10)).Exec(ctx, db)
	_, returned := query.Returning(query.Delete(Employees).Where(Employees.Name.Eq("Carol")), Employees.Name.Op).Rows(ctx, db).One()
	_, exec := db.Exec(ctx, `insert into companies (name) values ($1)`, "Exec")
	rows, raw := db.Query(ctx, `select id from companies where id > $1`, 0)
	if raw == nil {
		rows.Next()
		rows.Close()
	}
	b := &pgx.Batch{}
	b.Queue(`select 1`)
	b.Queue(`select $1::int`, 2).QueryRow(func(row pgx.Row) error { var n int; return row.Scan(&n) })
	b.Queue(`select id from companies`).Query(func(rows pgx.Rows) error { rows.Close(); return rows.Err() })
	batch := db.SendBatch(ctx, b).Close()
	b = &pgx.Batch{}
	b.Queue(`select 1`).Exec(nil)
	b.QueuedQueries[0].Fn = func(pgx.BatchResults) error { return errStop }
	stopped := db.SendBatch(ctx, b).Close()
	many := make([]*Company, 200)
	for i := range many {
		many[i] = &Company{Name: fmt.Sprint("many ", i)}
	}
	_, insert := query.InsertEntities(Companies, many, Companies.Name).Exec(ctx, db)
	return []error{all, first, broken, update, returned, exec, raw, batch, stopped, insert}
}

var errandCauses = []string{
	"query 3", "query 1", "query failed", "query 2", "query 1", "query 1", "query 4",
	"query 1", "query 1", "query 4", "query 200",
}

func TestS48_StatementsWithoutASessionAreHeard(t *testing.T) {
	t.Parallel()
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			assertErrands(t, reopened(t, database(t), func(c *pgxpool.Config) { c.ConnConfig.DefaultQueryExecMode = mode }), nil)
		})
	}
	t.Run("traced", func(t *testing.T) {
		t.Parallel()
		pool, trace := sqltrace.Record(t, database(t))
		require.NoError(t, pool.Ping(t.Context()))
		trace.Reset()
		assertErrands(t, pool, trace)
	})
}

// reopened is another pool on the database.
func reopened(t *testing.T, pool *pgxpool.Pool, change func(*pgxpool.Config)) *pgxpool.Pool {
	t.Helper()
	config := pool.Config()
	change(config)
	other, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(other.Close)
	return other
}

// assertErrands runs the errands on pool, and compares what was heard with what the trace saw.
func assertErrands(t *testing.T, pool *pgxpool.Pool, trace *sqltrace.Trace) {
	t.Helper()
	var h heard
	for i, err := range errands(t.Context(), query.Logged(pool, h.log)) {
		switch i {
		case 2:
			require.Error(t, err)
		case 8:
			require.ErrorIs(t, err, errStop)
		default:
			require.NoError(t, err, i)
		}
	}
	assert.Equal(t, errandCauses, h.causes())
	assert.Contains(t, fmt.Sprint(h.all[10].Args), "many 199")
	if trace == nil {
		return
	}
	sent := trace.Statements()
	require.Len(t, sent, len(h.all))
	for i, s := range h.all {
		assert.Equal(t, sent[i].SQL, s.SQL)
		assert.Equal(t, sent[i].Args, s.Args)
		assert.Equal(t, sent[i].Err == nil, s.Err == nil)
	}
}

func TestS48_EveryKindOfDatabaseIsHeard(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := database(t)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	tx, err := pool.Begin(ctx)
	require.NoError(t, err)
	defer tx.Rollback(ctx) //nolint:errcheck // nothing was written
	for _, db := range []query.Transactional{pool, conn, conn.Conn(), tx} {
		var h heard
		on := query.Logged(db, h.log)
		_, err := query.From(Companies).Rows(ctx, on).All()
		require.NoError(t, err)
		n := 0
		for _, err := range query.From(Companies).Rows(ctx, on).Each() {
			require.NoError(t, err)
			n++
		}
		assert.Equal(t, 3, n)
		want := []string{"query 3", "query 3"}
		if db == tx {
			want = []string{"query 3", "query 0", "query 3", "query 0"}
		}
		assert.Equal(t, want, h.causes(), "%T", db)
	}
	assert.Same(t, pool, query.Logged(pool, nil), "no logger is none")
}

func TestS48_ALoopThatIsLeftIsHeard(t *testing.T) {
	t.Parallel()
	var h heard
	for _, err := range query.Raw[int](query.SQL(`select generate_series(1, 1000000)`)).Rows(t.Context(), query.Logged(database(t), h.log)).Each() {
		require.NoError(t, err)
		break
	}
	assert.Len(t, h.all, 1)
}

func TestS48_DDLIsHeard(t *testing.T) {
	t.Parallel()
	var h heard
	require.NoError(t, schema.NewModel(Companies).CreateAll(t.Context(), query.Logged(database(t), h.log)))
	require.Len(t, h.all, 1)
	assert.True(t, strings.HasPrefix(h.all[0].SQL, "CREATE TABLE IF NOT EXISTS"), h.all[0].SQL)
}
