package uow_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// crew writes a company with so many employees, and says what became of it.
func crew(t *testing.T, pool *pgxpool.Pool, name string, n int) error {
	t.Helper()
	return uow.Run(t.Context(), pool, Model, func(s *uow.Session) error {
		acme := &Company{Name: name}
		for i := range n {
			s.Add(&Employee{Name: fmt.Sprint(i), Company: schema.To(acme)})
		}
		return nil
	})
}

// Statements of a few hundred rows are prepared when a connection meets them again; those of more are not.
func TestStatementsOfAMessageArePrepared(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	cfg := fresh(t).Config()
	cfg.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	require.NoError(t, err)
	defer pool.Close()
	prepared := func() (n int) {
		require.NoError(t, pool.QueryRow(ctx, "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'rowan%'").Scan(&n))
		return n
	}
	require.NoError(t, crew(t, pool, "a", 200))
	assert.Zero(t, prepared(), "a program that writes once does not pay for it")
	require.NoError(t, crew(t, pool, "b", 200))
	assert.Equal(t, 4, prepared(), "two questions for keys, two INSERTs")
	require.NoError(t, crew(t, pool, "c", 2000))
	require.NoError(t, crew(t, pool, "d", 200))
	assert.Equal(t, 4, prepared())

	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	require.NoError(t, conn.Conn().DeallocateAll(ctx))
	conn.Release()
	require.NoError(t, crew(t, pool, "e", 200), "they are prepared anew")
	assert.Equal(t, 4, prepared())

	// The server refuses a statement whose result would be another one, as any that pgx prepared.
	execute(t, pool, "ALTER TABLE companies ALTER updated_at TYPE timestamptz(3)")
	require.ErrorContains(t, crew(t, pool, "f", 200), "cached plan must not change result type")
	require.NoError(t, crew(t, pool, "f", 200), "it is prepared anew")
	assert.Equal(t, 4, prepared())
	assert.Equal(t, 6, count(t, pool, "companies"))
}
