package query_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
)

// connected is a connection to db that prepares at most so many statements.
func connected(t *testing.T, statements int) *pgx.Conn {
	t.Helper()
	cfg := database(t).Config().ConnConfig
	cfg.StatementCacheCapacity = statements
	conn, err := pgx.ConnectConfig(t.Context(), cfg)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func nameOf(t *testing.T, db query.DB, id int64) (string, error) {
	t.Helper()
	return query.Select(Employees.Name).From(Employees).Where(Employees.ID.Eq(id)).Rows(t.Context(), db).One()
}

func prepared(t *testing.T, conn *pgx.Conn) (n int) {
	t.Helper()
	require.NoError(t, conn.QueryRow(t.Context(), "select count(*) from pg_prepared_statements where name like 'rowan%'", pgx.QueryExecModeExec).Scan(&n))
	return n
}

func TestASelectIsPreparedOnceOnAConnection(t *testing.T) {
	t.Parallel()
	conn := connected(t, 100)
	for id := range int64(3) {
		name, err := nameOf(t, conn, id+1)
		require.NoError(t, err)
		assert.NotEmpty(t, name)
	}
	assert.Equal(t, 1, prepared(t, conn))
}

func TestPreparedStatementsThatAreTooManyAreDeallocated(t *testing.T) {
	t.Parallel()
	conn := connected(t, 3)
	for range 2 {
		for n := range 6 {
			q := query.Select(Employees.ID).From(Employees).Where(Employees.ID.Gt(0))
			for i := range n {
				q = q.Where(Employees.ID.Ne(int64(100 + i)))
			}
			ids, err := q.Rows(t.Context(), conn).All()
			require.NoError(t, err)
			assert.NotEmpty(t, ids)
		}
		assert.Equal(t, 3, prepared(t, conn))
	}
}

func TestStatementsThatAProgramDeallocatesArePreparedAnew(t *testing.T) {
	t.Parallel()
	conn := connected(t, 100)
	for range 3 {
		_, err := nameOf(t, conn, 1)
		require.NoError(t, err)
		require.NoError(t, conn.DeallocateAll(t.Context()))
		assert.Zero(t, prepared(t, conn))
	}
}

func TestAConnectionServesAfterAStatementFailed(t *testing.T) {
	t.Parallel()
	conn := connected(t, 100)
	inverse := func(by int64) ([]int64, error) {
		x := query.RawNotNull[int64](query.SQL("1000 / (employees.id - ?)", by))
		return query.Select(x).From(Employees).Where(Employees.ID.Le(2)).OrderBy(Employees.ID).Rows(t.Context(), conn).All()
	}
	for range 2 {
		_, err := inverse(2) // when the first row is there already
		require.ErrorContains(t, err, "division by zero")
		got, err := inverse(3)
		require.NoError(t, err)
		assert.Equal(t, []int64{-500, -1000}, got)
	}
	tx, err := conn.Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "select nothing")
	require.Error(t, err)
	_, err = inverse(3)
	require.ErrorContains(t, err, "25P02", "the transaction failed")
	require.NoError(t, tx.Rollback(t.Context()))
	_, err = inverse(3)
	require.NoError(t, err)
}

func TestARowThatCannotBeReadLeavesTheConnectionFree(t *testing.T) {
	t.Parallel()
	conn := connected(t, 100)
	big := query.RawNotNull[int16](query.SQL("employees.id * 100000"))
	for range 2 {
		_, err := query.Select(big).From(Employees).Rows(t.Context(), conn).All()
		var wrong *query.ScanError
		require.ErrorAs(t, err, &wrong)
		_, err = nameOf(t, conn, 1)
		require.NoError(t, err)
	}
}

func TestACancelledContextIsTheErrorOfASelect(t *testing.T) {
	t.Parallel()
	db := database(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := query.From(Employees).Rows(ctx, db).All()
	require.ErrorIs(t, err, context.Canceled)
	_, err = nameOf(t, db, 1)
	require.NoError(t, err)
}

func TestArgumentsThatCannotTravelAreRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	conn := connected(t, 100)
	for range 2 {
		_, err := query.Select(Employees.ID).From(Employees).Where(query.RawPredicate(query.SQL("employees.id = ?::int", "x"))).Rows(t.Context(), conn).All()
		require.Error(t, err)
		_, err = nameOf(t, conn, 1)
		require.NoError(t, err)
	}
}
