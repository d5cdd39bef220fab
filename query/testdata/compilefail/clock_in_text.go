package compilefail

import (
	"time"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/schema"
)

type Thing struct {
	ID    int64
	Name  string
	Note  *string
	Made  time.Time
	Day   civil.DateTime
	Owner string
}

type things struct {
	schema.Table[Thing, int64]
	ID    schema.Owned[int64]
	Name  schema.Col[string]
	Note  schema.NullCol[string]
	Made  schema.Col[time.Time]
	Day   schema.Col[civil.DateTime]
	Owner schema.Col[string]
}

var Things = schema.Define("things", func(d *schema.Def, t *things, e *Thing) {
	schema.Map(d, &t.ID, "id", &e.ID)
	schema.PrimaryKey(&t.Table, t.ID)
})

func byDefault(d *schema.Def, t *things, e *Thing) {
	schema.Map(d, &t.Name, "name", &e.Name).ClientDefaultFrom(schema.SessionClock()) // want "cannot use"
}
