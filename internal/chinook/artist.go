package chinook

import "github.com/rowan-go/rowan/schema"

// Artist is who made albums.
type Artist struct {
	ID   int32
	Name *string

	Albums schema.Many[Album]
}

type artists struct {
	schema.Table[Artist, int32]
	ID   schema.Col[int32]
	Name schema.NullCol[string]
}

// Artists is the table of artists.
var Artists = schema.Define("artist", func(d *schema.Def, t *artists, a *Artist) {
	schema.Map(d, &t.ID, "artist_id", &a.ID)
	schema.MapNull(d, &t.Name, "name", &a.Name).Type("varchar(120)")
	schema.PrimaryKey(&t.Table, t.ID)
})
