package uow_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// exampleURL is the database that examples use; a test takes one of its own from pgtemp.
var exampleURL string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	exampleURL = os.Getenv(pgtemp.URLVariable)
	if exampleURL == "" {
		server, err := pgtemp.Start(context.Background(), pgtemp.Options{})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = server.Stop() }() // the process ends, and its server with it
		exampleURL = server.URL("postgres")
	}
	return m.Run()
}

// openExample connects to the examples' database, with tables that only this connection sees.
func openExample() (context.Context, *pgxpool.Pool) {
	ctx := context.Background()
	cfg, err := pgxpool.ParseConfig(exampleURL)
	if err == nil {
		cfg.MaxConns = 1
		cfg.ConnConfig.RuntimeParams["search_path"] = "pg_temp"
		var pool *pgxpool.Pool
		if pool, err = pgxpool.NewWithConfig(ctx, cfg); err == nil {
			if err = Model.CreateAll(ctx, pool); err == nil {
				return ctx, pool
			}
		}
	}
	fmt.Println(err)
	os.Exit(1)
	return nil, nil
}
