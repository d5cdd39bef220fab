package database

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Schema is the PostgreSQL schema that the demo has to itself.
const Schema = "rowan_demo"

// patience is how long a server may take to answer, if the URL sets no
// connect_timeout.
const patience = 5 * time.Second

// Options say how to connect.
type Options struct {
	URL    string
	Tracer pgx.QueryTracer // nil traces nothing
}

// Connect opens a pool on the database of a URL, with an empty schema of our
// own, made afresh, as the search path: nothing else there is touched.
// It returns [ErrURL] or an [UnreachableError] if there is no way in.
func Connect(ctx context.Context, opts Options) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(opts.URL)
	if err != nil || holdsPassword(config.ConnConfig) {
		return nil, ErrURL
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = patience
	}
	config.ConnConfig.RuntimeParams["search_path"] = Schema
	config.ConnConfig.RuntimeParams["application_name"] = "rowan demo"
	config.ConnConfig.OnNotice = nil // "schema does not exist, skipping" is no news
	config.ConnConfig.Tracer = opts.Tracer

	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open a pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, unreachable(config.ConnConfig, err)
	}
	if err := emptySchema(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// holdsPassword tells whether a part of the password was read as something
// else, as happens where it has an "@" or a "/" that was not escaped.
func holdsPassword(config *pgx.ConnConfig) bool {
	return strings.Contains(config.Host, "@") || strings.Contains(config.Database, "@")
}

func unreachable(config *pgx.ConnConfig, err error) error {
	return &UnreachableError{User: config.User, Host: config.Host, Database: config.Database, Port: config.Port, Err: err}
}

// emptySchema makes the schema anew.
func emptySchema(ctx context.Context, pool *pgxpool.Pool) error {
	const sql = "DROP SCHEMA IF EXISTS " + Schema + " CASCADE; CREATE SCHEMA " + Schema
	if _, err := pool.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
		return fmt.Errorf("make schema %s: %w", Schema, err)
	}
	return nil
}
