package peer

import (
	"context"
	"database/sql"
	"fmt"

	. "github.com/go-jet/jet/v2/postgres" //nolint:revive // its documentation imports it so
	_ "github.com/jackc/pgx/v5/stdlib"    // the driver

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
				Close: func() { _ = db.Close() }, Render: j.render, One: j.one, All: j.all, Preload: j.preload,
				Insert: j.insert, Update: j.update, Delete: j.delete,
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

func (j jetDB) one(ctx context.Context, id int64) (work.Row, error) {
	e := new(jetEmployee)
	return e, SELECT(table.Employees.AllColumns).FROM(table.Employees).WHERE(table.Employees.ID.EQ(Int64(id))).
		QueryContext(ctx, j.db, &e.Employees)
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
	es := make([]model.Employees, len(rows))
	for i := range rows {
		e := &rows[i]
		es[i] = model.Employees{Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active, CompanyID: e.CompanyID}
	}
	return func(ctx context.Context) (work.Lazy[int64], error) {
		var out []model.Employees
		t := table.Employees
		err := j.inTx(ctx, func(tx *sql.Tx) error {
			for from := 0; from < len(es); from += chunk {
				var keys []model.Employees
				err := t.INSERT(t.Name, t.Email, t.Salary, t.Active, t.CompanyID).
					MODELS(es[from:min(from+chunk, len(es))]).RETURNING(t.ID).QueryContext(ctx, tx, &keys)
				if err != nil {
					return err
				}
				out = append(out, keys...)
			}
			return nil
		})
		return func() (ids []int64) {
			for i := range out {
				ids = append(ids, out[i].ID)
			}
			return ids
		}, err
	}
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
