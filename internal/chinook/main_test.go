package chinook_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/internal/pgtemp"
)

// dataFile is the file of the store's authors, below the folder that ROWAN_DATA names.
var dataFile = filepath.Join(os.Getenv("ROWAN_DATA"), "chinook", "Chinook_PostgreSql.sql")

func TestMain(m *testing.M) {
	if _, err := os.Stat(dataFile); os.Getenv("ROWAN_DATA") == "" || err != nil {
		fmt.Fprintln(os.Stderr, "THE TESTS ON THE CHINOOK DATABASE DID NOT RUN: set ROWAN_DATA to the folder that has chinook/Chinook_PostgreSql.sql")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// store returns a database of the test's own that holds the whole store; the file is read once for all of them.
func store(t *testing.T) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "chinook", func(ctx context.Context, url string) error { return chinook.Load(ctx, url, dataFile) })
}

// asked is what plain SQL through pgx answers: one T for each row, a struct by position or a single value.
func asked[T any](t *testing.T, db *pgxpool.Pool, read pgx.RowToFunc[T], sql string, args ...any) []T {
	t.Helper()
	rows, err := db.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	out, err := pgx.CollectRows(rows, read)
	require.NoError(t, err)
	require.NotEmpty(t, out, "the question shows nothing if it has no answer: %s", sql)
	return out
}
