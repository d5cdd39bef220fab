package peer

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/bench/work"
)

// hand is what a good engineer writes with pgx: rows.Scan into a struct and append, a query and a map for each
// level of children, one INSERT … SELECT FROM unnest for many rows. The other contenders are compared with it.
func hand() work.Contender {
	return work.Contender{
		Name: work.Base, Module: "github.com/jackc/pgx/v5",
		Way: "rows.Scan and append; a query per level and a map; one unnest per statement",
		Open: func(ctx context.Context, url string) (*work.Ops, error) {
			pool, err := openPool(ctx, url)
			if err != nil {
				return nil, err
			}
			h := handPgx{pool}
			return &work.Ops{
				Close:  pool.Close,
				Render: func() (string, []any, error) { return work.RenderSQL, h.args(), nil },
				One:    h.one, OneInTx: h.oneInTx, OneInSession: h.one,
				All: h.all, AllInSession: h.all, Each: h.each,
				Preload: h.preload, PreloadDeep: h.preloadDeep,
				Insert: h.insert, Graph: h.graph, Update: h.update, Delete: h.delete,
			}, nil
		},
	}
}

type handPgx struct{ pool *pgxpool.Pool }

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func (h handPgx) args() []any {
	p := &work.Params
	return []any{p.Active, p.Salary, p.Name, p.Email, p.MaxID, p.Having, p.Limit}
}

func scanEmployee(row pgx.Row, e *work.Employee) error {
	return row.Scan(&e.ID, &e.Name, &e.Email, &e.Salary, &e.Active, &e.CompanyID, &e.CreatedAt, &e.UpdatedAt)
}

func (h handPgx) one(ctx context.Context, id int64) (work.Row, error) {
	return handOne(ctx, h.pool, id)
}

func handOne(ctx context.Context, q querier, id int64) (work.Row, error) {
	var e work.Employee
	if err := scanEmployee(q.QueryRow(ctx, sqlOne, id), &e); err != nil {
		return nil, err
	}
	return &e, nil
}

func (h handPgx) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
		row, err = handOne(ctx, tx, id)
		return err
	})
	return row, err
}

func (h handPgx) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	es, err := handEmployees(ctx, h.pool, sqlAll)
	return plainEmployees(es), err
}

func handEmployees(ctx context.Context, q querier, sql string, args ...any) ([]work.Employee, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var es []work.Employee
	for rows.Next() {
		var e work.Employee
		if err := scanEmployee(rows, &e); err != nil {
			return nil, err
		}
		es = append(es, e)
	}
	return es, rows.Err()
}

func (h handPgx) each(ctx context.Context, f func(int64)) error {
	rows, err := h.pool.Query(ctx, sqlAll)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e work.Employee
		if err := scanEmployee(rows, &e); err != nil {
			return err
		}
		f(e.Salary)
	}
	return rows.Err()
}

func (h handPgx) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, _, err := h.two(ctx, n)
	return plainCompanies(cs), err
}

func (h handPgx) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, employees, err := h.two(ctx, n)
	if err != nil {
		return nil, err
	}
	ts, err := h.tasks(ctx, employees)
	linkTasks(cs, ts)
	return plainCompanies(cs), err
}

// two reads companies and employees; employees holds the keys of the latter.
func (h handPgx) two(ctx context.Context, n int64) (cs []work.Company, employees []int64, err error) {
	if cs, err = h.companies(ctx, n); err != nil {
		return nil, nil, err
	}
	es, err := handEmployees(ctx, h.pool, sqlCompanyStaff, companyKeys(cs))
	if err != nil {
		return nil, nil, err
	}
	return cs, linkStaff(cs, es), nil
}

func (h handPgx) companies(ctx context.Context, n int64) ([]work.Company, error) {
	rows, err := h.pool.Query(ctx, sqlCompanies, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var cs []work.Company
	for rows.Next() {
		var c work.Company
		if err := rows.Scan(&c.ID, &c.Name, &c.CreatedAt); err != nil {
			return nil, err
		}
		cs = append(cs, c)
	}
	return cs, rows.Err()
}

func (h handPgx) tasks(ctx context.Context, employees []int64) ([]work.Task, error) {
	rows, err := h.pool.Query(ctx, sqlEmployeeTasks, employees)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ts []work.Task
	for rows.Next() {
		var t work.Task
		if err := rows.Scan(&t.ID, &t.EmployeeID, &t.Title, &t.Done); err != nil {
			return nil, err
		}
		ts = append(ts, t)
	}
	return ts, rows.Err()
}
