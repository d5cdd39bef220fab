package peer

import (
	"context"
	"fmt"

	"github.com/aarondl/opt/omit"
	"github.com/stephenafamo/bob"
	"github.com/stephenafamo/bob/dialect/psql"
	"github.com/stephenafamo/bob/dialect/psql/dialect"
	"github.com/stephenafamo/bob/dialect/psql/sm"
	bobpgx "github.com/stephenafamo/bob/drivers/pgx"

	"github.com/rowan-go/rowan/bench/peer/bobgen"
	"github.com/rowan-go/rowan/bench/work"
)

// bobPeer is bob with the models it generates from the database, over its pgx driver.
func bobPeer() work.Contender {
	return work.Contender{
		Name: "bob", Module: "github.com/stephenafamo/bob",
		Way: "generated models over its pgx driver; SelectThenLoad; setters in chunks of 1,000; Update of a model",
		Open: func(ctx context.Context, url string) (*work.Ops, error) {
			pool, err := bobpgx.New(ctx, url)
			if err != nil {
				return nil, fmt.Errorf("peer: connect: %w", err)
			}
			b := bobDB{pool}
			return &work.Ops{
				Close: pool.Close, Render: b.render,
				One: b.one, OneInTx: b.oneInTx, All: b.all, Preload: b.preload, PreloadDeep: b.preloadDeep,
				Insert: b.insert, Graph: b.graph, Update: b.update, Delete: b.delete,
			}, nil
		},
	}
}

type bobDB struct{ pool bobpgx.Pool }

type bobEmployee bobgen.Employee

// Plain makes *bobEmployee a row.
func (e *bobEmployee) Plain() work.Employee {
	p := work.Employee{
		ID: e.ID, Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active,
		CompanyID: e.CompanyID, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt.Ptr(),
	}
	for _, t := range e.R.Tasks {
		p.Tasks = append(p.Tasks, work.Task{ID: t.ID, EmployeeID: t.EmployeeID, Title: t.Title, Done: t.Done})
	}
	return p
}

func bobCompanies(cs bobgen.CompanySlice) work.Lazy[work.Company] {
	return func() (out []work.Company) {
		for _, c := range cs {
			p := work.Company{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt}
			for _, e := range c.R.Employees {
				p.Employees = append(p.Employees, (*bobEmployee)(e).Plain())
			}
			out = append(out, p)
		}
		return out
	}
}

func (b bobDB) render() (string, []any, error) {
	p := &work.Params
	return psql.Select(
		sm.Columns(psql.Quote("c", "id"), psql.Quote("c", "name"), psql.F("count", psql.Quote("e", "id")), psql.F("sum", psql.Quote("e", "salary"))),
		sm.From("companies").As("c"),
		sm.InnerJoin("employees").As("e").On(psql.Quote("e", "company_id").EQ(psql.Quote("c", "id"))),
		sm.LeftJoin("tasks").As("t").On(psql.Quote("t", "employee_id").EQ(psql.Quote("e", "id"))),
		sm.Where(psql.Quote("e", "active").EQ(psql.Arg(p.Active))),
		sm.Where(psql.Quote("e", "salary").GT(psql.Arg(p.Salary))),
		sm.Where(psql.Quote("e", "name").Like(psql.Arg(p.Name))),
		sm.Where(psql.Quote("e", "email").NE(psql.Arg(p.Email))),
		sm.Where(psql.Quote("c", "id").LT(psql.Arg(p.MaxID))),
		sm.GroupBy(psql.Quote("c", "id")), sm.GroupBy(psql.Quote("c", "name")),
		sm.Having(psql.F("count", psql.Quote("e", "id"))().GT(psql.Arg(p.Having))),
		sm.OrderBy(psql.F("sum", psql.Quote("e", "salary"))), sm.OrderBy(psql.Quote("c", "id")),
		sm.Limit(psql.Arg(p.Limit)),
	).Build(context.Background())
}

func (b bobDB) one(ctx context.Context, id int64) (work.Row, error) {
	e, err := bobgen.FindEmployee(ctx, b.pool, id)
	return (*bobEmployee)(e), err
}

func (b bobDB) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = b.inTx(ctx, func(tx bob.Executor) error {
		e, err := bobgen.FindEmployee(ctx, tx, id)
		row = (*bobEmployee)(e)
		return err
	})
	return row, err
}

// inTx runs f in a transaction.
func (b bobDB) inTx(ctx context.Context, f func(bob.Executor) error) error {
	tx, err := b.pool.Begin(ctx)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback(ctx)
		return err
	}
	return tx.Commit(ctx)
}

func (b bobDB) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	es, err := bobgen.Employees.Query().All(ctx, b.pool)
	return func() (out []work.Employee) {
		for _, e := range es {
			out = append(out, (*bobEmployee)(e).Plain())
		}
		return out
	}, err
}

func (b bobDB) companies(ctx context.Context, n int64, load bob.Mod[*dialect.SelectQuery]) (work.Lazy[work.Company], error) {
	cs, err := bobgen.Companies.Query(
		bobgen.SelectWhere.Companies.ID.LTE(n), sm.OrderBy(bobgen.Companies.Columns.ID), load,
	).All(ctx, b.pool)
	return bobCompanies(cs), err
}

func (b bobDB) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	return b.companies(ctx, n, bobgen.SelectThenLoad.Company.Employees())
}

func (b bobDB) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	return b.companies(ctx, n, bobgen.SelectThenLoad.Company.Employees(bobgen.SelectThenLoad.Employee.Tasks()))
}

