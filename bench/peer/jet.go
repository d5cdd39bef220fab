package peer

import (
	"context"
	"database/sql"
	"fmt"

	. "github.com/go-jet/jet/v2/postgres" //nolint:revive // its documentation imports it so
	"github.com/go-jet/jet/v2/qrm"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver

	"github.com/rowan-go/rowan/bench/peer/jetgen/model"
	"github.com/rowan-go/rowan/bench/peer/jetgen/table"
	"github.com/rowan-go/rowan/bench/work"
)

// jet is go-jet with the code it generates from the database, over database/sql and pgx.
func jet() work.Contender {
	return work.Contender{
		Name: "go-jet", Module: "github.com/go-jet/jet/v2",
		Way: "generated tables and models over pgx's database/sql driver; joined query into nested structs; MODELS in chunks of 1,000",
		Open: func(_ context.Context, url string) (*work.Ops, error) {
			db, err := sql.Open("pgx", url)
			if err != nil {
				return nil, fmt.Errorf("peer: connect: %w", err)
			}
			j := jetDB{db}
			return &work.Ops{
				Close: func() { _ = db.Close() }, Render: j.render, One: j.one, OneInTx: j.oneInTx, All: j.all,
				Preload: j.preload, PreloadDeep: j.preloadDeep,
				Insert: j.insert, Graph: j.graph, Update: j.update, Delete: j.delete,
			}, nil
		},
	}
}

type jetDB struct{ db *sql.DB }

type jetEmployee struct{ model.Employees }

// Plain makes *jetEmployee a row.
func (e *jetEmployee) Plain() work.Employee { return jetPlain(&e.Employees) }

func jetPlain(e *model.Employees) work.Employee {
	return work.Employee{
		ID: e.ID, Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active,
		CompanyID: e.CompanyID, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}
}

func (j jetDB) render() (string, []any, error) {
	p := &work.Params
	c, e, t := table.Companies.AS("c"), table.Employees.AS("e"), table.Tasks.AS("t")
	text, args := SELECT(c.ID, c.Name, COUNT(e.ID), SUM(e.Salary)).
		FROM(c.INNER_JOIN(e, e.CompanyID.EQ(c.ID)).LEFT_JOIN(t, t.EmployeeID.EQ(e.ID))).
		WHERE(AND(
			e.Active.EQ(Bool(p.Active)), e.Salary.GT(Int64(p.Salary)), e.Name.LIKE(String(p.Name)),
			e.Email.NOT_EQ(String(p.Email)), c.ID.LT(Int64(p.MaxID)))).
		GROUP_BY(c.ID, c.Name).
		HAVING(COUNT(e.ID).GT(Int64(p.Having))).
		ORDER_BY(SUM(e.Salary), c.ID).
		LIMIT(p.Limit).Sql()
	return text, args, nil
}

func (j jetDB) one(ctx context.Context, id int64) (work.Row, error) { return jetOne(ctx, j.db, id) }

func jetOne(ctx context.Context, db qrm.Queryable, id int64) (work.Row, error) {
	e := new(jetEmployee)
	return e, SELECT(table.Employees.AllColumns).FROM(table.Employees).WHERE(table.Employees.ID.EQ(Int64(id))).
		QueryContext(ctx, db, &e.Employees)
}

func (j jetDB) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = j.inTx(ctx, func(tx *sql.Tx) error {
		row, err = jetOne(ctx, tx, id)
		return err
	})
	return row, err
}

func (j jetDB) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	var es []model.Employees
	err := SELECT(table.Employees.AllColumns).FROM(table.Employees).QueryContext(ctx, j.db, &es)
	return func() (out []work.Employee) {
		for i := range es {
			out = append(out, jetPlain(&es[i]))
		}
		return out
	}, err
}

// preload is one joined query that go-jet groups into nested structs, as its documentation does.
func (j jetDB) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	var cs []struct {
		model.Companies
		Employees []model.Employees
	}
	err := SELECT(table.Companies.AllColumns, table.Employees.AllColumns).
		FROM(table.Companies.LEFT_JOIN(table.Employees, table.Employees.CompanyID.EQ(table.Companies.ID))).
		WHERE(table.Companies.ID.LT_EQ(Int64(n))).
		ORDER_BY(table.Companies.ID).
		QueryContext(ctx, j.db, &cs)
	return func() (out []work.Company) {
		for _, c := range cs {
			p := work.Company{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt}
			for i := range c.Employees {
				p.Employees = append(p.Employees, jetPlain(&c.Employees[i]))
			}
			out = append(out, p)
		}
		return out
	}, err
}

