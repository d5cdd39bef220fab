package peer

import (
	"context"
	"fmt"

	"github.com/doug-martin/goqu/v9"
	_ "github.com/doug-martin/goqu/v9/dialect/postgres" // the dialect of its builder
	"github.com/georgysavva/scany/v2/pgxscan"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/bench/work"
)

// goquScany writes the text with goqu, prepared, and scans with scany over pgx.
func goquScany() work.Contender {
	return work.Contender{
		Name: "goqu + scany", Module: "github.com/doug-martin/goqu/v9",
		Way: "goqu with Prepared(true), pgxscan.Select and Get; rows in chunks of 1,000",
		Open: func(ctx context.Context, url string) (*work.Ops, error) {
			pool, err := openPool(ctx, url)
			if err != nil {
				return nil, err
			}
			g := goquPeer{pool, goqu.Dialect("postgres")}
			return &work.Ops{
				Close: pool.Close, Render: g.render, One: g.one, OneInTx: g.oneInTx, All: g.all, Preload: g.preload, PreloadDeep: g.preloadDeep,
				Insert: g.insert, Graph: g.graph, Update: g.update, Delete: g.delete,
			}, nil
		},
	}
}

type goquPeer struct {
	pool *pgxpool.Pool
	d    goqu.DialectWrapper
}

func (g goquPeer) render() (string, []any, error) {
	p := &work.Params
	return g.d.From(goqu.T("companies").As("c")).
		Select(goqu.I("c.id"), goqu.I("c.name"), goqu.COUNT(goqu.I("e.id")), goqu.SUM(goqu.I("e.salary"))).
		Join(goqu.T("employees").As("e"), goqu.On(goqu.I("e.company_id").Eq(goqu.I("c.id")))).
		LeftJoin(goqu.T("tasks").As("t"), goqu.On(goqu.I("t.employee_id").Eq(goqu.I("e.id")))).
		Where(
			goqu.L("? = ?", goqu.I("e.active"), p.Active), // Eq renders IS TRUE, which takes no argument
			goqu.I("e.salary").Gt(p.Salary), goqu.I("e.name").Like(p.Name),
			goqu.I("e.email").Neq(p.Email), goqu.I("c.id").Lt(p.MaxID)).
		GroupBy(goqu.I("c.id"), goqu.I("c.name")).
		Having(goqu.COUNT(goqu.I("e.id")).Gt(p.Having)).
		Order(goqu.SUM(goqu.I("e.salary")).Asc(), goqu.I("c.id").Asc()).
		Limit(uint(p.Limit)).
		Prepared(true).ToSQL()
}

func (g goquPeer) employees() *goqu.SelectDataset {
	return g.d.From("employees").Select("id", "name", "email", "salary", "active", "company_id", "created_at", "updated_at").Prepared(true)
}

func (g goquPeer) one(ctx context.Context, id int64) (work.Row, error) {
	return g.oneOn(ctx, g.pool, id)
}

func (g goquPeer) oneOn(ctx context.Context, q pgxscan.Querier, id int64) (work.Row, error) {
	sql, args, err := g.employees().Where(goqu.C("id").Eq(id)).ToSQL()
	if err != nil {
		return nil, err
	}
	var e work.Employee
	return &e, pgxscan.Get(ctx, q, &e, sql, args...)
}

func (g goquPeer) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error {
		row, err = g.oneOn(ctx, tx, id)
		return err
	})
	return row, err
}

// goquSelect runs a dataset and scans its rows.
func goquSelect[T any](ctx context.Context, pool *pgxpool.Pool, ds *goqu.SelectDataset) (rows []T, err error) {
	sql, args, err := ds.ToSQL()
	if err != nil {
		return nil, err
	}
	err = pgxscan.Select(ctx, pool, &rows, sql, args...)
	return rows, err
}

func (g goquPeer) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	es, err := goquSelect[work.Employee](ctx, g.pool, g.employees())
	return plainEmployees(es), err
}

func (g goquPeer) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, _, err := g.two(ctx, n)
	return plainCompanies(cs), err
}

