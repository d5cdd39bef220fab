package chinook

import "github.com/rowan-go/rowan/schema"

// Genre is a kind of music.
type Genre struct {
	ID   int32
	Name *string

	Tracks schema.Many[Track]
}

type genres struct {
	schema.Table[Genre, int32]
	ID   schema.Col[int32]
	Name schema.NullCol[string]
}

// Genres is the table of genres.
var Genres = schema.Define("genre", func(d *schema.Def, t *genres, g *Genre) {
	schema.Map(d, &t.ID, "genre_id", &g.ID)
	schema.MapNull(d, &t.Name, "name", &g.Name).Type("varchar(120)")
	schema.PrimaryKey(&t.Table, t.ID)
})