// preloadDeep is the same with one more level.
func (j jetDB) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	var cs []struct {
		model.Companies
		Employees []struct {
			model.Employees
			Tasks []model.Tasks
		}
	}
	err := SELECT(table.Companies.AllColumns, table.Employees.AllColumns, table.Tasks.AllColumns).
		FROM(table.Companies.
			LEFT_JOIN(table.Employees, table.Employees.CompanyID.EQ(table.Companies.ID)).
			LEFT_JOIN(table.Tasks, table.Tasks.EmployeeID.EQ(table.Employees.ID))).
		WHERE(table.Companies.ID.LT_EQ(Int64(n))).
		ORDER_BY(table.Companies.ID, table.Employees.ID, table.Tasks.ID).
		QueryContext(ctx, j.db, &cs)
	return func() (out []work.Company) {
		for _, c := range cs {
			p := work.Company{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt}
			for i := range c.Employees {
				e := jetPlain(&c.Employees[i].Employees)
				for _, t := range c.Employees[i].Tasks {
					e.Tasks = append(e.Tasks, work.Task(t))
				}
				p.Employees = append(p.Employees, e)
			}
			out = append(out, p)
		}
		return out
	}, err
}

// inTx runs f in a transaction.
func (j jetDB) inTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

func (j jetDB) insert(rows []work.Employee) work.Writing[int64] {
	es := jetEmployees(rows)
	return func(ctx context.Context) (work.Lazy[int64], error) {
		var ids []int64
		err := j.inTx(ctx, func(tx *sql.Tx) (err error) {
			ids, err = jetInsertEmployees(ctx, tx, es)
			return err
		})
		return func() []int64 { return ids }, err
	}
}

func jetEmployees(rows []work.Employee) []model.Employees {
	es := make([]model.Employees, len(rows))
	for i := range rows {
		e := &rows[i]
		es[i] = model.Employees{Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active, CompanyID: e.CompanyID}
	}
	return es
}

func jetInsertEmployees(ctx context.Context, tx *sql.Tx, es []model.Employees) ([]int64, error) {
	t := table.Employees
	return inChunks(es, func(part []model.Employees) (ids []int64, err error) {
		var keys []model.Employees
		err = t.INSERT(t.Name, t.Email, t.Salary, t.Active, t.CompanyID).MODELS(part).RETURNING(t.ID).QueryContext(ctx, tx, &keys)
		for i := range keys {
			ids = append(ids, keys[i].ID)
		}
		return ids, err
	})
}

// graph inserts level by level, as applications of go-jet do.
func (j jetDB) graph(given []work.Company) work.Writing[work.Company] {
	cs := cloneGraph(given)
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := j.inTx(ctx, func(tx *sql.Tx) error {
			return graphInserts{
				companies: func(cs []work.Company) ([]int64, error) { return jetInsertCompanies(ctx, tx, cs) },
				employees: func(es []work.Employee) ([]int64, error) { return jetInsertEmployees(ctx, tx, jetEmployees(es)) },
				tasks:     func(ts []work.Task) ([]int64, error) { return jetInsertTasks(ctx, tx, ts) },
			}.write(cs)
		})
		return plainCompanies(cs), err
	}
}

func jetInsertCompanies(ctx context.Context, tx *sql.Tx, cs []work.Company) ([]int64, error) {
	models := make([]model.Companies, len(cs))
	for i := range cs {
		models[i].Name = cs[i].Name
	}
	t := table.Companies
	return inChunks(models, func(part []model.Companies) (ids []int64, err error) {
		var keys []model.Companies
		err = t.INSERT(t.Name).MODELS(part).RETURNING(t.ID).QueryContext(ctx, tx, &keys)
		for i := range keys {
			ids = append(ids, keys[i].ID)
		}
		return ids, err
	})
}

func jetInsertTasks(ctx context.Context, tx *sql.Tx, ts []work.Task) ([]int64, error) {
	models := make([]model.Tasks, len(ts))
	for i := range ts {
		models[i] = model.Tasks(ts[i])
	}
	t := table.Tasks
	return inChunks(models, func(part []model.Tasks) (ids []int64, err error) {
		var keys []model.Tasks
		err = t.INSERT(t.EmployeeID, t.Title, t.Done).MODELS(part).RETURNING(t.ID).QueryContext(ctx, tx, &keys)
		for i := range keys {
			ids = append(ids, keys[i].ID)
		}
		return ids, err
	})
}

// update runs one statement for each row: go-jet has no bulk update of different values.
func (j jetDB) update(_ context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		t := table.Employees
		return nil, j.inTx(ctx, func(tx *sql.Tx) error {
			for _, c := range list {
				stmt := t.UPDATE(t.Salary).SET(Int64(c.Salary))
				if c.Column == work.Name {
					stmt = t.UPDATE(t.Name).SET(String(c.Name))
				}
				if _, err := stmt.WHERE(t.ID.EQ(Int64(c.ID))).ExecContext(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		})
	}, nil
}

func (j jetDB) delete(_ context.Context, ids []int64) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		keys := make([]Expression, len(ids))
		for i, id := range ids {
			keys[i] = Int64(id)
		}
		return nil, j.inTx(ctx, func(tx *sql.Tx) error {
			_, err := table.Employees.DELETE().WHERE(table.Employees.ID.IN(keys...)).ExecContext(ctx, tx)
			return err
		})
	}, nil
}
