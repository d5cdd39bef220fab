package p

import (
	"time"

	"github.com/rowan-go/rowan/schema"
)

type pet struct {
	ID   int64
	Name string
	Born time.Time
	Nick *string
}

type pets struct {
	schema.Table[pet, int64]
	ID   schema.Col[int64]
	Name schema.Col[string]
	Born schema.Col[time.Time]
	Nick schema.NullCol[string]
}

var table = schema.Define("pets", func(d *schema.Def, t *pets, p *pet) {
	schema.Map(d, &t.ID, "id", &p.ID)
	schema.Map(d, &t.Name, "name", &p.Name)
	schema.Map(d, &t.Born, "born", &p.Born)
	schema.MapNull(d, &t.Nick, "nick", &p.Nick)
	schema.PrimaryKey(&t.Table, t.ID)
})
