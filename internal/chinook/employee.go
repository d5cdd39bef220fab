package chinook

import (
	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/schema"
)

// Employee works for the store.
type Employee struct {
	ID        int32
	LastName  string
	FirstName string
	Title     *string
	ReportsTo *int32
	BirthDate *civil.DateTime
	HireDate  *civil.DateTime
	Address
	Email *string

	Manager   schema.One[Employee]
	Reports   schema.Many[Employee]
	Customers schema.Many[Customer]
}

type employees struct {
	schema.Table[Employee, int32]
	ID        schema.Col[int32]
	LastName  schema.Col[string]
	FirstName schema.Col[string]
	Title     schema.NullCol[string]
	ReportsTo schema.NullCol[int32]
	BirthDate schema.NullCol[civil.DateTime]
	HireDate  schema.NullCol[civil.DateTime]
	address
	Email schema.NullCol[string]
}

// Employees is the table of employees. It refers to itself.
var Employees = schema.Define("employee", func(d *schema.Def, t *employees, e *Employee) {
	schema.Map(d, &t.ID, "employee_id", &e.ID)
	schema.Map(d, &t.LastName, "last_name", &e.LastName).Type("varchar(20)")
	schema.Map(d, &t.FirstName, "first_name", &e.FirstName).Type("varchar(20)")
	schema.MapNull(d, &t.Title, "title", &e.Title).Type("varchar(30)")
	schema.MapNull(d, &t.ReportsTo, "reports_to", &e.ReportsTo).References(t.ID).Index()
	schema.MapNull(d, &t.BirthDate, "birth_date", &e.BirthDate)
	schema.MapNull(d, &t.HireDate, "hire_date", &e.HireDate)
	mapAddress(d, &t.address, &e.Address)
	schema.MapNull(d, &t.Email, "email", &e.Email).Type("varchar(60)")
	schema.PrimaryKey(&t.Table, t.ID)
})
