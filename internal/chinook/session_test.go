package chinook_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// tablesOf are the tables that the statements of a kind were about, in their order.
func tablesOf(statements []string, kind string) (tables []string) {
	for _, sql := range statements {
		if _, rest, found := strings.Cut(sql, kind+` "`); found {
			table, _, _ := strings.Cut(rest, `"`)
			tables = append(tables, table)
		}
	}
	return tables
}

func TestS27_KeysOfTheClientInTheOrderOfTheTables(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := traced(t)
	price, err := numeric.Parse("0.99")
	require.NoError(t, err)
	name := "The Rowans"
	artist := &chinook.Artist{ID: 900, Name: &name}
	album := &chinook.Album{ID: 901, Title: "Berries", Artist: schema.To(artist)}
	list := &chinook.Playlist{ID: 902, Name: &name}
	track := func(id int32) *chinook.Track {
		return &chinook.Track{ID: id, Name: "Red", MediaTypeID: 1, Milliseconds: 1000, UnitPrice: price, Album: schema.To(album)}
	}
	one, two := track(9001), track(9002)
	require.NoError(t, uow.Run(ctx, db, chinook.Model, func(s *uow.Session) error {
		s.Add(
			&chinook.PlaylistTrack{Playlist: schema.To(list), Track: schema.To(two)}, two,
			&chinook.PlaylistTrack{Playlist: schema.To(list), Track: schema.To(one)}, one,
		)
		return nil
	}))
	inserts := tablesOf(trace.SQL(), "INSERT INTO")
	assert.ElementsMatch(t, []string{"artist", "album", "track", "playlist", "playlist_track"}, inserts, "one for each table")
	for _, pair := range [][2]string{{"artist", "album"}, {"album", "track"}, {"track", "playlist_track"}, {"playlist", "playlist_track"}} {
		all := strings.Join(inserts, " ") + " "
		assert.Less(t, strings.Index(all, pair[0]+" "), strings.Index(all, pair[1]+" "), "%s comes before %s", pair[0], pair[1])
	}
	assert.Equal(t, []string{"902 9001 901 900 0.99", "902 9002 901 900 0.99"}, asked(t, db, pgx.RowTo[string], `
		SELECT concat_ws(' ', e.playlist_id, t.track_id, b.album_id, b.artist_id, t.unit_price)
		FROM playlist_track e JOIN track t USING (track_id) JOIN album b USING (album_id) WHERE e.playlist_id = 902 ORDER BY 1`))
}

func TestS26_S30_WhatChangedIsWritten(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := traced(t)
	err := uow.Run(ctx, db, chinook.Model, func(s *uow.Session) error {
		rock, err := query.From(chinook.Tracks).Where(chinook.Tracks.GenreID.Eq(1)).OrderBy(chinook.Tracks.ID).Limit(100).Rows(ctx, s).All()
		if err != nil {
			return err
		}
		for i, track := range rock {
			if i%2 == 0 {
				track.Name = strings.ToUpper(track.Name)
			}
		}
		entry, found, err := uow.Get2(ctx, s, chinook.PlaylistTracks, 17, 1)
		assert.True(t, found)
		if err != nil {
			return err
		}
		s.Delete(entry)
		same, _, err := uow.Get(ctx, s, chinook.Tracks, rock[0].ID)
		assert.Same(t, rock[0], same)
		return err
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"track"}, tablesOf(trace.SQL(), "UPDATE"))
	assert.Equal(t, []string{"playlist_track"}, tablesOf(trace.SQL(), "DELETE FROM"))
	assert.Equal(t, []int64{50}, asked(t, db, pgx.RowTo[int64], `
		SELECT count(*) FROM (SELECT name, row_number() OVER (ORDER BY track_id) AS n FROM track WHERE genre_id = 1 ORDER BY track_id LIMIT 100) t
		WHERE n % 2 = 1 AND name = upper(name)`))
	assert.Equal(t, []int64{0}, asked(t, db, pgx.RowTo[int64], `SELECT count(*) FROM playlist_track WHERE playlist_id = 17 AND track_id = 1`))
}
