package chinook

import "github.com/rowan-go/rowan/schema"

// Customer buys from the store.
type Customer struct {
	ID        int32
	FirstName string
	LastName  string
	Company   *string
	Address
	Email        string
	SupportRepID *int32

	SupportRep schema.One[Employee]
	Invoices   schema.Many[Invoice]
}

type customers struct {
	schema.Table[Customer, int32]
	ID        schema.Col[int32]
	FirstName schema.Col[string]
	LastName  schema.Col[string]
	Company   schema.NullCol[string]
	address
	Email        schema.Col[string]
	SupportRepID schema.NullCol[int32]
}

// Customers is the table of customers.
var Customers = schema.Define("customer", func(d *schema.Def, t *customers, c *Customer) {
	schema.Map(d, &t.ID, "customer_id", &c.ID)
	schema.Map(d, &t.FirstName, "first_name", &c.FirstName).Type("varchar(40)")
	schema.Map(d, &t.LastName, "last_name", &c.LastName).Type("varchar(20)")
	schema.MapNull(d, &t.Company, "company", &c.Company).Type("varchar(80)")
	mapAddress(d, &t.address, &c.Address)
	schema.Map(d, &t.Email, "email", &c.Email).Type("varchar(60)")
	schema.MapNull(d, &t.SupportRepID, "support_rep_id", &c.SupportRepID).References(Employees.ID).Index()
	schema.PrimaryKey(&t.Table, t.ID)
})
