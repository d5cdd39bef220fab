package peer

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"

	"github.com/rowan-go/rowan/bench/work"
)

// bunPeer is bun over its own driver, as in its guide: models with tags, Relation, Bulk.
func bunPeer() work.Contender {
	return work.Contender{
		Name: "bun", Module: "github.com/uptrace/bun",
		Way: "models over pgdriver; Relation, bulk insert of a slice, Bulk update, WherePK",
		Open: func(_ context.Context, url string) (*work.Ops, error) {
			connector := pgdriver.NewConnector(pgdriver.WithDSN(url), pgdriver.WithInsecure(true))
			db := bun.NewDB(sql.OpenDB(connector), pgdialect.New())
			b := bunDB{db}
			return &work.Ops{
				Close: func() { _ = db.Close() }, Render: b.render,
				One: b.one, OneInTx: b.oneInTx, All: b.all, Preload: b.preload, PreloadDeep: b.preloadDeep,
				Insert: b.insert, Graph: b.graph, Update: b.update, Delete: b.delete,
			}, nil
		},
	}
}

type bunCompany struct {
	bun.BaseModel `bun:"table:companies,alias:c"`

	ID        int64 `bun:",pk,autoincrement"`
	Name      string
	CreatedAt time.Time      `bun:",nullzero,notnull,default:now()"`
	Employees []*bunEmployee `bun:"rel:has-many,join:id=company_id"`
}

type bunEmployee struct {
	bun.BaseModel `bun:"table:employees,alias:e"`

	ID        int64 `bun:",pk,autoincrement"`
	Name      string
	Email     string
	Salary    int64
	Active    bool
	CompanyID int64
	CreatedAt time.Time `bun:",nullzero,notnull,default:now()"`
	UpdatedAt *time.Time
	Tasks     []*bunTask `bun:"rel:has-many,join:id=employee_id"`
}

type bunTask struct {
	bun.BaseModel `bun:"table:tasks,alias:t"`

	ID         int64 `bun:",pk,autoincrement"`
	EmployeeID int64
	Title      string
	Done       bool
}

// Plain makes *bunEmployee a row.
func (e *bunEmployee) Plain() work.Employee {
	p := work.Employee{
		ID: e.ID, Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active,
		CompanyID: e.CompanyID, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}
	for _, t := range e.Tasks {
		p.Tasks = append(p.Tasks, work.Task{ID: t.ID, EmployeeID: t.EmployeeID, Title: t.Title, Done: t.Done})
	}
	return p
}

func newBunEmployee(e *work.Employee) *bunEmployee {
	b := &bunEmployee{Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active, CompanyID: e.CompanyID}
	for _, t := range e.Tasks {
		b.Tasks = append(b.Tasks, &bunTask{Title: t.Title, Done: t.Done})
	}
	return b
}

func bunCompanies(cs []*bunCompany) work.Lazy[work.Company] {
	return func() (out []work.Company) {
		for _, c := range cs {
			p := work.Company{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt}
			for _, e := range c.Employees {
				p.Employees = append(p.Employees, e.Plain())
			}
			out = append(out, p)
		}
		return out
	}
}

type bunDB struct{ db *bun.DB }

// render gives no arguments: bun formats them into the text.
func (b bunDB) render() (string, []any, error) {
	p := &work.Params
	text, err := b.db.NewSelect().
		ColumnExpr("c.id, c.name, count(e.id), sum(e.salary)").
		TableExpr("companies AS c").
		Join("JOIN employees AS e ON e.company_id = c.id").
		Join("LEFT JOIN tasks AS t ON t.employee_id = e.id").
		Where("e.active = ?", p.Active).
		Where("e.salary > ?", p.Salary).
		Where("e.name LIKE ?", p.Name).
		Where("e.email <> ?", p.Email).
		Where("c.id < ?", p.MaxID).
		Group("c.id", "c.name").
		Having("count(e.id) > ?", p.Having).
		OrderExpr("sum(e.salary), c.id").
		Limit(int(p.Limit)).
		AppendQuery(b.db.QueryGen(), nil)
	return string(text), nil, err
}

func (b bunDB) one(ctx context.Context, id int64) (work.Row, error) { return bunOne(ctx, b.db, id) }

func bunOne(ctx context.Context, db bun.IDB, id int64) (work.Row, error) {
	e := new(bunEmployee)
	return e, db.NewSelect().Model(e).Where("id = ?", id).Scan(ctx)
}

