package chinook

import "github.com/rowan-go/rowan/schema"

// PlaylistTrack says that a track is on a playlist. The two are its key.
type PlaylistTrack struct {
	PlaylistID int32
	TrackID    int32

	Playlist schema.One[Playlist]
	Track    schema.One[Track]
}

type playlistTracks struct {
	schema.Table[PlaylistTrack, schema.Key2[int32, int32]]
	PlaylistID schema.Col[int32]
	TrackID    schema.Col[int32]
}

// PlaylistTracks is the table that joins playlists and tracks.
var PlaylistTracks = schema.Define("playlist_track", func(d *schema.Def, t *playlistTracks, p *PlaylistTrack) {
	schema.Map(d, &t.PlaylistID, "playlist_id", &p.PlaylistID).References(Playlists.ID).Index()
	schema.Map(d, &t.TrackID, "track_id", &p.TrackID).References(Tracks.ID).Index()
	schema.PrimaryKey2(&t.Table, t.PlaylistID, t.TrackID)
})
