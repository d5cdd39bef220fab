package peer

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/bench/work"
)

// collect is pgx with the helpers of its documentation: CollectRows and RowToStructByName.
func collect() work.Contender {
	return work.Contender{
		Name: "pgx.CollectRows", Module: "github.com/jackc/pgx/v5",
		Way: "CollectRows with RowToStructByName",
		Open: func(ctx context.Context, url string) (*work.Ops, error) {
			pool, err := openPool(ctx, url)
			if err != nil {
				return nil, err
			}
			c := collectPgx{pool}
			h := handPgx{pool} // a statement that returns no rows collects none
			return &work.Ops{
				Close: pool.Close, One: c.one, OneInTx: c.oneInTx, All: c.all, Preload: c.preload, PreloadDeep: c.preloadDeep,
				Insert: c.insert, Graph: c.graph, Update: h.update, Delete: h.delete,
			}, nil
		},
	}
}

type collectPgx struct{ pool *pgxpool.Pool }

// collectAll runs a query and collects structs by the names of its columns.
func collectAll[T any](ctx context.Context, q querier, sql string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[T])
}

func (c collectPgx) one(ctx context.Context, id int64) (work.Row, error) {
	return collectOne(ctx, c.pool, id)
}

func collectOne(ctx context.Context, q querier, id int64) (work.Row, error) {
	rows, err := q.Query(ctx, sqlOne, id)
	if err != nil {
		return nil, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[work.Employee])
}

func (c collectPgx) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) error {
		row, err = collectOne(ctx, tx, id)
		return err
	})
	return row, err
}

func (c collectPgx) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	es, err := collectAll[work.Employee](ctx, c.pool, sqlAll)
	return plainEmployees(es), err
}

func (c collectPgx) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, _, err := c.two(ctx, n)
	return plainCompanies(cs), err
}

// two reads companies and employees; employees holds the keys of the latter.
func (c collectPgx) two(ctx context.Context, n int64) (cs []work.Company, employees []int64, err error) {
	if cs, err = collectAll[work.Company](ctx, c.pool, sqlCompanies, n); err != nil {
		return nil, nil, err
	}
	es, err := collectAll[work.Employee](ctx, c.pool, sqlCompanyStaff, companyKeys(cs))
	if err != nil {
		return nil, nil, err
	}
	return cs, linkStaff(cs, es), nil
}

func (c collectPgx) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, employees, err := c.two(ctx, n)
	if err != nil {
		return nil, err
	}
	ts, err := collectAll[work.Task](ctx, c.pool, sqlEmployeeTasks, employees)
	linkTasks(cs, ts)
	return plainCompanies(cs), err
}

func (c collectPgx) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		ids, err := collectEmployees(ctx, c.pool, rows)
		return func() []int64 { return ids }, err
	}
}

func collectEmployees(ctx context.Context, q querier, rows []work.Employee) ([]int64, error) {
	n := len(rows)
	names, emails, salaries, active, companies := make([]string, n), make([]string, n), make([]int64, n), make([]bool, n), make([]int64, n)
	for i := range rows {
		e := &rows[i]
		names[i], emails[i], salaries[i], active[i], companies[i] = e.Name, e.Email, e.Salary, e.Active, e.CompanyID
	}
	return collectKeys(ctx, q, sqlInsertEmployees, names, emails, salaries, active, companies)
}

func collectKeys(ctx context.Context, q querier, sql string, args ...any) ([]int64, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

func (c collectPgx) graph(given []work.Company) work.Writing[work.Company] {
	cs := cloneGraph(given)
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) error {
			return graphInserts{
				companies: func(cs []work.Company) ([]int64, error) {
					names := make([]string, len(cs))
					for i := range cs {
						names[i] = cs[i].Name
					}
					return collectKeys(ctx, tx, sqlInsertCompanies, names)
				},
				employees: func(es []work.Employee) ([]int64, error) { return collectEmployees(ctx, tx, es) },
				tasks: func(ts []work.Task) ([]int64, error) {
					employees, titles, done := taskColumns(ts)
					return collectKeys(ctx, tx, sqlInsertTasks, employees, titles, done)
				},
			}.write(cs)
		})
		return plainCompanies(cs), err
	}
}

func taskColumns(ts []work.Task) (employees []int64, titles []string, done []bool) {
	employees, titles, done = make([]int64, len(ts)), make([]string, len(ts)), make([]bool, len(ts))
	for i := range ts {
		employees[i], titles[i], done[i] = ts[i].EmployeeID, ts[i].Title, ts[i].Done
	}
	return employees, titles, done
}
