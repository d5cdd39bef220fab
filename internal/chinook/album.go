package chinook

import "github.com/rowan-go/rowan/schema"

// Album is a record of one artist.
type Album struct {
	ID       int32
	Title    string
	ArtistID int32

	Artist schema.One[Artist]
	Tracks schema.Many[Track]
}

type albums struct {
	schema.Table[Album, int32]
	ID       schema.Col[int32]
	Title    schema.Col[string]
	ArtistID schema.Col[int32]
}

// Albums is the table of albums.
var Albums = schema.Define("album", func(d *schema.Def, t *albums, a *Album) {
	schema.Map(d, &t.ID, "album_id", &a.ID)
	schema.Map(d, &t.Title, "title", &a.Title).Type("varchar(160)")
	schema.Map(d, &t.ArtistID, "artist_id", &a.ArtistID).References(Artists.ID).Index()
	schema.PrimaryKey(&t.Table, t.ID)
})
