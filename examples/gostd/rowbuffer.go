package gostd

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// rowsPerInsert keeps a statement with a dozen columns well below the 65,535
// parameters that PostgreSQL takes.
const rowsPerInsert = 2_000

// A rowBuffer gathers rows for one table and sends them many at a time.
type rowBuffer struct {
	pool    *pgxpool.Pool
	insert  query.InsertStmt // without rows
	pending [][]schema.Assignment
	written int
}

// add queues a row, and sends the queue when it is long enough.
func (b *rowBuffer) add(ctx context.Context, values ...schema.Assignment) error {
	b.pending = append(b.pending, values)
	if len(b.pending) < rowsPerInsert {
		return nil
	}
	return b.flush(ctx)
}

// flush sends what is queued.
func (b *rowBuffer) flush(ctx context.Context) error {
	if len(b.pending) == 0 {
		return nil
	}
	n, err := b.insert.Rows(b.pending...).Exec(ctx, b.pool)
	b.written += int(n)
	b.pending = b.pending[:0]
	return err
}
