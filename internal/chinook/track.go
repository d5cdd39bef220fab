package chinook

import (
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/schema"
)

// Track is a piece that the store sells.
type Track struct {
	ID           int32
	Name         string
	AlbumID      *int32
	MediaTypeID  int32
	GenreID      *int32
	Composer     *string
	Milliseconds int32
	Bytes        *int32
	UnitPrice    numeric.Numeric

	Album     schema.One[Album]
	MediaType schema.One[MediaType]
	Genre     schema.One[Genre]
	Entries   schema.Many[PlaylistTrack]
	Lines     schema.Many[InvoiceLine]
}

type tracks struct {
	schema.Table[Track, int32]
	ID           schema.Col[int32]
	Name         schema.Col[string]
	AlbumID      schema.NullCol[int32]
	MediaTypeID  schema.Col[int32]
	GenreID      schema.NullCol[int32]
	Composer     schema.NullCol[string]
	Milliseconds schema.Col[int32]
	Bytes        schema.NullCol[int32]
	UnitPrice    schema.Col[numeric.Numeric]
}

// Tracks is the table of tracks.
var Tracks = schema.Define("track", func(d *schema.Def, t *tracks, x *Track) {
	schema.Map(d, &t.ID, "track_id", &x.ID)
	schema.Map(d, &t.Name, "name", &x.Name).Type("varchar(200)")
	schema.MapNull(d, &t.AlbumID, "album_id", &x.AlbumID).References(Albums.ID).Index()
	schema.Map(d, &t.MediaTypeID, "media_type_id", &x.MediaTypeID).References(MediaTypes.ID).Index()
	schema.MapNull(d, &t.GenreID, "genre_id", &x.GenreID).References(Genres.ID).Index()
	schema.MapNull(d, &t.Composer, "composer", &x.Composer).Type("varchar(220)")
	schema.Map(d, &t.Milliseconds, "milliseconds", &x.Milliseconds)
	schema.MapNull(d, &t.Bytes, "bytes", &x.Bytes)
	schema.Map(d, &t.UnitPrice, "unit_price", &x.UnitPrice).Type("numeric(10,2)")
	schema.PrimaryKey(&t.Table, t.ID)
})
