package query_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/query"
)

const manyNumbers = 2_000_000

// numbers gives two million numbers as a query that rowan may cancel or put into a cursor, slowly enough on the server
// to be seen at it: the last one takes a second to come. Raw text would be read to its end.
func numbers() query.Query[int64] {
	n := query.RawNotNull[int64](query.SQL("generate_series(1, ?::bigint)", manyNumbers))
	return query.Select(n)
}

// busy is how many other connections of the pool's database run a statement that mentions mark.
func busy(t *testing.T, pool *pgxpool.Pool, mark string) (n int) {
	t.Helper()
	conn, err := pgx.ConnectConfig(t.Context(), pool.Config().ConnConfig)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	require.NoError(t, conn.QueryRow(t.Context(), `select count(*) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query like '%' || $1 || '%'`, mark).Scan(&n))
	return n
}

// idle waits until no connection of the pool is taken: the pool ends a closed one in the background.
func idle(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	require.Eventually(t, func() bool { return pool.Stat().AcquiredConns() == 0 }, time.Minute, time.Millisecond)
}

func TestEachLeftEarlyStopsTheServer(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	for range 5 {
		seen := 0
		for n, err := range numbers().Rows(ctx, db).Each() {
			require.NoError(t, err)
			seen++
			assert.Equal(t, int64(seen), n)
			if seen == 3 {
				assert.Equal(t, 1, busy(t, db, "generate_series"), "the first rows are seen while the server makes the others")
				break
			}
		}
		assert.Equal(t, 3, seen)
		assert.Zero(t, busy(t, db, "generate_series"), "nobody waits for the rest")
		assert.Zero(t, db.Stat().AcquiredConns())
		names, err := query.Select(Employees.Name).From(Employees).OrderBy(Employees.ID).Rows(ctx, db).All()
		require.NoError(t, err, "the connection is as good as before")
		assert.Len(t, names, 3)
	}
	assert.LessOrEqual(t, db.Stat().NewConnsCount(), int64(2), "leaving does not cost a connection")
}

func TestEachHoldsMemoryFlat(t *testing.T) {
	ctx, db := t.Context(), database(t) // not beside other tests, whose memory would be counted too
	var most, start uint64
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	start = heap()
	sum, seen := int64(0), 0
	for n, err := range numbers().Rows(ctx, db).Each() {
		require.NoError(t, err)
		sum += n
		if seen++; seen%500_000 == 0 {
			most = max(most, heap())
		}
	}
	assert.Equal(t, manyNumbers, seen)
	assert.Equal(t, int64(manyNumbers)*(manyNumbers+1)/2, sum)
	assert.Less(t, int64(most)-int64(start), int64(4<<20), "two million rows would take 16 MB alone")
}

func TestEachInATransactionReadsThroughACursor(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := sqltrace.Record(t, database(t))
	tx, err := db.Begin(ctx)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	trace.Reset()
	seen := 0
	for n, err := range numbers().Rows(ctx, tx).Each() {
		require.NoError(t, err)
		seen++
		require.Equal(t, int64(seen), n)
		if seen == 700 {
			id, found, err := query.Select(Employees.ID).From(Employees).OrderBy(Employees.ID).Rows(ctx, tx).Scalar()
			require.NoError(t, err, "the connection is free between the blocks")
			require.True(t, found)
			require.Equal(t, int64(1), id)
		}
		if seen == 1200 {
			break
		}
	}
	var verbs []string
	for _, s := range trace.Statements() {
		verbs = append(verbs, strings.Fields(s.SQL)[0])
	}
	assert.Equal(t, []string{"DECLARE", "FETCH", "FETCH", "SELECT", "FETCH", "CLOSE"}, verbs)
	require.NoError(t, tx.Commit(ctx), "the transaction goes on")
}

