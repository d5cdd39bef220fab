package store

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/jackc/pgx/v5"
)

//go:embed seed.sql
var seed string

// Reset puts the three tables back to the rows that their database began with, with fresh statistics.
func Reset(ctx context.Context, c *pgx.Conn) error {
	if _, err := c.Exec(ctx, seed); err != nil {
		return fmt.Errorf("store: seed: %w", err)
	}
	if _, err := c.Exec(ctx, "VACUUM ANALYZE companies, employees, tasks"); err != nil {
		return fmt.Errorf("store: analyze: %w", err)
	}
	return nil
}

// Empty removes every employee and task.
func Empty(ctx context.Context, db *Database) error {
	return db.With(ctx, func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, "TRUNCATE employees, tasks RESTART IDENTITY")
		return err
	})
}
