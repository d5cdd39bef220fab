package chinook

import "github.com/rowan-go/rowan/schema"

// Address is where a customer or an employee is found. It is no table.
type Address struct {
	Street     *string
	City       *string
	State      *string
	Country    *string
	PostalCode *string
	Phone      *string
	Fax        *string
}

type address struct {
	Street     schema.NullCol[string]
	City       schema.NullCol[string]
	State      schema.NullCol[string]
	Country    schema.NullCol[string]
	PostalCode schema.NullCol[string]
	Phone      schema.NullCol[string]
	Fax        schema.NullCol[string]
}

func mapAddress(d *schema.Def, t *address, a *Address) {
	schema.MapNull(d, &t.Street, "address", &a.Street).Type("varchar(70)")
	schema.MapNull(d, &t.City, "city", &a.City).Type("varchar(40)")
	schema.MapNull(d, &t.State, "state", &a.State).Type("varchar(40)")
	schema.MapNull(d, &t.Country, "country", &a.Country).Type("varchar(40)")
	schema.MapNull(d, &t.PostalCode, "postal_code", &a.PostalCode).Type("varchar(10)")
	schema.MapNull(d, &t.Phone, "phone", &a.Phone).Type("varchar(24)")
	schema.MapNull(d, &t.Fax, "fax", &a.Fax).Type("varchar(24)")
}
