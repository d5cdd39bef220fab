package peer

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/bench/work"
)

// sqlc is code of the form that sqlc generates for pgx v5: a method per query, pgtype for times, an items slice.
// It is written here in that form, since its generator is no Go dependency to pin.
func sqlc() work.Contender {
	return work.Contender{
		Name: "sqlc style", Module: "github.com/jackc/pgx/v5",
		Way: "methods of the form that sqlc generates for pgx v5",
		Open: func(ctx context.Context, url string) (*work.Ops, error) {
			pool, err := openPool(ctx, url)
			if err != nil {
				return nil, err
			}
			c := sqlcPeer{pool, &sqlcQueries{db: pool}}
			return &work.Ops{
				Close: pool.Close,
				One:   c.one, OneInTx: c.oneInTx, All: c.all, Preload: c.preload,
				Insert: c.insert, Update: c.update, Delete: c.delete,
			}, nil
		},
	}
}

type sqlcEmployee struct {
	ID        int64
	Name      string
	Email     string
	Salary    int64
	Active    bool
	CompanyID int64
	CreatedAt pgtype.Timestamptz
	UpdatedAt pgtype.Timestamptz
}

type sqlcCompany struct {
	ID        int64
	Name      string
	CreatedAt pgtype.Timestamptz
}

// Plain makes *sqlcEmployee a row.
func (e *sqlcEmployee) Plain() work.Employee {
	p := work.Employee{ID: e.ID, Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active, CompanyID: e.CompanyID, CreatedAt: e.CreatedAt.Time}
	if e.UpdatedAt.Valid {
		p.UpdatedAt = &e.UpdatedAt.Time
	}
	return p
}

// sqlcDB is DBTX of the generated code.
type sqlcDB interface{ querier }

type sqlcQueries struct{ db sqlcDB }

// WithTx is generated.
func (q *sqlcQueries) WithTx(tx pgx.Tx) *sqlcQueries { return &sqlcQueries{db: tx} }

// GetEmployee is generated from :one.
func (q *sqlcQueries) GetEmployee(ctx context.Context, id int64) (sqlcEmployee, error) {
	row := q.db.QueryRow(ctx, sqlOne, id)
	var i sqlcEmployee
	err := row.Scan(&i.ID, &i.Name, &i.Email, &i.Salary, &i.Active, &i.CompanyID, &i.CreatedAt, &i.UpdatedAt)
	return i, err
}

// ListEmployees is generated from :many.
func (q *sqlcQueries) ListEmployees(ctx context.Context) ([]sqlcEmployee, error) {
	return q.employees(ctx, sqlAll)
}

// ListEmployeesOfCompanies is generated from :many.
func (q *sqlcQueries) ListEmployeesOfCompanies(ctx context.Context, ids []int64) ([]sqlcEmployee, error) {
	return q.employees(ctx, sqlCompanyStaff, ids)
}

func (q *sqlcQueries) employees(ctx context.Context, sql string, args ...any) ([]sqlcEmployee, error) {
	rows, err := q.db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	items := []sqlcEmployee{}
	for rows.Next() {
		var i sqlcEmployee
		if err := rows.Scan(&i.ID, &i.Name, &i.Email, &i.Salary, &i.Active, &i.CompanyID, &i.CreatedAt, &i.UpdatedAt); err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return items, rows.Err()
}

// ListCompanies is generated from :many.
func (q *sqlcQueries) ListCompanies(ctx context.Context, id int64) ([]sqlcCompany, error) {
	rows, err := q.db.Query(ctx, sqlCompanies, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	items := []sqlcCompany{}
	for rows.Next() {
		var i sqlcCompany
		if err := rows.Scan(&i.ID, &i.Name, &i.CreatedAt); err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return items, rows.Err()
}

// InsertEmployeesParams is generated.
type InsertEmployeesParams struct {
	Names     []string
	Emails    []string
	Salaries  []int64
	Active    []bool
	Companies []int64
}

// InsertEmployees is generated from :many over unnest, as sqlc's manual does bulk inserts that return rows.
func (q *sqlcQueries) InsertEmployees(ctx context.Context, arg InsertEmployeesParams) ([]int64, error) {
	rows, err := q.db.Query(ctx, sqlInsertEmployees, arg.Names, arg.Emails, arg.Salaries, arg.Active, arg.Companies)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	items := []int64{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		items = append(items, id)
	}
	return items, rows.Err()
}

type sqlcPeer struct {
	pool *pgxpool.Pool
	q    *sqlcQueries
}

func (c sqlcPeer) one(ctx context.Context, id int64) (work.Row, error) {
	e, err := c.q.GetEmployee(ctx, id)
	return &e, err
}

func (c sqlcPeer) oneInTx(ctx context.Context, id int64) (work.Row, error) {
	var e sqlcEmployee
	err := pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) (err error) {
		e, err = c.q.WithTx(tx).GetEmployee(ctx, id)
		return err
	})
	return &e, err
}

func (c sqlcPeer) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	es, err := c.q.ListEmployees(ctx)
	return func() (out []work.Employee) {
		for i := range es {
			out = append(out, es[i].Plain())
		}
		return out
	}, err
}

// preload is the application's part: two queries and a map.
func (c sqlcPeer) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, err := c.q.ListCompanies(ctx, n)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(cs))
	for i := range cs {
		ids[i] = cs[i].ID
	}
	es, err := c.q.ListEmployeesOfCompanies(ctx, ids)
	if err != nil {
		return nil, err
	}
	staff := make(map[int64][]sqlcEmployee, len(cs))
	for _, e := range es {
		staff[e.CompanyID] = append(staff[e.CompanyID], e)
	}
	return func() (out []work.Company) {
		for _, c := range cs {
			p := work.Company{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt.Time}
			for _, e := range staff[c.ID] {
				p.Employees = append(p.Employees, e.Plain())
			}
			out = append(out, p)
		}
		return out
	}, nil
}

func (c sqlcPeer) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		var p InsertEmployeesParams
		for i := range rows {
			e := &rows[i]
			p.Names, p.Emails, p.Salaries = append(p.Names, e.Name), append(p.Emails, e.Email), append(p.Salaries, e.Salary)
			p.Active, p.Companies = append(p.Active, e.Active), append(p.Companies, e.CompanyID)
		}
		ids, err := c.q.InsertEmployees(ctx, p)
		return func() []int64 { return ids }, err
	}
}

// update uses a :batchexec query, sqlc's way to run one statement with many sets of arguments.
func (c sqlcPeer) update(_ context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) error {
			batch := &pgx.Batch{}
			for _, a := range list {
				if a.Column == work.Salary {
					batch.Queue("UPDATE employees SET salary = $2 WHERE id = $1", a.ID, a.Salary)
				} else {
					batch.Queue("UPDATE employees SET name = $2 WHERE id = $1", a.ID, a.Name)
				}
			}
			return tx.SendBatch(ctx, batch).Close()
		})
	}, nil
}

func (c sqlcPeer) delete(_ context.Context, ids []int64) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, sqlDelete, ids)
			return err
		})
	}, nil
}
