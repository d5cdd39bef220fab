package schema_test

import (
	"time"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// The running example: companies and their employees.

type Audit struct {
	ID                   int64
	CreatedAt, UpdatedAt time.Time
}

type audit struct {
	ID                   schema.Owned[int64]
	CreatedAt, UpdatedAt schema.Owned[time.Time]
}

func mapAudit(d *schema.Def, t *audit, a *Audit) {
	schema.Map(d, &t.ID, "id", &a.ID).Identity()
	schema.Map(d, &t.CreatedAt, "created_at", &a.CreatedAt).DefaultExpr(query.Now())
	schema.Map(d, &t.UpdatedAt, "updated_at", &a.UpdatedAt).DefaultExpr(query.Now()).OnUpdate(query.Now())
}

type Company struct {
	Audit
	Name      string
	Employees schema.Many[Employee]
}

type companies struct {
	schema.Table[Company, int64]
	audit
	Name schema.Col[string]
}

var Companies = schema.Define("companies", func(d *schema.Def, t *companies, e *Company) {
	mapAudit(d, &t.audit, &e.Audit)
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.PrimaryKey(&t.Table, t.ID)
})

type Status string

type Employee struct {
	Audit
	Name      string
	Status    Status
	Nickname  *string
	Active    bool
	CompanyID int64
	ManagerID *int64
	Company   schema.One[Company]
	Manager   schema.One[Employee]
}

type employees struct {
	schema.Table[Employee, int64]
	audit
	Name       schema.Col[string]
	Status     schema.Col[Status]
	Nickname   schema.NullCol[string]
	Active     schema.Col[bool]
	CompanyID  schema.Col[int64]
	ManagerID  schema.NullCol[int64]
	NameUnique schema.UniqueKey
}

var Employees = schema.Define("employees", func(d *schema.Def, t *employees, e *Employee) {
	mapAudit(d, &t.audit, &e.Audit)
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.Map(d, &t.Status, "status", &e.Status).Default("new")
	schema.MapNull(d, &t.Nickname, "nickname", &e.Nickname)
	schema.Map(d, &t.Active, "active", &e.Active).Default(true)
	schema.Map(d, &t.CompanyID, "company_id", &e.CompanyID).References(Companies.ID)
	schema.MapNull(d, &t.ManagerID, "manager_id", &e.ManagerID).References(t.ID)
	schema.PrimaryKey(&t.Table, t.ID)
	t.NameUnique = d.Unique(t.Name, t.CompanyID)
	d.Check(query.Ne(query.Length(t.Name), 0))
})

var (
	EmployeeCompany  = schema.ManyToOne(Employees.CompanyID, Companies.ID, func(e *Employee) *schema.One[Company] { return &e.Company })
	CompanyEmployees = schema.OneToMany(Companies.ID, Employees.CompanyID, func(c *Company) *schema.Many[Employee] { return &c.Employees })
	EmployeeManager  = schema.ManyToOne(Employees.ManagerID, Employees.ID, func(e *Employee) *schema.One[Employee] { return &e.Manager })

	Model = schema.NewModel(Companies, Employees, EmployeeCompany, CompanyEmployees, EmployeeManager)
)
