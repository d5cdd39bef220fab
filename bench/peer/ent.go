//go:build entpeer

package peer

import (
	"context"
	"database/sql"
	"fmt"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver

	"github.com/rowan-go/rowan/bench/peer/entgen"
	"github.com/rowan-go/rowan/bench/peer/entgen/company"
	"github.com/rowan-go/rowan/bench/peer/entgen/employee"
	"github.com/rowan-go/rowan/bench/work"
)

// entPeer is ent with the code it generates from ./entgen/schema, over database/sql and pgx. The ten thousand lines
// are not kept in the tree: go generate ./peer makes them, the build tag entpeer brings them in.
func entPeer() ([]work.Contender, string) {
	return []work.Contender{{
		Name: "ent", Module: "entgo.io/ent",
		Way: "generated client over pgx's database/sql driver; With edges; CreateBulk in chunks of 1,000; UpdateOne",
		Open: func(_ context.Context, url string) (*work.Ops, error) {
			db, err := sql.Open("pgx", url)
			if err != nil {
				return nil, fmt.Errorf("peer: connect: %w", err)
			}
			e := entDB{entgen.NewClient(entgen.Driver(entsql.OpenDB(dialect.Postgres, db)))}
			return &work.Ops{
				Close: func() { _ = e.client.Close() }, Render: e.render,
				One: e.one, OneInTx: e.oneInTx, All: e.all, Preload: e.preload, PreloadDeep: e.preloadDeep,
				Insert: e.insert, Graph: e.graph, Update: e.update, Delete: e.delete,
			}, nil
		},
	}}, ""
}

type entDB struct{ client *entgen.Client }

type entEmployee entgen.Employee

// Plain makes *entEmployee a row.
func (e *entEmployee) Plain() work.Employee {
	p := work.Employee{
		ID: e.ID, Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active,
		CompanyID: e.CompanyID, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}
	for _, t := range e.Edges.Tasks {
		p.Tasks = append(p.Tasks, work.Task{ID: t.ID, EmployeeID: t.EmployeeID, Title: t.Title, Done: t.Done})
	}
	return p
}

func entCompanies(cs []*entgen.Company) work.Lazy[work.Company] {
	return func() (out []work.Company) {
		for _, c := range cs {
			p := work.Company{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt}
			for _, e := range c.Edges.Employees {
				p.Employees = append(p.Employees, (*entEmployee)(e).Plain())
			}
			out = append(out, p)
		}
		return out
	}
}

// render uses the SQL builder that ent's generated code is made of.
func (e entDB) render() (string, []any, error) {
	p := &work.Params
	d := entsql.Dialect(dialect.Postgres)
	co, em, t := entsql.Table("companies").As("c"), entsql.Table("employees").As("e"), entsql.Table("tasks").As("t")
	text, args := d.Select(co.C("id"), co.C("name"), entsql.Count(em.C("id")), entsql.Sum(em.C("salary"))).
		From(co).
		Join(em).On(em.C("company_id"), co.C("id")).
		LeftJoin(t).On(t.C("employee_id"), em.C("id")).
		Where(entsql.And(
			entsql.EQ(em.C("active"), p.Active), entsql.GT(em.C("salary"), p.Salary), entsql.Like(em.C("name"), p.Name),
			entsql.NEQ(em.C("email"), p.Email), entsql.LT(co.C("id"), p.MaxID))).
		GroupBy(co.C("id"), co.C("name")).
		Having(entsql.GT(entsql.Count(em.C("id")), p.Having)).
		OrderBy(entsql.Sum(em.C("salary")), co.C("id")).
		Limit(int(p.Limit)).Query()
	return text, args, nil
}

func (e entDB) one(ctx context.Context, id int64) (work.Row, error) {
	row, err := e.client.Employee.Get(ctx, id)
	return (*entEmployee)(row), err
}

// inTx runs f in a transaction, as ent's documentation does.
func (e entDB) inTx(ctx context.Context, f func(*entgen.Tx) error) error {
	tx, err := e.client.Tx(ctx)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

func (e entDB) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = e.inTx(ctx, func(tx *entgen.Tx) error {
		r, err := tx.Employee.Get(ctx, id)
		row = (*entEmployee)(r)
		return err
	})
	return row, err
}

func (e entDB) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	es, err := e.client.Employee.Query().All(ctx)
	return func() (out []work.Employee) {
		for _, r := range es {
			out = append(out, (*entEmployee)(r).Plain())
		}
		return out
	}, err
}

func (e entDB) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, err := e.client.Company.Query().Where(company.IDLTE(n)).Order(company.ByID()).WithEmployees().All(ctx)
	return entCompanies(cs), err
}

func (e entDB) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, err := e.client.Company.Query().Where(company.IDLTE(n)).Order(company.ByID()).
		WithEmployees(func(q *entgen.EmployeeQuery) { q.WithTasks() }).All(ctx)
	return entCompanies(cs), err
}

