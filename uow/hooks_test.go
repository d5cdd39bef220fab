package uow_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// A pool may clean its connections between two uses.
func TestAPoolThatDiscardsWhatConnectionsKnow(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	for name, hook := range map[string]func(c *pgx.Conn) bool{
		"DeallocateAll": func(c *pgx.Conn) bool { return c.DeallocateAll(context.Background()) == nil },
		"DISCARD ALL": func(c *pgx.Conn) bool { // pgx must be told too, or its own statements fail
			_, err := c.Exec(context.Background(), "DISCARD ALL")
			return err == nil && c.DeallocateAll(context.Background()) == nil
		},
		"RESET ALL": func(c *pgx.Conn) bool {
			_, err := c.Exec(context.Background(), "RESET ALL")
			return err == nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			execute(t, pool, "TRUNCATE companies, employees")
			cfg := pool.Config()
			cfg.AfterRelease = hook
			cfg.MaxConns = 1
			p, err := pgxpool.NewWithConfig(ctx, cfg)
			require.NoError(t, err)
			defer p.Close()
			for i := range 3 {
				require.NoError(t, uow.Run(ctx, p, Model, func(s *uow.Session) error {
					acme := &Company{Name: fmt.Sprint("Acme", i)}
					s.Add(acme, &Employee{Name: "e", Company: schema.To(acme)})
					if err := s.Flush(ctx); err != nil {
						return err
					}
					acme.Active = true
					_, err := query.From(Companies).Rows(ctx, s).All()
					return err
				}), "%d", i)
				n, err := query.Select(query.Count(Companies.ID)).From(Companies).Rows(ctx, p).One()
				require.NoError(t, err)
				assert.Equal(t, int64(i+1), n)
			}
		})
	}
}

// More statements than a connection keeps prepared.
func TestMoreStatementsThanAreKeptPrepared(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	cfg := pool.Config()
	cfg.MaxConns = 1
	cfg.ConnConfig.StatementCacheCapacity = 8
	p, err := pgxpool.NewWithConfig(ctx, cfg)
	require.NoError(t, err)
	defer p.Close()
	commit(t, p, Model, &Company{Name: "Acme"})
	require.NoError(t, uow.Run(ctx, p, Model, func(s *uow.Session) error {
		for i := range 40 {
			q := query.From(Companies)
			for range i % 20 {
				q = q.Where(Companies.Name.Eq("Acme"))
			}
			es, err := q.Rows(ctx, s).All()
			if err != nil {
				return err
			}
			es[0].Active = i%2 == 0
			es[0].Name = "Acme"
			if err := s.Flush(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
	var prepared int
	require.NoError(t, p.QueryRow(ctx, "SELECT count(*) FROM pg_prepared_statements").Scan(&prepared))
	assert.LessOrEqual(t, prepared, 2*8+1)
}

// A connection in a transaction that the session did not begin is none to begin another one on.
func TestAConnectionInATransactionOfSomebodyElse(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	_, err = conn.Exec(ctx, "BEGIN")
	require.NoError(t, err)
	s := open(t, conn, Model)
	s.Add(&Company{Name: "Acme"})
	require.ErrorIs(t, s.Commit(ctx), uow.ErrTransaction)
	require.NoError(t, s.Close(ctx))
	assert.Equal(t, byte('T'), conn.Conn().PgConn().TxStatus(), "it is left alone")
	_, err = conn.Exec(ctx, "ROLLBACK")
	require.NoError(t, err)
	assert.Zero(t, count(t, pool, "companies"))
}
