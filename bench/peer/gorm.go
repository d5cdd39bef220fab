package peer

import (
	"context"
	"fmt"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/rowan-go/rowan/bench/work"
)

// gormPeer is gorm with the settings of its page on performance.
func gormPeer() work.Contender {
	return work.Contender{
		Name: "gorm", Module: "gorm.io/gorm",
		Way: "SkipDefaultTransaction, PrepareStmt, CreateBatchSize 1,000; Preload; Create with associations; Update of a model",
		Open: func(_ context.Context, url string) (*work.Ops, error) {
			db, err := gorm.Open(postgres.Open(url), &gorm.Config{
				SkipDefaultTransaction: true, PrepareStmt: true, CreateBatchSize: 1000,
				Logger: logger.Default.LogMode(logger.Silent),
			})
			if err != nil {
				return nil, fmt.Errorf("peer: connect: %w", err)
			}
			g := gormDB{db}
			return &work.Ops{
				Close: g.close, Render: g.render,
				One: g.one, OneInTx: g.oneInTx, All: g.all, Preload: g.preload, PreloadDeep: g.preloadDeep,
				Insert: g.insert, Graph: g.graph, Update: g.update, Delete: g.delete,
			}, nil
		},
	}
}

type gormCompany struct {
	ID        int64
	Name      string
	CreatedAt time.Time      `gorm:"autoCreateTime:false;default:now()"`
	Employees []gormEmployee `gorm:"foreignKey:CompanyID"`
}

type gormEmployee struct {
	ID        int64
	Name      string
	Email     string
	Salary    int64
	Active    bool
	CompanyID int64
	CreatedAt time.Time  `gorm:"autoCreateTime:false;default:now()"`
	UpdatedAt *time.Time `gorm:"autoUpdateTime:false"`
	Tasks     []gormTask `gorm:"foreignKey:EmployeeID"`
}

type gormTask struct {
	ID         int64
	EmployeeID int64
	Title      string
	Done       bool
}

// TableName tells gorm the table.
func (gormCompany) TableName() string { return "companies" }

// TableName tells gorm the table.
func (gormEmployee) TableName() string { return "employees" }

// TableName tells gorm the table.
func (gormTask) TableName() string { return "tasks" }

// Plain makes *gormEmployee a row.
func (e *gormEmployee) Plain() work.Employee {
	p := work.Employee{
		ID: e.ID, Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active,
		CompanyID: e.CompanyID, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}
	for _, t := range e.Tasks {
		p.Tasks = append(p.Tasks, work.Task(t))
	}
	return p
}

func newGormEmployee(e *work.Employee) gormEmployee {
	g := gormEmployee{Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active, CompanyID: e.CompanyID}
	for _, t := range e.Tasks {
		g.Tasks = append(g.Tasks, gormTask{Title: t.Title, Done: t.Done})
	}
	return g
}

func gormCompanies(cs []gormCompany) work.Lazy[work.Company] {
	return func() (out []work.Company) {
		for i := range cs {
			p := work.Company{ID: cs[i].ID, Name: cs[i].Name, CreatedAt: cs[i].CreatedAt}
			for k := range cs[i].Employees {
				p.Employees = append(p.Employees, cs[i].Employees[k].Plain())
			}
			out = append(out, p)
		}
		return out
	}
}

type gormDB struct{ db *gorm.DB }

func (g gormDB) close() {
	if db, err := g.db.DB(); err == nil {
		_ = db.Close()
	}
}

