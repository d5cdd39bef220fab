package rowan_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// database is the one that examples use; a test takes one of its own from pgtemp.
var database string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	ctx := context.Background()
	url := os.Getenv(pgtemp.URLVariable)
	if url == "" {
		server, err := pgtemp.Start(ctx, pgtemp.Options{})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = server.Stop() }() // the process ends, and its server with it
		url = server.URL("postgres")
	}
	database = url
	return m.Run()
}

// open connects to the examples' database, with an empty table of books that only this connection sees.
func open() (context.Context, *pgxpool.Pool) {
	ctx := context.Background()
	cfg, err := pgxpool.ParseConfig(database)
	if err == nil {
		cfg.MaxConns = 1
		var pool *pgxpool.Pool
		if pool, err = pgxpool.NewWithConfig(ctx, cfg); err == nil {
			_, err = pool.Exec(ctx, `create temporary table books (id bigint generated always as identity primary key,
				title text not null, year int not null, rating double precision)`)
			if err == nil {
				return ctx, pool
			}
		}
	}
	fmt.Println(err)
	os.Exit(1)
	return nil, nil
}