func (b bunDB) oneInTx(ctx context.Context, id int64) (row work.Row, err error) {
	err = b.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		row, err = bunOne(ctx, tx, id)
		return err
	})
	return row, err
}

func (b bunDB) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	var es []bunEmployee
	err := b.db.NewSelect().Model(&es).Scan(ctx)
	return func() (out []work.Employee) {
		for i := range es {
			out = append(out, es[i].Plain())
		}
		return out
	}, err
}

func (b bunDB) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	var cs []*bunCompany
	err := b.db.NewSelect().Model(&cs).Relation("Employees").Where("c.id <= ?", n).Order("c.id").Scan(ctx)
	return bunCompanies(cs), err
}

func (b bunDB) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	var cs []*bunCompany
	err := b.db.NewSelect().Model(&cs).Relation("Employees").Relation("Employees.Tasks").Where("c.id <= ?", n).Order("c.id").Scan(ctx)
	return bunCompanies(cs), err
}

func (b bunDB) insert(rows []work.Employee) work.Writing[int64] {
	es := make([]*bunEmployee, len(rows))
	for i := range rows {
		es[i] = newBunEmployee(&rows[i])
	}
	return func(ctx context.Context) (work.Lazy[int64], error) {
		_, err := b.db.NewInsert().Model(&es).Exec(ctx)
		return func() (ids []int64) {
			for _, e := range es {
				ids = append(ids, e.ID)
			}
			return ids
		}, err
	}
}

func (b bunDB) graph(given []work.Company) work.Writing[work.Company] {
	cs := make([]*bunCompany, len(given))
	for i := range given {
		cs[i] = &bunCompany{Name: given[i].Name}
		for k := range given[i].Employees {
			cs[i].Employees = append(cs[i].Employees, newBunEmployee(&given[i].Employees[k]))
		}
	}
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := b.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return bunGraph(ctx, tx, cs) })
		return bunCompanies(cs), err
	}
}

// bunGraph inserts level by level; bun leaves the linking to the application.
func bunGraph(ctx context.Context, tx bun.Tx, cs []*bunCompany) error {
	if _, err := tx.NewInsert().Model(&cs).Exec(ctx); err != nil {
		return err
	}
	var es []*bunEmployee
	for _, c := range cs {
		for _, e := range c.Employees {
			e.CompanyID = c.ID
			es = append(es, e)
		}
	}
	if _, err := tx.NewInsert().Model(&es).Exec(ctx); err != nil {
		return err
	}
	var ts []*bunTask
	for _, e := range es {
		for _, t := range e.Tasks {
			t.EmployeeID = e.ID
			ts = append(ts, t)
		}
	}
	if ts == nil {
		return nil
	}
	_, err := tx.NewInsert().Model(&ts).Exec(ctx)
	return err
}

func (b bunDB) update(ctx context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	byID, err := b.loaded(ctx, changeKeys(list))
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		var salaries, names []*bunEmployee
		for _, c := range list {
			if e := byID[c.ID]; c.Column == work.Salary {
				e.Salary = c.Salary
				salaries = append(salaries, e)
			} else {
				e.Name = c.Name
				names = append(names, e)
			}
		}
		return nil, b.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			if err := bunBulk(ctx, tx, salaries, "salary"); err != nil {
				return err
			}
			return bunBulk(ctx, tx, names, "name")
		})
	}, nil
}

func bunBulk(ctx context.Context, tx bun.Tx, es []*bunEmployee, column string) error {
	if len(es) == 0 {
		return nil
	}
	_, err := tx.NewUpdate().Model(&es).Column(column).Bulk().Exec(ctx)
	return err
}

// loaded reads employees by key.
func (b bunDB) loaded(ctx context.Context, ids []int64) (map[int64]*bunEmployee, error) {
	var es []*bunEmployee
	err := b.db.NewSelect().Model(&es).Where("id IN (?)", bun.List(ids)).Scan(ctx)
	byID := make(map[int64]*bunEmployee, len(es))
	for _, e := range es {
		byID[e.ID] = e
	}
	return byID, err
}

func (b bunDB) delete(ctx context.Context, ids []int64) (work.Writing[work.Employee], error) {
	byID, err := b.loaded(ctx, ids)
	if err != nil {
		return nil, err
	}
	var es []*bunEmployee
	for _, id := range ids {
		es = append(es, byID[id])
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, b.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewDelete().Model(&es).WherePK().Exec(ctx)
			return err
		})
	}, nil
}
