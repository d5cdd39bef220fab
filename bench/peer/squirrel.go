package peer

import (
	"context"

	sq "github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/bench/work"
)

// squirrel writes the text; pgx runs it and hand-written code scans.
func squirrel() work.Contender {
	return work.Contender{
		Name: "squirrel", Module: "github.com/Masterminds/squirrel",
		Way: "its builder with $ placeholders, run by pgx, scanned by hand; VALUES in chunks of 1,000",
		Open: func(ctx context.Context, url string) (*work.Ops, error) {
			pool, err := openPool(ctx, url)
			if err != nil {
				return nil, err
			}
			s := squirrelPeer{pool}
			return &work.Ops{
				Close: pool.Close, Render: s.render, One: s.one, OneInTx: s.oneInTx, All: s.all,
				Preload: s.preload, PreloadDeep: s.preloadDeep, Insert: s.insert, Graph: s.graph, Update: s.update, Delete: s.delete,
			}, nil
		},
	}
}

// chunk is how many rows one VALUES list gets; a statement has at most 65,535 parameters.
const chunk = 1000

var dollar = sq.StatementBuilder.PlaceholderFormat(sq.Dollar)

type squirrelPeer struct{ pool *pgxpool.Pool }

func (s squirrelPeer) render() (string, []any, error) {
	p := &work.Params
	return dollar.Select("c.id", "c.name", "count(e.id)", "sum(e.salary)").
		From("companies AS c").
		Join("employees AS e ON e.company_id = c.id").
		LeftJoin("tasks AS t ON t.employee_id = e.id").
		Where(sq.Eq{"e.active": p.Active}).
		Where(sq.Gt{"e.salary": p.Salary}).
		Where(sq.Like{"e.name": p.Name}).
		Where(sq.NotEq{"e.email": p.Email}).
		Where(sq.Lt{"c.id": p.MaxID}).
		GroupBy("c.id", "c.name").
		Having(sq.Gt{"count(e.id)": p.Having}).
		OrderBy("sum(e.salary)", "c.id").
		Limit(uint64(p.Limit)).
		ToSql()
}

func selectEmployees() sq.SelectBuilder {
	return dollar.Select("id", "name", "email", "salary", "active", "company_id", "created_at", "updated_at").From("employees")
}

func (s squirrelPeer) one(ctx context.Context, id int64) (work.Row, error) {
	return squirrelOne(ctx, s.pool, id)
}

func squirrelOne(ctx context.Context, q querier, id int64) (work.Row, error) {
	sql, args, err := selectEmployees().Where(sq.Eq{"id": id}).ToSql()
	if err != nil {
		return nil, err
	}
	var e work.Employee
	return &e, scanEmployee(q.QueryRow(ctx, sql, args...), &e)
}

func (s squirrelPeer) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		row, err = squirrelOne(ctx, tx, id)
		return err
	})
	return row, err
}

func (s squirrelPeer) employees(ctx context.Context, b sq.SelectBuilder) ([]work.Employee, error) {
	sql, args, err := b.ToSql()
	if err != nil {
		return nil, err
	}
	return handEmployees(ctx, s.pool, sql, args...)
}

func (s squirrelPeer) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	es, err := s.employees(ctx, selectEmployees())
	return plainEmployees(es), err
}

func (s squirrelPeer) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, _, err := s.two(ctx, n)
	return plainCompanies(cs), err
}

func (s squirrelPeer) two(ctx context.Context, n int64) (cs []work.Company, employees []int64, err error) {
	sql, args, err := dollar.Select("id", "name", "created_at").From("companies").Where(sq.LtOrEq{"id": n}).OrderBy("id").ToSql()
	if err != nil {
		return nil, nil, err
	}
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c work.Company
		if err := rows.Scan(&c.ID, &c.Name, &c.CreatedAt); err != nil {
			return nil, nil, err
		}
		cs = append(cs, c)
	}
	if err := rows.Err(); err != nil {
		return nil, nil, err
	}
	es, err := s.employees(ctx, selectEmployees().Where("company_id = ANY (?)", companyKeys(cs)).OrderBy("id"))
	if err != nil {
		return nil, nil, err
	}
	return cs, linkStaff(cs, es), nil
}

