package peer

import (
	"time"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"

	"github.com/rowan-go/rowan/bench/work"
)

type rowanCompany struct {
	ID        int64
	Name      string
	CreatedAt time.Time
	Employees schema.Many[rowanEmployee]
}

type rowanEmployee struct {
	ID        int64
	Name      string
	Email     string
	Salary    int64
	Active    bool
	CompanyID int64
	CreatedAt time.Time
	UpdatedAt *time.Time
	Company   schema.One[rowanCompany]
	Tasks     schema.Many[rowanTask]
}

type rowanTask struct {
	ID         int64
	EmployeeID int64
	Title      string
	Done       bool
	Employee   schema.One[rowanEmployee]
}

type rowanCompanyTable struct {
	schema.Table[rowanCompany, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	CreatedAt schema.Owned[time.Time]
}

type rowanEmployeeTable struct {
	schema.Table[rowanEmployee, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	Email     schema.Col[string]
	Salary    schema.Col[int64]
	Active    schema.Col[bool]
	CompanyID schema.Col[int64]
	CreatedAt schema.Owned[time.Time]
	UpdatedAt schema.NullCol[time.Time]
}

type rowanTaskTable struct {
	schema.Table[rowanTask, int64]
	ID         schema.Owned[int64]
	EmployeeID schema.Col[int64]
	Title      schema.Col[string]
	Done       schema.Col[bool]
}

var (
	rowanCompanies = schema.Define("companies", func(d *schema.Def, t *rowanCompanyTable, c *rowanCompany) {
		schema.Map(d, &t.ID, "id", &c.ID).Identity()
		schema.Map(d, &t.Name, "name", &c.Name)
		schema.Map(d, &t.CreatedAt, "created_at", &c.CreatedAt).DefaultExpr(query.Now())
		schema.PrimaryKey(&t.Table, t.ID)
	})
	rowanEmployees = schema.Define("employees", func(d *schema.Def, t *rowanEmployeeTable, e *rowanEmployee) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.Map(d, &t.Email, "email", &e.Email)
		schema.Map(d, &t.Salary, "salary", &e.Salary)
		schema.Map(d, &t.Active, "active", &e.Active)
		schema.Map(d, &t.CompanyID, "company_id", &e.CompanyID).References(rowanCompanies.ID).Index()
		schema.Map(d, &t.CreatedAt, "created_at", &e.CreatedAt).DefaultExpr(query.Now())
		schema.MapNull(d, &t.UpdatedAt, "updated_at", &e.UpdatedAt)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	rowanTasks = schema.Define("tasks", func(d *schema.Def, t *rowanTaskTable, k *rowanTask) {
		schema.Map(d, &t.ID, "id", &k.ID).Identity()
		schema.Map(d, &t.EmployeeID, "employee_id", &k.EmployeeID).References(rowanEmployees.ID).Index()
		schema.Map(d, &t.Title, "title", &k.Title)
		schema.Map(d, &t.Done, "done", &k.Done)
		schema.PrimaryKey(&t.Table, t.ID)
	})
)

var (
	rowanEmployeeCompany = schema.ManyToOne(rowanEmployees.CompanyID, rowanCompanies.ID, func(e *rowanEmployee) *schema.One[rowanCompany] { return &e.Company })
	rowanCompanyStaff    = schema.OneToMany(rowanCompanies.ID, rowanEmployees.CompanyID, func(c *rowanCompany) *schema.Many[rowanEmployee] { return &c.Employees })
	rowanTaskEmployee    = schema.ManyToOne(rowanTasks.EmployeeID, rowanEmployees.ID, func(t *rowanTask) *schema.One[rowanEmployee] { return &t.Employee })
	rowanEmployeeTasks   = schema.OneToMany(rowanEmployees.ID, rowanTasks.EmployeeID, func(e *rowanEmployee) *schema.Many[rowanTask] { return &e.Tasks })

	rowanModel = schema.NewModel(rowanCompanies, rowanEmployees, rowanTasks, rowanEmployeeCompany, rowanCompanyStaff, rowanTaskEmployee, rowanEmployeeTasks)
)

// Plain makes *rowanEmployee a row; tasks that were not loaded are none.
func (e *rowanEmployee) Plain() work.Employee {
	p := work.Employee{
		ID: e.ID, Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active,
		CompanyID: e.CompanyID, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt,
	}
	if !e.Tasks.Loaded() {
		return p
	}
	tasks, _ := e.Tasks.All()
	for _, t := range tasks {
		p.Tasks = append(p.Tasks, work.Task{ID: t.ID, EmployeeID: t.EmployeeID, Title: t.Title, Done: t.Done})
	}
	return p
}

func rowanPlain(es []*rowanEmployee) work.Lazy[work.Employee] {
	return func() []work.Employee {
		out := make([]work.Employee, len(es))
		for i, e := range es {
			out[i] = e.Plain()
		}
		return out
	}
}

func rowanPlainCompanies(cs []*rowanCompany) work.Lazy[work.Company] {
	return func() []work.Company {
		out := make([]work.Company, len(cs))
		for i, c := range cs {
			out[i] = work.Company{ID: c.ID, Name: c.Name, CreatedAt: c.CreatedAt}
			es, _ := c.Employees.All()
			out[i].Employees = rowanPlain(es)()
		}
		return out
	}
}

func newRowanEmployee(e *work.Employee) *rowanEmployee {
	return &rowanEmployee{Name: e.Name, Email: e.Email, Salary: e.Salary, Active: e.Active, CompanyID: e.CompanyID}
}

func newRowanEmployees(rows []work.Employee) []*rowanEmployee {
	es := make([]*rowanEmployee, len(rows))
	for i := range rows {
		es[i] = newRowanEmployee(&rows[i])
	}
	return es
}

// newRowanCompany links objects that have no keys yet.
func newRowanCompany(given *work.Company) *rowanCompany {
	c := &rowanCompany{Name: given.Name}
	for i := range given.Employees {
		e := newRowanEmployee(&given.Employees[i])
		rowanCompanyStaff.Add(c, e)
		for _, t := range given.Employees[i].Tasks {
			rowanEmployeeTasks.Add(e, &rowanTask{Title: t.Title, Done: t.Done})
		}
	}
	return c
}

func rowanKeys(es []*rowanEmployee) work.Lazy[int64] {
	return func() []int64 {
		ids := make([]int64, len(es))
		for i, e := range es {
			ids[i] = e.ID
		}
		return ids
	}
}
