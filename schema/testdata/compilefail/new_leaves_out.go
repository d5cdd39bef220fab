package p

import (
	"github.com/rowan-go/rowan/schema"
)

type pet struct {
	ID   int64
	Name string
	Nick *string
}

type pets struct {
	schema.Table[pet, int64]
	ID   schema.Owned[int64]
	Name schema.Col[string]
	Nick schema.NullCol[string]
}

var table = schema.Define("pets", func(d *schema.Def, t *pets, p *pet) {
	schema.Map(d, &t.ID, "id", &p.ID).Identity()
	schema.Map(d, &t.Name, "name", &p.Name)
	schema.MapNull(d, &t.Nick, "nick", &p.Nick)
	schema.PrimaryKey(&t.Table, t.ID)
})

var (
	newPet = schema.New2(table, table.Name, table.Nick)
	rex    = newPet("Rex", table.Nick.Set("R")) // want "cannot use table.Nick.Set"
)
