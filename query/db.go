package query

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// DB is what statements run on. *pgxpool.Pool, *pgxpool.Conn, *pgx.Conn, pgx.Tx and *uow.Session satisfy it.
// Through a session, entities are the session's own objects; elsewhere they are plain objects that belong to the caller.
type DB interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults
}
