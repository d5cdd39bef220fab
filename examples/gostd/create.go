package gostd

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

// tables is the DDL of the tables that this package defines.
//
//go:embed schema.sql
var tables string

// Create creates the tables, all or none.
func Create(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, tables); err != nil {
		return fmt.Errorf("gostd: create tables: %w", err)
	}
	return nil
}
