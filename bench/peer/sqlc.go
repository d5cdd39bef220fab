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
				One:   c.one, OneInTx: c.oneInTx, All: c.all, Preload: c.preload, PreloadDeep: c.preloadDeep,
				Insert: c.insert, Graph: c.graph, Update: c.update, Delete: c.delete,
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
	return q.keys(ctx, sqlInsertEmployees, arg.Names, arg.Emails, arg.Salaries, arg.Active, arg.Companies)
}

// InsertCompanies is generated from :many over unnest.
func (q *sqlcQueries) InsertCompanies(ctx context.Context, names []string) ([]int64, error) {
	return q.keys(ctx, sqlInsertCompanies, names)
}

// InsertTasksParams is generated.
type InsertTasksParams struct {
	Employees []int64
	Titles    []string
	Done      []bool
}

// InsertTasks is generated from :many over unnest.
func (q *sqlcQueries) InsertTasks(ctx context.Context, arg InsertTasksParams) ([]int64, error) {
	return q.keys(ctx, sqlInsertTasks, arg.Employees, arg.Titles, arg.Done)
}

// ListTasksOfEmployees is generated from :many.
func (q *sqlcQueries) ListTasksOfEmployees(ctx context.Context, ids []int64) ([]work.Task, error) {
	rows, err := q.db.Query(ctx, sqlEmployeeTasks, ids)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	items := []work.Task{} // a struct of the same four fields would be generated
	for rows.Next() {
		var i work.Task
		if err := rows.Scan(&i.ID, &i.EmployeeID, &i.Title, &i.Done); err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return items, rows.Err()
}

func (q *sqlcQueries) keys(ctx context.Context, sql string, args ...any) ([]int64, error) {
	rows, err := q.db.Query(ctx, sql, args...)
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
	cs, staff, _, err := c.two(ctx, n)
	return sqlcTree(cs, staff, nil), err
}

func (c sqlcPeer) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, staff, employees, err := c.two(ctx, n)
	if err != nil {
		return nil, err
	}
	ts, err := c.q.ListTasksOfEmployees(ctx, employees)
	if err != nil {
		return nil, err
	}
	tasks := make(map[int64][]work.Task, len(employees))
	for _, t := range ts {
		tasks[t.EmployeeID] = append(tasks[t.EmployeeID], t)
	}
	return sqlcTree(cs, staff, tasks), nil
}

// two reads companies and their staff; employees holds the keys of the latter.
func (c sqlcPeer) two(ctx context.Context, n int64) (cs []sqlcCompany, staff map[int64][]sqlcEmployee, employees []int64, err error) {
	cs, err = c.q.ListCompanies(ctx, n)
	if err != nil {
		return nil, nil, nil, err
	}
	ids := make([]int64, len(cs))
	for i := range cs {
		ids[i] = cs[i].ID
	}
	es, err := c.q.ListEmployeesOfCompanies(ctx, ids)
	if err != nil {
		return nil, nil, nil, err
	}
	staff, employees = make(map[int64][]sqlcEmployee, len(cs)), make([]int64, len(es))
	for i, e := range es {
		employees[i] = e.ID
		staff[e.CompanyID] = append(staff[e.CompanyID], e)
	}
	return cs, staff, employees, nil
}

func sqlcTree(cs []sqlcCompany, staff map[int64][]sqlcEmployee, tasks map[int64][]work.Task) work.Lazy[work.Company] {
	return func() (out []work.Company) {
		for _, c := range cs {
			p := work.Company{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt.Time}
			for _, e := range staff[c.ID] {
				plain := e.Plain()
				plain.Tasks = tasks[e.ID]
				p.Employees = append(p.Employees, plain)
			}
			out = append(out, p)
		}
		return out
	}
}

func (c sqlcPeer) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		ids, err := c.q.InsertEmployees(ctx, sqlcParams(rows))
		return func() []int64 { return ids }, err
	}
}

func sqlcParams(rows []work.Employee) (p InsertEmployeesParams) {
	for i := range rows {
		e := &rows[i]
		p.Names, p.Emails, p.Salaries = append(p.Names, e.Name), append(p.Emails, e.Email), append(p.Salaries, e.Salary)
		p.Active, p.Companies = append(p.Active, e.Active), append(p.Companies, e.CompanyID)
	}
	return p
}

// graph is the application's part: a query for each level, and the keys from one to the next.
func (c sqlcPeer) graph(given []work.Company) work.Writing[work.Company] {
	cs := cloneGraph(given)
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := pgx.BeginFunc(ctx, c.pool, func(tx pgx.Tx) error {
			q := c.q.WithTx(tx)
			return graphInserts{
				companies: func(cs []work.Company) ([]int64, error) {
					names := make([]string, len(cs))
					for i := range cs {
						names[i] = cs[i].Name
					}
					return q.InsertCompanies(ctx, names)
				},
				employees: func(es []work.Employee) ([]int64, error) { return q.InsertEmployees(ctx, sqlcParams(es)) },
				tasks: func(ts []work.Task) ([]int64, error) {
					employees, titles, done := taskColumns(ts)
					return q.InsertTasks(ctx, InsertTasksParams{employees, titles, done})
				},
			}.write(cs)
		})
		return plainCompanies(cs), err
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
