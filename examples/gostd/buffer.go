package gostd

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/query"
)

// rowsPerInsert bounds what waits in memory. A statement takes any number of
// rows: they travel as one array for each column.
const rowsPerInsert = 5_000

// A buffer gathers rows for one table and writes them many at a time.
type buffer[E any] struct {
	pool    *pgxpool.Pool
	table   query.EntityOf[E]
	waiting []*E
	written int
}

// add takes a row, and writes all that wait when they are many.
func (b *buffer[E]) add(ctx context.Context, row *E) error {
	b.waiting = append(b.waiting, row)
	if len(b.waiting) < rowsPerInsert {
		return nil
	}
	return b.flush(ctx)
}

// flush writes what waits.
func (b *buffer[E]) flush(ctx context.Context) error {
	if len(b.waiting) == 0 {
		return nil
	}
	n, err := query.InsertEntities(b.table, b.waiting).Exec(ctx, b.pool)
	b.written += int(n)
	b.waiting = b.waiting[:0]
	return err
}
