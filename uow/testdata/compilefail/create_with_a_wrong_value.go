package p

import (
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

type company struct {
	ID        int64
	Name      string
	Employees schema.Many[employee]
}

type employee struct {
	ID, CompanyID int64
	Company       schema.One[company]
}

type companies struct {
	schema.Table[company, int64]
	ID   schema.Col[int64]
	Name schema.Col[string]
}

type employees struct {
	schema.Table[employee, int64]
	ID, CompanyID schema.Col[int64]
}

var (
	cs = schema.Define("companies", func(d *schema.Def, t *companies, c *company) {
		schema.Map(d, &t.ID, "id", &c.ID)
		schema.Map(d, &t.Name, "name", &c.Name)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	es = schema.Define("employees", func(d *schema.Def, t *employees, e *employee) {
		schema.Map(d, &t.ID, "id", &e.ID)
		schema.Map(d, &t.CompanyID, "company_id", &e.CompanyID).References(cs.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	toCompany = schema.ManyToOne(es.CompanyID, cs.ID, func(e *employee) *schema.One[company] { return &e.Company })
	toAll     = schema.OneToMany(cs.ID, es.CompanyID, func(c *company) *schema.Many[employee] { return &c.Employees })
)

func create(s *uow.Session) (*company, error) {
	return uow.Create(s, cs, cs.Name.Set(7)) // want "cannot use 7 .* as string value in argument to cs.Name.Set"
}

var _, _, _ = toCompany, toAll, create
