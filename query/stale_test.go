package query_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
)

// "cached plan must not change result type": a connection has prepared a statement, and its table has changed since.

const stale = "0A000"

func TestAStatementWhosePlanIsStaleIsSentAgain(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	conn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	taken, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer taken.Release()

	one := query.Compile1(func(id query.Param[int64]) query.Query[int64] {
		return query.Select(Employees.Salary).From(Employees).Where(Employees.ID.EqExpr(id))
	})
	update := query.Returning(query.Update(Employees).Set(Employees.Name.Set("Al")).Where(Employees.ID.Eq(1)), Employees.Salary)
	reads := map[string]func(query.DB) (int64, error){
		"one": func(db query.DB) (int64, error) { return one.Rows(ctx, db, 1).One() },
		"dynamic": func(db query.DB) (int64, error) {
			return query.Select(Employees.Salary).From(Employees).Where(Employees.ID.Eq(1)).Rows(ctx, db).One()
		},
		"each": func(db query.DB) (n int64, last error) {
			for salary, err := range query.Select(Employees.Salary).From(Employees).OrderBy(Employees.ID).Limit(1).Rows(ctx, db).Each() {
				n, last = salary, err
			}
			return n, last
		},
		"returning": func(db query.DB) (int64, error) { return update.Rows(ctx, db).One() },
	}
	for _, kind := range []string{"integer", "smallint", "bigint"} {
		_, err := pool.Exec(ctx, "alter table employees alter column salary type "+kind)
		require.NoError(t, err)
		for name, read := range reads {
			for on, db := range map[string]query.DB{"pool": pool, "conn": conn, "taken": taken} {
				for range 2 {
					salary, err := read(db)
					require.NoError(t, err, "%s on %s with %s", name, on, kind)
					assert.Equal(t, int64(30), salary)
				}
			}
		}
	}
}

func TestAStalePlanInATransactionIsItsError(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	conn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	read := func(db query.DB) error {
		_, err := query.Select(Employees.Salary).From(Employees).Where(Employees.ID.Eq(1)).Rows(ctx, db).One()
		return err
	}
	before, err := conn.Begin(ctx)
	require.NoError(t, err)
	require.NoError(t, read(before))
	require.NoError(t, before.Commit(ctx))
	_, err = pool.Exec(ctx, "alter table employees alter column salary type integer")
	require.NoError(t, err)

	tx, err := conn.Begin(ctx)
	require.NoError(t, err)
	var pg *pgconn.PgError
	require.ErrorAs(t, read(tx), &pg)
	assert.Equal(t, stale, pg.Code, "what the transaction did before is lost, so nothing can be sent again")
	require.NoError(t, tx.Rollback(ctx))
	require.NoError(t, read(conn))
}

func TestAStatementThatSomebodyDeallocatedIsSentAgain(t *testing.T) {
	t.Parallel()
	conn := connected(t, 100)
	for range 3 {
		_, err := nameOf(t, conn, 1)
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), "discard all", pgx.QueryExecModeSimpleProtocol)
		require.NoError(t, err)
	}
}