func bobSetter(e *work.Employee, company int64) bob.Mod[*dialect.InsertQuery] {
	return &bobgen.EmployeeSetter{
		Name: omit.From(e.Name), Email: omit.From(e.Email), Salary: omit.From(e.Salary),
		Active: omit.From(e.Active), CompanyID: omit.From(company),
	}
}

// bobInsert inserts in chunks through one of its generated tables.
func bobInsert[T any, S ~[]T](ctx context.Context, tx bob.Executor, mods []bob.Mod[*dialect.InsertQuery],
	all func(context.Context, bob.Executor, ...bob.Mod[*dialect.InsertQuery]) (S, error),
) (out S, err error) {
	for from := 0; from < len(mods); from += chunk {
		part, err := all(ctx, tx, mods[from:min(from+chunk, len(mods))]...)
		if err != nil {
			return nil, err
		}
		out = append(out, part...)
	}
	return out, nil
}

func insertBobEmployees(ctx context.Context, tx bob.Executor, mods ...bob.Mod[*dialect.InsertQuery]) (bobgen.EmployeeSlice, error) {
	return bobgen.Employees.Insert(mods...).All(ctx, tx)
}

func (b bobDB) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		mods := make([]bob.Mod[*dialect.InsertQuery], len(rows))
		for i := range rows {
			mods[i] = bobSetter(&rows[i], rows[i].CompanyID)
		}
		var es bobgen.EmployeeSlice
		err := b.inTx(ctx, func(tx bob.Executor) (err error) {
			es, err = bobInsert[*bobgen.Employee](ctx, tx, mods, insertBobEmployees)
			return err
		})
		return func() (ids []int64) {
			for _, e := range es {
				ids = append(ids, e.ID)
			}
			return ids
		}, err
	}
}

// graph inserts level by level; what comes back is linked by hand.
func (b bobDB) graph(given []work.Company) work.Writing[work.Company] {
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		var cs bobgen.CompanySlice
		err := b.inTx(ctx, func(tx bob.Executor) (err error) {
			cs, err = bobGraph(ctx, tx, given)
			return err
		})
		return bobCompanies(cs), err
	}
}

func bobGraph(ctx context.Context, tx bob.Executor, given []work.Company) (bobgen.CompanySlice, error) {
	var mods []bob.Mod[*dialect.InsertQuery]
	for i := range given {
		mods = append(mods, &bobgen.CompanySetter{Name: omit.From(given[i].Name)})
	}
	cs, err := bobInsert[*bobgen.Company](ctx, tx, mods, func(ctx context.Context, tx bob.Executor, m ...bob.Mod[*dialect.InsertQuery]) (bobgen.CompanySlice, error) {
		return bobgen.Companies.Insert(m...).All(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	mods = nil
	for i := range given {
		for k := range given[i].Employees {
			mods = append(mods, bobSetter(&given[i].Employees[k], cs[i].ID))
		}
	}
	es, err := bobInsert[*bobgen.Employee](ctx, tx, mods, insertBobEmployees)
	if err != nil {
		return nil, err
	}
	mods = nil
	left := es
	for i := range given {
		n := len(given[i].Employees)
		cs[i].R.Employees, left = left[:n:n], left[n:]
		for k := range given[i].Employees {
			for _, t := range given[i].Employees[k].Tasks {
				mods = append(mods, &bobgen.TaskSetter{EmployeeID: omit.From(cs[i].R.Employees[k].ID), Title: omit.From(t.Title), Done: omit.From(t.Done)})
			}
		}
	}
	return cs, bobGraphTasks(ctx, tx, es, mods)
}

func bobGraphTasks(ctx context.Context, tx bob.Executor, es bobgen.EmployeeSlice, mods []bob.Mod[*dialect.InsertQuery]) error {
	ts, err := bobInsert[*bobgen.Task](ctx, tx, mods, func(ctx context.Context, tx bob.Executor, m ...bob.Mod[*dialect.InsertQuery]) (bobgen.TaskSlice, error) {
		return bobgen.Tasks.Insert(m...).All(ctx, tx)
	})
	byID := make(map[int64]*bobgen.Employee, len(es))
	for _, e := range es {
		byID[e.ID] = e
	}
	for _, t := range ts {
		e := byID[t.EmployeeID]
		e.R.Tasks = append(e.R.Tasks, t)
	}
	return err
}

// loaded reads employees by key.
func (b bobDB) loaded(ctx context.Context, ids []int64) (bobgen.EmployeeSlice, error) {
	return bobgen.Employees.Query(sm.Where(psql.Raw("id = ANY (?)", ids)), sm.OrderBy(bobgen.Employees.Columns.ID)).All(ctx, b.pool)
}

// update changes the loaded models one by one: UpdateAll gives the same values to all.
func (b bobDB) update(ctx context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	es, err := b.loaded(ctx, changeKeys(list))
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]*bobgen.Employee, len(es))
	for _, e := range es {
		byID[e.ID] = e
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, b.inTx(ctx, func(tx bob.Executor) error {
			for _, c := range list {
				set := &bobgen.EmployeeSetter{}
				if c.Column == work.Salary {
					set.Salary = omit.From(c.Salary)
				} else {
					set.Name = omit.From(c.Name)
				}
				if err := byID[c.ID].Update(ctx, tx, set); err != nil {
					return err
				}
			}
			return nil
		})
	}, nil
}

func (b bobDB) delete(ctx context.Context, ids []int64) (work.Writing[work.Employee], error) {
	es, err := b.loaded(ctx, ids)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, b.inTx(ctx, func(tx bob.Executor) error { return es.DeleteAll(ctx, tx) })
	}, nil
}
