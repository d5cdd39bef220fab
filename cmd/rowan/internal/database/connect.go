package database

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/uow"
)

// Schema is the PostgreSQL schema that the demo has to itself.
const Schema = "rowan_demo"

// Options say how to connect.
type Options struct {
	URL    string
	Tracer pgx.QueryTracer // nil traces nothing
}

// Connect opens a pool on the database of a URL, with an empty schema of our
// own, made afresh, as the search path: nothing else there is touched.
// It returns [uow.ErrURL] or a [uow.UnreachableError] if there is no way in.
func Connect(ctx context.Context, opts Options) (*pgxpool.Pool, error) {
	config, err := uow.ParseURL(opts.URL)
	if err != nil {
		return nil, err
	}
	config.ConnConfig.RuntimeParams["search_path"] = Schema
	config.ConnConfig.RuntimeParams["application_name"] = "rowan demo"
	config.ConnConfig.OnNotice = nil // "schema does not exist, skipping" is no news
	config.ConnConfig.Tracer = opts.Tracer

	pool, err := uow.Connect(ctx, config)
	if unreachable := new(uow.UnreachableError); errors.As(err, &unreachable) {
		return nil, fmt.Errorf("%w; or unset %s to use a throw-away server", err, uow.Variable)
	}
	if err != nil {
		return nil, err
	}
	if err := emptySchema(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// emptySchema makes the schema anew.
func emptySchema(ctx context.Context, pool *pgxpool.Pool) error {
	const sql = "DROP SCHEMA IF EXISTS " + Schema + " CASCADE; CREATE SCHEMA " + Schema
	if _, err := pool.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
		return fmt.Errorf("make schema %s: %w", Schema, err)
	}
	return nil
}
