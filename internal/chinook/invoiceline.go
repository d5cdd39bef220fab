package chinook

import (
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/schema"
)

// InvoiceLine is one track of an invoice.
type InvoiceLine struct {
	ID        int32
	InvoiceID int32
	TrackID   int32
	UnitPrice numeric.Numeric
	Quantity  int32

	Invoice schema.One[Invoice]
	Track   schema.One[Track]
}

type invoiceLines struct {
	schema.Table[InvoiceLine, int32]
	ID        schema.Col[int32]
	InvoiceID schema.Col[int32]
	TrackID   schema.Col[int32]
	UnitPrice schema.Col[numeric.Numeric]
	Quantity  schema.Col[int32]
}

// InvoiceLines is the table of invoice lines.
var InvoiceLines = schema.Define("invoice_line", func(d *schema.Def, t *invoiceLines, l *InvoiceLine) {
	schema.Map(d, &t.ID, "invoice_line_id", &l.ID)
	schema.Map(d, &t.InvoiceID, "invoice_id", &l.InvoiceID).References(Invoices.ID).Index()
	schema.Map(d, &t.TrackID, "track_id", &l.TrackID).References(Tracks.ID).Index()
	schema.Map(d, &t.UnitPrice, "unit_price", &l.UnitPrice).Type("numeric(10,2)")
	schema.Map(d, &t.Quantity, "quantity", &l.Quantity)
	schema.PrimaryKey(&t.Table, t.ID)
})
