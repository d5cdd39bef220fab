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
				Close: pool.Close, Render: g.render, One: g.one, All: g.all, Preload: g.preload, Insert: g.insert, Delete: g.delete,
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
	sql, args, err := g.employees().Where(goqu.C("id").Eq(id)).ToSQL()
	if err != nil {
		return nil, err
	}
	var e work.Employee
	return &e, pgxscan.Get(ctx, g.pool, &e, sql, args...)
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
	cs, err := goquSelect[work.Company](ctx, g.pool,
		g.d.From("companies").Select("id", "name", "created_at").Where(goqu.C("id").Lte(n)).Order(goqu.C("id").Asc()).Prepared(true))
	if err != nil {
		return nil, err
	}
	es, err := goquSelect[work.Employee](ctx, g.pool,
		g.employees().Where(goqu.C("company_id").In(companyKeys(cs))).Order(goqu.C("id").Asc()))
	if err != nil {
		return nil, err
	}
	linkStaff(cs, es)
	return plainCompanies(cs), nil
}

func (g goquPeer) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		var ids []int64
		err := pgx.BeginFunc(ctx, g.pool, func(tx pgx.Tx) error {
			for from := 0; from < len(rows); from += chunk {
				part := rows[from:min(from+chunk, len(rows))]
				values := make([][]any, len(part))
				for i := range part {
					e := &part[i]
					values[i] = goqu.Vals{e.Name, e.Email, e.Salary, e.Active, e.CompanyID}
				}
				sql, args, err := g.d.Insert("employees").Cols("name", "email", "salary", "active", "company_id").
					Vals(values...).Returning("id").Prepared(true).ToSQL()
				if err != nil {
					return err
				}
				var keys []int64
				if err := pgxscan.Select(ctx, tx, &keys, sql, args...); err != nil {
					return err
				}
				ids = append(ids, keys...)
			}
			return nil
		})
		return func() []int64 { return ids }, err
	}
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