func (g gormDB) render() (string, []any, error) {
	p := &work.Params
	var out []map[string]any
	s := g.db.Session(&gorm.Session{DryRun: true}).
		Table("companies AS c").
		Select("c.id, c.name, count(e.id), sum(e.salary)").
		Joins("JOIN employees AS e ON e.company_id = c.id").
		Joins("LEFT JOIN tasks AS t ON t.employee_id = e.id").
		Where("e.active = ?", p.Active).
		Where("e.salary > ?", p.Salary).
		Where("e.name LIKE ?", p.Name).
		Where("e.email <> ?", p.Email).
		Where("c.id < ?", p.MaxID).
		Group("c.id, c.name").
		Having("count(e.id) > ?", p.Having).
		Order("sum(e.salary), c.id").
		Limit(int(p.Limit)).
		Find(&out)
	return s.Statement.SQL.String(), s.Statement.Vars, s.Error
}

func (g gormDB) one(ctx context.Context, id int64) (work.Row, error) {
	e := new(gormEmployee)
	return e, g.db.WithContext(ctx).Take(e, id).Error
}

func (g gormDB) oneInTx(ctx context.Context, id int64) (work.Row, error) {
	e := new(gormEmployee)
	return e, g.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return tx.Take(e, id).Error })
}

func (g gormDB) all(ctx context.Context) (work.Lazy[work.Employee], error) {
	var es []gormEmployee
	err := g.db.WithContext(ctx).Find(&es).Error
	return func() (out []work.Employee) {
		for i := range es {
			out = append(out, es[i].Plain())
		}
		return out
	}, err
}

func (g gormDB) preload(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	var cs []gormCompany
	err := g.db.WithContext(ctx).Preload("Employees").Where("id <= ?", n).Order("id").Find(&cs).Error
	return gormCompanies(cs), err
}

func (g gormDB) preloadDeep(ctx context.Context, n int64) (work.Lazy[work.Company], error) {
	var cs []gormCompany
	err := g.db.WithContext(ctx).Preload("Employees.Tasks").Where("id <= ?", n).Order("id").Find(&cs).Error
	return gormCompanies(cs), err
}

func (g gormDB) insert(rows []work.Employee) work.Writing[int64] {
	es := make([]gormEmployee, len(rows))
	for i := range rows {
		es[i] = newGormEmployee(&rows[i])
	}
	return func(ctx context.Context) (work.Lazy[int64], error) {
		err := g.db.WithContext(ctx).Create(&es).Error
		return func() (ids []int64) {
			for i := range es {
				ids = append(ids, es[i].ID)
			}
			return ids
		}, err
	}
}

func (g gormDB) graph(given []work.Company) work.Writing[work.Company] {
	cs := make([]gormCompany, len(given))
	for i := range given {
		cs[i].Name = given[i].Name
		for k := range given[i].Employees {
			cs[i].Employees = append(cs[i].Employees, newGormEmployee(&given[i].Employees[k]))
		}
	}
	return func(ctx context.Context) (work.Lazy[work.Company], error) {
		err := g.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return tx.Create(&cs).Error })
		return gormCompanies(cs), err
	}
}

// loaded reads employees by key.
func (g gormDB) loaded(ctx context.Context, ids []int64) ([]gormEmployee, error) {
	var es []gormEmployee
	err := g.db.WithContext(ctx).Find(&es, ids).Error
	return es, err
}

// update changes the loaded objects one by one: gorm has no bulk update of different values.
func (g gormDB) update(ctx context.Context, list []work.Change) (work.Writing[work.Employee], error) {
	es, err := g.loaded(ctx, changeKeys(list))
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]*gormEmployee, len(es))
	for i := range es {
		byID[es[i].ID] = &es[i]
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, g.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			for _, c := range list {
				m := tx.Model(byID[c.ID])
				if c.Column == work.Salary {
					m = m.Update("salary", c.Salary)
				} else {
					m = m.Update("name", c.Name)
				}
				if m.Error != nil {
					return m.Error
				}
			}
			return nil
		})
	}, nil
}

func (g gormDB) delete(ctx context.Context, ids []int64) (work.Writing[work.Employee], error) {
	es, err := g.loaded(ctx, ids)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (work.Lazy[work.Employee], error) {
		return nil, g.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return tx.Delete(&es).Error })
	}, nil
}
