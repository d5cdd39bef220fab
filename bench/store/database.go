package store

import (
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed schema.sql
var schema string

// Rows says how much a database holds: companies, employees of each, tasks of each employee.
type Rows struct{ Companies, Employees, Tasks int }

// Database is one database with the three tables, seeded. Keys count from one without gaps: the employees
// of company c are the numbers (c-1)*Employees+1 to c*Employees, and so on for tasks.
type Database struct {
	URL  string
	Rows Rows

	server *Server
	name   string
}

// NewDatabase makes a database and fills it. Drop it when done.
func (s *Server) NewDatabase(ctx context.Context, rows Rows) (*Database, error) {
	db := &Database{server: s, name: "rowan_bench_" + strings.ToLower(rand.Text()[:10]), Rows: rows}
	var err error
	if db.URL, err = s.URL(db.name); err != nil {
		return nil, err
	}
	err = s.admin(ctx, func(c *pgx.Conn) error {
		for _, sql := range []string{
			"CREATE DATABASE " + db.name,
			"ALTER DATABASE " + db.name + " SET random_page_cost = 1.1", // the data are in memory
			"ALTER DATABASE " + db.name + " SET jit = off",
		} {
			if _, err := c.Exec(ctx, sql); err != nil {
				return fmt.Errorf("store: %s: %w", sql, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := db.With(ctx, func(c *pgx.Conn) error { return fill(ctx, c, rows) }); err != nil {
		return nil, err
	}
	return db, nil
}

// Drop removes the database.
func (db *Database) Drop(ctx context.Context) error {
	return db.server.admin(ctx, func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, "DROP DATABASE IF EXISTS "+db.name+" WITH (FORCE)")
		return err
	})
}

// With runs f on a connection of its own.
func (db *Database) With(ctx context.Context, f func(*pgx.Conn) error) error {
	c, err := pgx.Connect(ctx, db.URL)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	defer func() { _ = c.Close(ctx) }()
	return f(c)
}

// Processes are the ids of the server's processes that serve the database's connections.
func (db *Database) Processes(ctx context.Context) (pids []int, err error) {
	err = db.server.admin(ctx, func(c *pgx.Conn) error {
		rows, err := c.Query(ctx, "SELECT pid FROM pg_stat_activity WHERE datname = $1", db.name)
		if err != nil {
			return fmt.Errorf("store: list the server's processes: %w", err)
		}
		pids, err = pgx.CollectRows(rows, pgx.RowTo[int])
		return err
	})
	return pids, err
}

func fill(ctx context.Context, c *pgx.Conn, rows Rows) error {
	if _, err := c.Exec(ctx, schema); err != nil {
		return fmt.Errorf("store: create tables: %w", err)
	}
	if _, err := c.Exec(ctx, "CREATE TABLE seed (companies int, employees int, tasks int)"); err != nil {
		return fmt.Errorf("store: create tables: %w", err)
	}
	if _, err := c.Exec(ctx, "INSERT INTO seed VALUES ($1, $2, $3)", rows.Companies, rows.Employees, rows.Tasks); err != nil {
		return fmt.Errorf("store: seed: %w", err)
	}
	return Reset(ctx, c)
}
