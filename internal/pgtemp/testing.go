package pgtemp

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	poolSize       = 4 // small, so that many tests fit on one server
	cleanupTimeout = 30 * time.Second
)

// New returns a pool on a fresh, empty database of the test's own. When the test ends the pool is closed and the database
// dropped. Tests may run in parallel. It fails the test when there is no server, saying what to install.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return open(t, URL(t))
}

// URL returns the address of a fresh, empty database of the test's own, which is dropped when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	return fresh(t, func(context.Context, *target) (string, error) { return emptyTemplate, nil })
}

// NewFrom returns a pool on a database of the test's own which is a copy of the one that prepare filled. prepare runs once for all tests
// that give the same name, in all processes of one `go test`; it must close its connections. The copy costs no more than an empty database.
func NewFrom(t testing.TB, name string, prepare func(ctx context.Context, url string) error) *pgxpool.Pool {
	t.Helper()
	return open(t, fresh(t, func(ctx context.Context, server *target) (string, error) { return server.prepared(ctx, name, prepare) }))
}

// fresh makes a database from the template that find names, and drops it when the test ends.
func fresh(t testing.TB, find func(context.Context, *target) (string, error)) string {
	t.Helper()
	server, err := current()
	if err != nil {
		t.Fatal(err)
	}
	template, err := find(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	name, err := server.createDatabase(t.Context(), template)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), cleanupTimeout)
		defer cancel()
		if err := server.do(ctx, func(conn *pgx.Conn) error { return dropDatabase(ctx, conn, name) }); err != nil {
			t.Error(err)
		}
	})
	return server.database(name)
}

// open returns a small pool on the database, closed when the test ends.
func open(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		t.Fatal("pgtemp: the test's database has no valid address")
	}
	cfg.MaxConns = poolSize
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(withoutSecret("open a pool", err, cfg.ConnConfig.Password))
	}
	t.Cleanup(func() { closePool(t, pool) })
	return pool
}

// closePool closes the pool, and fails the test instead of hanging when a connection was not given back.
func closePool(t testing.TB, pool *pgxpool.Pool) {
	t.Helper()
	closed := make(chan struct{})
	go func() {
		pool.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(cleanupTimeout):
		t.Errorf("pgtemp: the test did not give back %d connections of its pool", pool.Stat().AcquiredConns())
	}
}