func (s squirrelPeer) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	cs, employees, err := s.two(ctx, n)
	if err != nil {
		return nil, err
	}
	sql, args, err := dollar.Select("id", "employee_id", "title", "done").From("tasks").Where("employee_id = ANY (?)", employees).OrderBy("id").ToSql()
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	ts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[work.Task])
	linkTasks(cs, ts)
	return plainCompanies(cs), err
}

func (s squirrelPeer) insert(rows []work.Employee) work.Writing[int64] {
	return func(ctx context.Context) (work.Lazy[int64], error) {
		var ids []int64
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			var err error
			ids, err = squirrelEmployees(ctx, tx, rows)
			return err
		})
		return func() []int64 { return ids }, err
	}
}

func squirrelEmployees(ctx context.Context, tx pgx.Tx, rows []work.Employee) ([]int64, error) {
	b := dollar.Insert("employees").Columns("name", "email", "salary", "active", "company_id")
	return squirrelRows(ctx, tx, b, rows, func(b sq.InsertBuilder, e *work.Employee) sq.InsertBuilder {
		return b.Values(e.Name, e.Email, e.Salary, e.Active, e.CompanyID)
	})
}

// squirrelRows inserts rows in chunks and returns their keys.
func squirrelRows[T any](
	ctx context.Context, tx pgx.Tx, into sq.InsertBuilder, rows []T, values func(sq.InsertBuilder, *T) sq.InsertBuilder,
) ([]int64, error) {
	return inChunks(rows, func(part []T) ([]int64, error) {
		b := into.Suffix("RETURNING id")
		for i := range part {
			b = values(b, &part[i])
		}
		sql, args, err := b.ToSql()
		if err != nil {
			return nil, err
		}
		return handKeys(ctx, tx, len(part), sql, args...)
	})
}

func (s squirrelPeer) graph(given []work.Company) work.Writing[work.Company] {
	cs := cloneGraph(given)
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			return graphInserts{
				companies: func(cs []work.Company) ([]int64, error) {
					return squirrelRows(ctx, tx, dollar.Insert("companies").Columns("name"), cs,
						func(b sq.InsertBuilder, c *work.Company) sq.InsertBuilder { return b.Values(c.Name) })
				},
				employees: func(es []work.Employee) ([]int64, error) { return squirrelEmployees(ctx, tx, es) },
				tasks: func(ts []work.Task) ([]int64, error) {
					return squirrelRows(ctx, tx, dollar.Insert("tasks").Columns("employee_id", "title", "done"), ts,
						func(b sq.InsertBuilder, t *work.Task) sq.InsertBuilder {
							return b.Values(t.EmployeeID, t.Title, t.Done)
						})
				},
			}.write(cs)
		})
		return plainCompanies(cs), err
	}
}

// update runs a built statement for each row, in one batch.
func (s squirrelPeer) update(_ context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			batch := &pgx.Batch{}
			for _, c := range list {
				b := dollar.Update("employees")
				if c.Column == work.Salary {
					b = b.Set("salary", c.Salary)
				} else {
					b = b.Set("name", c.Name)
				}
				sql, args, err := b.Where(sq.Eq{"id": c.ID}).ToSql()
				if err != nil {
					return err
				}
				batch.Queue(sql, args...)
			}
			return tx.SendBatch(ctx, batch).Close()
		})
	}, nil
}

func (s squirrelPeer) delete(_ context.Context, ids []int64) (work.Writing[work.Employee], error) {
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		sql, args, err := dollar.Delete("employees").Where("id = ANY (?)", ids).ToSql()
		if err != nil {
			return nil, err
		}
		return nil, pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return handExec(ctx, tx, len(ids), sql, args...) })
	}, nil
}
