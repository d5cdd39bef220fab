package chinook

import "github.com/rowan-go/rowan/schema"

// MediaType is a kind of file.
type MediaType struct {
	ID   int32
	Name *string

	Tracks schema.Many[Track]
}

type mediaTypes struct {
	schema.Table[MediaType, int32]
	ID   schema.Col[int32]
	Name schema.NullCol[string]
}

// MediaTypes is the table of kinds of file.
var MediaTypes = schema.Define("media_type", func(d *schema.Def, t *mediaTypes, m *MediaType) {
	schema.Map(d, &t.ID, "media_type_id", &m.ID)
	schema.MapNull(d, &t.Name, "name", &m.Name).Type("varchar(120)")
	schema.PrimaryKey(&t.Table, t.ID)
})