// entBulk saves builders in chunks.
func entBulk[B, T any](builders []B, save func(...B) ([]T, error)) (out []T, err error) {
	for from := 0; from < len(builders); from += chunk {
		part, err := save(builders[from:min(from+chunk, len(builders))]...)
		if err != nil {
			return nil, err
		}
		out = append(out, part...)
	}
	return out, nil
}

func entCreate(tx *entgen.Tx, e *work.Employee, company int64) *entgen.EmployeeCreate {
	return tx.Employee.Create().SetName(e.Name).SetEmail(e.Email).SetSalary(e.Salary).SetActive(e.Active).SetCompanyID(company)
}

func saveEntEmployees(ctx context.Context, tx *entgen.Tx, builders []*entgen.EmployeeCreate) ([]*entgen.Employee, error) {
	return entBulk(builders, func(b ...*entgen.EmployeeCreate) ([]*entgen.Employee, error) {
		return tx.Employee.CreateBulk(b...).Save(ctx)
	})
}

func (e entDB) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		var es []*entgen.Employee
		err := e.inTx(ctx, func(tx *entgen.Tx) (err error) {
			builders := make([]*entgen.EmployeeCreate, len(rows))
			for i := range rows {
				builders[i] = entCreate(tx, &rows[i], rows[i].CompanyID)
			}
			es, err = saveEntEmployees(ctx, tx, builders)
			return err
		})
		return func() (ids []int64) {
			for _, r := range es {
				ids = append(ids, r.ID)
			}
			return ids
		}, err
	}
}

func (e entDB) graph(given []work.Company) work.Writing[work.Company] {
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		var cs []*entgen.Company
		err := e.inTx(ctx, func(tx *entgen.Tx) (err error) {
			cs, err = entGraph(ctx, tx, given)
			return err
		})
		return entCompanies(cs), err
	}
}

// entGraph saves level by level; what comes back is linked by hand.
func entGraph(ctx context.Context, tx *entgen.Tx, given []work.Company) ([]*entgen.Company, error) {
	var companies []*entgen.CompanyCreate
	for i := range given {
		companies = append(companies, tx.Company.Create().SetName(given[i].Name))
	}
	cs, err := entBulk(companies, func(b ...*entgen.CompanyCreate) ([]*entgen.Company, error) {
		return tx.Company.CreateBulk(b...).Save(ctx)
	})
	if err != nil {
		return nil, err
	}
	var employees []*entgen.EmployeeCreate
	for i := range given {
		for k := range given[i].Employees {
			employees = append(employees, entCreate(tx, &given[i].Employees[k], cs[i].ID))
		}
	}
	es, err := saveEntEmployees(ctx, tx, employees)
	if err != nil {
		return nil, err
	}
	for i := range given {
		n := len(given[i].Employees)
		cs[i].Edges.Employees, es = es[:n:n], es[n:]
	}
	return cs, entGraphTasks(ctx, tx, given, cs)
}

func entGraphTasks(ctx context.Context, tx *entgen.Tx, given []work.Company, cs []*entgen.Company) error {
	var tasks []*entgen.TaskCreate
	for i := range given {
		for k := range given[i].Employees {
			for _, t := range given[i].Employees[k].Tasks {
				tasks = append(tasks, tx.Task.Create().SetEmployeeID(cs[i].Edges.Employees[k].ID).SetTitle(t.Title).SetDone(t.Done))
			}
		}
	}
	ts, err := entBulk(tasks, func(b ...*entgen.TaskCreate) ([]*entgen.Task, error) { return tx.Task.CreateBulk(b...).Save(ctx) })
	if err != nil || ts == nil {
		return err
	}
	for i := range given {
		for k := range given[i].Employees {
			n := len(given[i].Employees[k].Tasks)
			cs[i].Edges.Employees[k].Edges.Tasks, ts = ts[:n:n], ts[n:]
		}
	}
	return nil
}

// update changes the loaded rows one by one: ent has no bulk update of different values.
func (e entDB) update(ctx context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	es, err := e.client.Employee.Query().Where(employee.IDIn(changeKeys(list)...)).All(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]*entgen.Employee, len(es))
	for _, r := range es {
		byID[r.ID] = r
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, e.inTx(ctx, func(tx *entgen.Tx) error {
			for _, c := range list {
				u := tx.Employee.UpdateOne(byID[c.ID])
				if c.Column == work.Salary {
					u = u.SetSalary(c.Salary)
				} else {
					u = u.SetName(c.Name)
				}
				if err := u.Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}, nil
}

func (e entDB) delete(_ context.Context, ids []int64) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, e.inTx(ctx, func(tx *entgen.Tx) error {
			_, err := tx.Employee.Delete().Where(employee.IDIn(ids...)).Exec(ctx)
			return err
		})
	}, nil
}