func (g goquPeer) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, employees, err := g.two(ctx, n)
	if err != nil {
		return nil, err
	}
	ts, err := goquSelect[work.Task](ctx, g.pool,
		g.d.From("tasks").Select("id", "employee_id", "title", "done").Where(goqu.C("employee_id").In(employees)).Order(goqu.C("id").Asc()).Prepared(true))
	linkTasks(cs, ts)
	return plainCompanies(cs), err
}

// two reads companies and employees; employees holds the keys of the latter.
func (g goquPeer) two(ctx context.Context, n int64) (cs []work.Company, employees []int64, err error) {
	cs, err = goquSelect[work.Company](ctx, g.pool,
		g.d.From("companies").Select("id", "name", "created_at").Where(goqu.C("id").Lte(n)).Order(goqu.C("id").Asc()).Prepared(true))
	if err != nil {
		return nil, nil, err
	}
	es, err := goquSelect[work.Employee](ctx, g.pool,
		g.employees().Where(goqu.C("company_id").In(companyKeys(cs))).Order(goqu.C("id").Asc()))
	if err != nil {
		return nil, nil, err
	}
	return cs, linkStaff(cs, es), nil
}

func (g goquPeer) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		var ids []int64
		err := pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error {
			var err error
			ids, err = g.insertEmployees(ctx, tx, rows)
			return err
		})
		return func() []int64 { return ids }, err
	}
}

func (g goquPeer) insertEmployees(ctx context.Context, tx pgx.Tx, rows []work.Employee) ([]int64, error) {
	into := g.d.Insert("employees").Cols("name", "email", "salary", "active", "company_id")
	return goquInsert(ctx, tx, into, rows, func(e *work.Employee) goqu.Vals {
		return goqu.Vals{e.Name, e.Email, e.Salary, e.Active, e.CompanyID}
	})
}

// goquInsert inserts rows in chunks and returns their keys.
func goquInsert[T any](ctx context.Context, tx pgx.Tx, into *goqu.InsertDataset, rows []T, of func(*T) goqu.Vals) ([]int64, error) {
	return inChunks(rows, func(part []T) (keys []int64, err error) {
		values := make([][]any, len(part))
		for i := range part {
			values[i] = of(&part[i])
		}
		sql, args, err := into.Vals(values...).Returning("id").Prepared(true).ToSQL()
		if err != nil {
			return nil, err
		}
		return keys, pgxscan.Select(ctx, tx, &keys, sql, args...)
	})
}

func (g goquPeer) graph(given []work.Company) work.Writing[work.Company] {
	cs := cloneGraph(given)
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error {
			return graphInserts{
				companies: func(cs []work.Company) ([]int64, error) {
					return goquInsert(ctx, tx, g.d.Insert("companies").Cols("name"), cs,
						func(c *work.Company) goqu.Vals { return goqu.Vals{c.Name} })
				},
				employees: func(es []work.Employee) ([]int64, error) { return g.insertEmployees(ctx, tx, es) },
				tasks: func(ts []work.Task) ([]int64, error) {
					return goquInsert(ctx, tx, g.d.Insert("tasks").Cols("employee_id", "title", "done"), ts,
						func(t *work.Task) goqu.Vals { return goqu.Vals{t.EmployeeID, t.Title, t.Done} })
				},
			}.write(cs)
		})
		return plainCompanies(cs), err
	}
}

// update runs a built statement for each row, in one batch.
func (g goquPeer) update(_ context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error {
			batch := &pgx.Batch{}
			for _, c := range list {
				set := goqu.Record{"salary": c.Salary}
				if c.Column == work.Name {
					set = goqu.Record{"name": c.Name}
				}
				sql, args, err := g.d.Update("employees").Set(set).Where(goqu.C("id").Eq(c.ID)).Prepared(true).ToSQL()
				if err != nil {
					return err
				}
				batch.Queue(sql, args...)
			}
			return tx.SendBatch(ctx, batch).Close()
		})
	}, nil
}

func (g goquPeer) delete(_ context.Context, ids []int64) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		sql, args, err := g.d.Delete("employees").Where(goqu.C("id").In(ids)).Prepared(true).ToSQL()
		if err != nil {
			return nil, err
		}
		if len(args) != len(ids) {
			return nil, fmt.Errorf("peer: %d arguments for %d keys", len(args), len(ids))
		}
		return nil, pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error { return handExec(ctx, tx, len(ids), sql, args...) })
	}, nil
}
