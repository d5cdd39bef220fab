package chinook

import (
	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/schema"
)

// Invoice is one purchase of a customer.
type Invoice struct {
	ID                int32
	CustomerID        int32
	Date              civil.DateTime
	BillingStreet     *string
	BillingCity       *string
	BillingState      *string
	BillingCountry    *string
	BillingPostalCode *string
	Total             numeric.Numeric

	Customer schema.One[Customer]
	Lines    schema.Many[InvoiceLine]
}

type invoices struct {
	schema.Table[Invoice, int32]
	ID                schema.Col[int32]
	CustomerID        schema.Col[int32]
	Date              schema.Col[civil.DateTime]
	BillingStreet     schema.NullCol[string]
	BillingCity       schema.NullCol[string]
	BillingState      schema.NullCol[string]
	BillingCountry    schema.NullCol[string]
	BillingPostalCode schema.NullCol[string]
	Total             schema.Col[numeric.Numeric]
}

// Invoices is the table of invoices.
var Invoices = schema.Define("invoice", func(d *schema.Def, t *invoices, i *Invoice) {
	schema.Map(d, &t.ID, "invoice_id", &i.ID)
	schema.Map(d, &t.CustomerID, "customer_id", &i.CustomerID).References(Customers.ID).Index()
	schema.Map(d, &t.Date, "invoice_date", &i.Date)
	schema.MapNull(d, &t.BillingStreet, "billing_address", &i.BillingStreet).Type("varchar(70)")
	schema.MapNull(d, &t.BillingCity, "billing_city", &i.BillingCity).Type("varchar(40)")
	schema.MapNull(d, &t.BillingState, "billing_state", &i.BillingState).Type("varchar(40)")
	schema.MapNull(d, &t.BillingCountry, "billing_country", &i.BillingCountry).Type("varchar(40)")
	schema.MapNull(d, &t.BillingPostalCode, "billing_postal_code", &i.BillingPostalCode).Type("varchar(10)")
	schema.Map(d, &t.Total, "total", &i.Total).Type("numeric(10,2)")
	schema.PrimaryKey(&t.Table, t.ID)
})
