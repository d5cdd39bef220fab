package peer

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/query"

	"github.com/rowan-go/rowan/bench/work"
)

// rowans are the ways of rowan: entities and sessions, queries compiled once, tuples, structs.
func rowans() []work.Contender {
	return []work.Contender{
		{Name: "rowan", Module: work.Module, Way: "dynamic queries, entities, SelectIn, sessions", Open: rowanOpen(rowanDB.entities)},
		{Name: "rowan compiled", Module: work.Module, Way: "queries compiled once", Open: rowanOpen(rowanDB.compiled)},
		{Name: "rowan tuples", Module: work.Module, Way: "Select8 into typed tuples", Open: rowanOpen(rowanDB.tuples)},
		{Name: "rowan structs", Module: work.Module, Way: "Project into a plain struct", Open: rowanOpen(rowanDB.structs)},
		{Name: "rowan statement", Module: work.Module, Way: "typed statements without a session", Open: rowanOpen(rowanDB.statements)},
		{Name: "rowan copy", Module: work.Module, Way: "keys reserved, then COPY, without a session", Open: rowanOpen(rowanDB.copies)},
	}
}

type rowanDB struct{ pool *pgxpool.Pool }

func rowanOpen(ops func(rowanDB) *work.Ops) func(context.Context, string) (*work.Ops, error) {
	return func(ctx context.Context, url string) (*work.Ops, error) {
		pool, err := openPool(ctx, url)
		if err != nil {
			return nil, err
		}
		o := ops(rowanDB{pool})
		o.Close = pool.Close
		return o, nil
	}
}

func (r rowanDB) entities() *work.Ops {
	return &work.Ops{
		Render: r.render, One: r.one, OneInSession: r.oneInSession, OneInTx: r.oneInTx,
		All: r.all, AllInSession: r.allInSession, Each: r.each, Preload: r.preload, PreloadDeep: r.preloadDeep,
		Insert: r.insert, InsertInSession: r.insertInSession, Graph: r.graph, Update: r.update, Delete: r.delete,
	}
}

func (r rowanDB) render() (string, []any, error) { return rowanReport().ToSql() }

func rowanReport() query.Query4[int64, string, int64, *int64] {
	p := &work.Params
	c, e, t := rowanCompanies, rowanEmployees, rowanTasks
	total := query.Sum(e.Salary)
	return query.Select4(c.ID, c.Name, query.Count(e.ID), total).
		From(c).
		Join(e, e.CompanyID.EqExpr(c.ID)).
		LeftJoin(t, t.EmployeeID.EqExpr(e.ID)).
		Where(
			e.Active.Eq(p.Active), e.Salary.Gt(p.Salary), query.Like(e.Name, p.Name),
			e.Email.Ne(p.Email), c.ID.Lt(p.MaxID)).
		GroupBy(c.ID, c.Name).
		Having(query.Count(e.ID).Gt(p.Having)).
		OrderBy(total.Asc(), c.ID.Asc()).
		Limit(p.Limit)
}

func (r rowanDB) one(ctx context.Context, id int64) (work.Row, error) {
	return query.From(rowanEmployees).Where(rowanEmployees.ID.Eq(id)).Rows(ctx, r.pool).One()
}

func (r rowanDB) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	es, err := query.From(rowanEmployees).Rows(ctx, r.pool).All()
	return rowanPlain(es), err
}

func (r rowanDB) each(ctx context.Context, f func(int64)) error {
	for e, err := range query.From(rowanEmployees).Rows(ctx, r.pool).Each() {
		if err != nil {
			return err
		}
		f(e.Salary)
	}
	return nil
}

var (
	rowanByID = query.Compile1(func(id query.Param[int64]) query.Query[*rowanEmployee] {
		return query.From(rowanEmployees).Where(rowanEmployees.ID.EqExpr(id))
	})
	rowanEveryone = query.Compile(query.From(rowanEmployees))
	rowanFixed    = query.Compile(rowanReport())
)

func (r rowanDB) compiled() *work.Ops {
	return &work.Ops{
		Render: rowanFixed.ToSql,
		One:    func(ctx context.Context, id int64) (work.Row, error) { return rowanByID.Rows(ctx, r.pool, id).One() },
		All: func(ctx context.Context) (work.Lazy[work.Employee], error) {
			es, err := rowanEveryone.Rows(ctx, r.pool).All()
			return rowanPlain(es), err
		},
	}
}

func (r rowanDB) tuples() *work.Ops {
	e := rowanEmployees
	q := query.Select8(e.ID, e.Name, e.Email, e.Salary, e.Active, e.CompanyID, e.CreatedAt, e.UpdatedAt).From(e)
	return &work.Ops{All: func(ctx context.Context) (work.Lazy[work.Employee], error) {
		rows, err := q.Rows(ctx, r.pool).All()
		return func() []work.Employee {
			out := make([]work.Employee, len(rows))
			for i, t := range rows {
				out[i] = work.Employee{ID: t.V1, Name: t.V2, Email: t.V3, Salary: t.V4, Active: t.V5, CompanyID: t.V6, CreatedAt: t.V7, UpdatedAt: t.V8}
			}
			return out
		}, err
	}}
}

func (r rowanDB) structs() *work.Ops {
	e := rowanEmployees
	q := query.Project(
		query.Into(e.ID, func(v *work.Employee) *int64 { return &v.ID }),
		query.Into(e.Name, func(v *work.Employee) *string { return &v.Name }),
		query.Into(e.Email, func(v *work.Employee) *string { return &v.Email }),
		query.Into(e.Salary, func(v *work.Employee) *int64 { return &v.Salary }),
		query.Into(e.Active, func(v *work.Employee) *bool { return &v.Active }),
		query.Into(e.CompanyID, func(v *work.Employee) *int64 { return &v.CompanyID }),
		query.Into(e.CreatedAt, func(v *work.Employee) *time.Time { return &v.CreatedAt }),
		query.Into(e.UpdatedAt, func(v *work.Employee) **time.Time { return &v.UpdatedAt }),
	).From(e)
	return &work.Ops{All: func(ctx context.Context) (work.Lazy[work.Employee], error) {
		es, err := q.Rows(ctx, r.pool).All()
		return plainEmployees(es), err
	}}
}
