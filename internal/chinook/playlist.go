package chinook

import "github.com/rowan-go/rowan/schema"

// Playlist is a list of tracks.
type Playlist struct {
	ID   int32
	Name *string

	Entries schema.Many[PlaylistTrack]
}

type playlists struct {
	schema.Table[Playlist, int32]
	ID   schema.Col[int32]
	Name schema.NullCol[string]
}

// Playlists is the table of playlists.
var Playlists = schema.Define("playlist", func(d *schema.Def, t *playlists, p *Playlist) {
	schema.Map(d, &t.ID, "playlist_id", &p.ID)
	schema.MapNull(d, &t.Name, "name", &p.Name).Type("varchar(120)")
	schema.PrimaryKey(&t.Table, t.ID)
})
