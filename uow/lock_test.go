package uow_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

func TestALockingQueryBeginsTheTransaction(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acmeAndBob(t, pool)
	locked := query.From(Companies).Lock(query.ForUpdate)
	alone := query.From(Companies).Lock(query.ForUpdate.NoWait())
	inner := query.From(Companies).Where(query.InQuery(Companies.ID, query.Select(Companies.ID).From(Companies).Lock(query.ForNoKeyUpdate)))
	for _, c := range []struct {
		name string
		read func(s *uow.Session) error
	}{
		{"All", func(s *uow.Session) error { _, err := locked.Rows(ctx, s).All(); return err }},
		{"First", func(s *uow.Session) error { _, _, err := locked.Rows(ctx, s).First(); return err }},
		{"in a subquery", func(s *uow.Session) error { _, err := inner.Rows(ctx, s).All(); return err }},
		{"Each", func(s *uow.Session) error {
			for _, err := range locked.Rows(ctx, s).Each() {
				if err != nil {
					return err
				}
			}
			return nil
		}},
	} {
		s, trace := traced(t, pool, Model)
		require.NoError(t, c.read(s), c.name)
		assert.Equal(t, "1 begin", ran(trace)[0], c.name)
		other := open(t, pool, Model)
		_, err := alone.Rows(ctx, other).All()
		var pg *pgconn.PgError
		require.ErrorAs(t, err, &pg, c.name)
		assert.Equal(t, "55P03", pg.Code, "%s: the row is locked", c.name)
		require.NoError(t, s.Commit(ctx), c.name)
		require.NoError(t, other.Rollback(ctx))
		_, err = alone.Rows(ctx, other).All()
		require.NoError(t, err, "%s: the commit has let go of it", c.name)
		require.NoError(t, other.Close(ctx))
	}
	s, trace := traced(t, pool, Model)
	_, err := query.From(Companies).Rows(ctx, s).All()
	require.NoError(t, err)
	assert.Equal(t, []string{"1 select companies"}, ran(trace), "other queries need none")
}

func TestAPlanThatIsStaleInASession(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acmeAndBob(t, pool)
	cfg := pool.Config()
	cfg.MaxConns = 1 // the connection that has prepared the statement
	one, err := pgxpool.NewWithConfig(ctx, cfg)
	require.NoError(t, err)
	t.Cleanup(one.Close)
	salaries := query.Select(Employees.Salary).From(Employees)
	each := func(s *uow.Session) (n int) {
		for _, err := range salaries.Rows(ctx, s).Each() {
			require.NoError(t, err)
			n++
		}
		return n
	}
	s := open(t, one, Model)
	for _, kind := range []string{"integer", "bigint", "smallint"} {
		elsewhere(t, pool, "ALTER TABLE employees ALTER COLUMN salary TYPE "+kind)
		_, err := salaries.Rows(ctx, s).All()
		require.NoError(t, err, "outside of a transaction it is sent again")
		assert.Equal(t, 1, each(s))
	}

	// In a transaction Each reads through a cursor, whose columns change with the table.
	require.NoError(t, s.Begin(ctx))
	for _, kind := range []string{"integer", "bigint", "smallint"} {
		_, err := s.Exec(ctx, "ALTER TABLE employees ALTER COLUMN salary TYPE "+kind)
		require.NoError(t, err)
		assert.Equal(t, 1, each(s))
	}
	require.NoError(t, s.Rollback(ctx))
}

func TestWhatAnUnknownStatementWroteIsUndone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme := get(t, s, Companies, id)
	rows, err := s.Query(ctx, "UPDATE companies SET name = 'raw' RETURNING id")
	require.NoError(t, err)
	rows.Close()
	require.NoError(t, s.Refresh(ctx, acme))
	assert.Equal(t, "raw", acme.Name)
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, "Acme", acme.Name)
}
