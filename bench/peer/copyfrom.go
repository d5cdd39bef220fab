package peer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/bench/work"
)

// copyFrom is pgx with COPY, which gives no keys back: they are asked for before. It is here to be compared with arrays.
func copyFrom() work.Contender {
	return work.Contender{
		Name: "pgx.CopyFrom", Module: "github.com/jackc/pgx/v5",
		Way: "keys by nextval, then CopyFrom",
		Open: func(ctx context.Context, url string) (*work.Ops, error) {
			pool, err := openPool(ctx, url)
			if err != nil {
				return nil, err
			}
			return &work.Ops{Close: pool.Close, Insert: copier{pool}.insert}, nil
		},
	}
}

type copier struct{ pool *pgxpool.Pool }

const sqlReserveEmployees = `SELECT nextval('employees_id_seq') FROM generate_series(1, $1)`

func (c copier) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		ids, err := handKeys(ctx, c.pool, len(rows), sqlReserveEmployees, len(rows))
		if err != nil {
			return nil, err
		}
		columns := []string{"id", "name", "email", "salary", "active", "company_id"}
		n, err := c.pool.CopyFrom(ctx, pgx.Identifier{"employees"}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
			e := &rows[i]
			return []any{ids[i], e.Name, e.Email, e.Salary, e.Active, e.CompanyID}, nil
		}))
		if err == nil && int(n) != len(rows) {
			err = fmt.Errorf("peer: %d rows copied of %d", n, len(rows))
		}
		return func() []int64 { return ids }, err
	}
}
