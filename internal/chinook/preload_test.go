package chinook_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// traced is the store through a pool that records its statements.
func traced(t *testing.T) (*pgxpool.Pool, *sqltrace.Trace) {
	t.Helper()
	return sqltrace.Record(t, store(t))
}

func TestS34_ArtistsTheirAlbumsAndTracks(t *testing.T) {
	t.Parallel()
	db, trace := traced(t)
	artists, err := query.From(chinook.Artists).OrderBy(chinook.Artists.ID).
		With(preload.SelectIn(schema.Then(chinook.ArtistAlbums, chinook.AlbumTracks))).
		Rows(t.Context(), db).All()
	require.NoError(t, err)
	assert.Len(t, trace.Statements(), 3, "one for each level")

	type row struct {
		Artist int32
		Album  *int32
		Track  *int32
	}
	var got []row
	for _, artist := range artists {
		albums, err := artist.Albums.All()
		require.NoError(t, err)
		if len(albums) == 0 {
			got = append(got, row{Artist: artist.ID})
		}
		for _, album := range albums {
			back, err := album.Artist.Get()
			require.NoError(t, err)
			assert.Same(t, artist, back)
			tracks, err := album.Tracks.All()
			require.NoError(t, err)
			for _, track := range tracks {
				got = append(got, row{artist.ID, &album.ID, &track.ID})
			}
		}
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT artist_id, album_id, track_id FROM artist LEFT JOIN album USING (artist_id) LEFT JOIN track USING (album_id) ORDER BY 1, 2, 3`), got)
}

func TestS34_PlaylistsOverTheTableBetween(t *testing.T) {
	t.Parallel()
	db, trace := traced(t)
	path := schema.Then(schema.Then(chinook.PlaylistEntries, chinook.EntryTrack), chinook.TrackGenre)
	lists, err := query.From(chinook.Playlists).OrderBy(chinook.Playlists.ID).With(preload.SelectIn(path)).Rows(t.Context(), db).All()
	require.NoError(t, err)
	assert.Len(t, trace.Statements(), 4, "playlists, entries, tracks, genres")

	type row struct {
		Playlist int32
		Track    string
		Genre    *string
	}
	var got []row
	seen := map[int32]*chinook.Track{}
	for _, list := range lists {
		entries, err := list.Entries.All()
		require.NoError(t, err)
		slices.SortFunc(entries, func(a, b *chinook.PlaylistTrack) int { return cmp.Compare(a.TrackID, b.TrackID) })
		for _, entry := range entries {
			track, err := entry.Track.Get()
			require.NoError(t, err)
			if other := seen[track.ID]; other != nil {
				assert.Same(t, other, track, "a track on several playlists is one object")
			}
			seen[track.ID] = track
			genre, err := track.Genre.Get()
			require.NoError(t, err)
			got = append(got, row{list.ID, track.Name, genre.Name})
		}
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT e.playlist_id, t.name, g.name FROM playlist_track e JOIN track t USING (track_id) JOIN genre g USING (genre_id)
		ORDER BY e.playlist_id, e.track_id`), got)
}

func TestS34_ATableThatRefersToItself(t *testing.T) {
	t.Parallel()
	db, trace := traced(t)
	staff, err := query.From(chinook.Employees).Where(chinook.Employees.ReportsTo.IsNull()).
		With(preload.SelectIn(schema.Then(chinook.EmployeeReports, chinook.EmployeeReports)), preload.SelectIn(chinook.EmployeeManager)).
		Rows(t.Context(), db).All()
	require.NoError(t, err)
	assert.Len(t, trace.Statements(), 3, "the head has no manager to ask for")
	require.Len(t, staff, 1)
	none, err := staff[0].Manager.Get()
	require.NoError(t, err)
	assert.Nil(t, none)

	type row struct{ Boss, Below int32 }
	var got []row
	managers, err := staff[0].Reports.All()
	require.NoError(t, err)
	for _, manager := range managers {
		reports, err := manager.Reports.All()
		require.NoError(t, err)
		for _, e := range reports {
			got = append(got, row{manager.ID, e.ID})
		}
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT m.employee_id, e.employee_id FROM employee h JOIN employee m ON m.reports_to = h.employee_id
		JOIN employee e ON e.reports_to = m.employee_id WHERE h.reports_to IS NULL ORDER BY 1, 2`), got)
}

func TestS32_WhatWasNotLoadedIsAnError(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := traced(t)
	tracks, err := query.From(chinook.Tracks).Where(chinook.Tracks.ID.Lt(100)).Rows(ctx, db).All()
	require.NoError(t, err)
	_, err = tracks[0].Album.Get()
	require.ErrorContains(t, err, "Track.Album is not loaded")

	require.NoError(t, preload.Load(ctx, db, tracks, schema.Then(chinook.TrackAlbum, chinook.AlbumArtist)))
	assert.Len(t, trace.Statements(), 3)
	for _, track := range tracks {
		album, err := track.Album.Get()
		require.NoError(t, err)
		artist, err := album.Artist.Get()
		require.NoError(t, err)
		assert.Equal(t, album.ArtistID, artist.ID)
	}
	require.NoError(t, preload.Load(ctx, db, tracks, chinook.TrackMediaType))
	assert.Len(t, trace.Statements(), 4)
}