func TestEachTellsOfAnErrorInTheMiddle(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	failing := query.Select(query.RawNotNull[int64](query.SQL("10000 / (3000 - g)"))).From(Employees).
		Join(Companies, query.RawPredicate(query.SQL("true cross join generate_series(1, 5000) g")))
	run := func(db query.DB) (seen int, last error) {
		for _, err := range failing.Rows(ctx, db).Each() {
			if last = err; err == nil {
				seen++
			}
		}
		return seen, last
	}
	seen, err := run(db)
	var pg *pgconn.PgError
	require.ErrorAs(t, err, &pg)
	assert.Equal(t, "22012", pg.Code)
	assert.Less(t, seen, 9*5000)
	assert.Zero(t, db.Stat().AcquiredConns())
	require.NoError(t, db.Ping(ctx))

	tx, err := db.Begin(ctx)
	require.NoError(t, err)
	_, err = run(tx)
	require.ErrorAs(t, err, &pg)
	assert.Equal(t, "22012", pg.Code, "the error is the server's, not that of closing a cursor")
	require.NoError(t, tx.Rollback(ctx))

	null := query.Select(query.RawNotNull[int64](query.SQL("case when g < 1000 then g end"))).From(Companies).
		Join(Employees, query.RawPredicate(query.SQL("true cross join generate_series(1, 5000) g")))
	rows := 0
	for _, err := range null.Rows(ctx, db).Each() {
		if err == nil {
			rows++
			continue
		}
		var scan *query.ScanError
		require.ErrorAs(t, err, &scan, "a value that cannot be read ends the loop too")
		assert.Equal(t, rows+1, scan.Row)
	}
	idle(t, db)
	assert.Zero(t, busy(t, db, "generate_series"))
	require.NoError(t, db.Ping(ctx))
}

func TestEachNestsOnOnePool(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	var pairs []string
	for c, err := range query.From(Companies).OrderBy(Companies.ID).Rows(ctx, db).Each() {
		require.NoError(t, err)
		for e, err := range query.From(Employees).Where(Employees.CompanyID.Eq(c.ID)).OrderBy(Employees.ID).Rows(ctx, db).Each() {
			require.NoError(t, err)
			pairs = append(pairs, c.Name+" "+e.Name)
		}
	}
	assert.Equal(t, []string{"Acme Alice", "Acme Bob", "Blue Carol"}, pairs)

	tx, err := db.Begin(ctx)
	require.NoError(t, err)
	outer, inner := 0, 0
	for _, err := range numbers().Limit(1100).Rows(ctx, tx).Each() {
		require.NoError(t, err)
		if outer++; outer%600 == 0 {
			for _, err := range numbers().Limit(1100).Rows(ctx, tx).Each() {
				require.NoError(t, err) // the same text: another cursor
				inner++
			}
		}
	}
	assert.Equal(t, 1100, outer)
	assert.Equal(t, 1100, inner)
	require.NoError(t, tx.Commit(ctx))
}

func TestEachEndsWithAPanicOfItsBody(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	boom := errors.New("boom")
	assert.PanicsWithValue(t, boom, func() {
		for _, err := range numbers().Rows(ctx, db).Each() {
			require.NoError(t, err)
			panic(boom)
		}
	})
	assert.Zero(t, db.Stat().AcquiredConns())
	assert.Zero(t, busy(t, db, "generate_series"))
	require.NoError(t, db.Ping(ctx))
}

func TestS44_ACancelledContextLeavesTheConnectionHealthy(t *testing.T) {
	t.Parallel()
	db := database(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	for _, err := range numbers().Rows(ctx, db).Each() {
		cancel()
		last = err
	}
	require.ErrorIs(t, last, context.Canceled)
	_, err := numbers().Rows(ctx, db).All()
	require.ErrorIs(t, err, context.Canceled)
	_, err = query.Update(Employees).Set(Employees.Salary.Set(7)).Exec(ctx, db)
	require.ErrorIs(t, err, context.Canceled)

	sleep := query.Select(query.RawNotNull[string](query.SQL("pg_sleep(60)::text")))
	waiting, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		for busy(t, db, "pg_sleep") == 0 {
			runtime.Gosched()
		}
		stop()
	}()
	_, _, err = sleep.Rows(waiting, db).First()
	require.ErrorIs(t, err, context.Canceled)

	idle(t, db)
	for i := range 4 { // whichever connection comes
		salary, err := query.Select(Employees.Salary).From(Employees).Where(Employees.ID.Eq(1)).Rows(t.Context(), db).One()
		require.NoError(t, err, fmt.Sprint(i))
		assert.Equal(t, int64(30), salary, "nothing was written half")
	}
}
