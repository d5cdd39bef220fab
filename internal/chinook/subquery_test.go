package chinook_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/query"
)

func TestInAndExists(t *testing.T) {
	t.Parallel()
	db := store(t)
	rock := query.Select(chinook.Genres.ID).From(chinook.Genres).Where(query.ILike(chinook.Genres.Name, "%rock%"))
	albums := query.From(chinook.Albums).Where(chinook.Albums.ArtistID.EqExpr(chinook.Artists.ID))
	sold := query.From(chinook.InvoiceLines).Where(chinook.InvoiceLines.TrackID.EqExpr(chinook.Tracks.ID))
	list := make([]int32, 0, 4000)
	for id := int32(-500); id < 3500; id += 7 {
		list = append(list, id)
	}
	tracks := query.Select(chinook.Tracks.ID).From(chinook.Tracks).OrderBy(chinook.Tracks.ID)
	artists := query.Select(chinook.Artists.ID).From(chinook.Artists).OrderBy(chinook.Artists.ID)

	for _, c := range []struct {
		name string
		ids  query.Query[int32]
		sql  string
	}{
		{
			"in query", tracks.Where(query.InQuery(chinook.Tracks.GenreID, rock)),
			`SELECT track_id FROM track WHERE genre_id IN (SELECT genre_id FROM genre WHERE name ILIKE '%rock%') ORDER BY 1`,
		},
		{
			"not in query", tracks.Where(query.NotInQuery(chinook.Tracks.GenreID, rock)),
			`SELECT track_id FROM track WHERE genre_id NOT IN (SELECT genre_id FROM genre WHERE name ILIKE '%rock%') ORDER BY 1`,
		},
		{
			"exists", artists.Where(query.Exists(albums)),
			`SELECT artist_id FROM artist a WHERE EXISTS (SELECT FROM album b WHERE b.artist_id = a.artist_id) ORDER BY 1`,
		},
		{
			"not exists", artists.Where(query.NotExists(albums)),
			`SELECT artist_id FROM artist a WHERE NOT EXISTS (SELECT FROM album b WHERE b.artist_id = a.artist_id) ORDER BY 1`,
		},
		{
			"never sold", tracks.Where(query.NotExists(sold), query.Or(chinook.Tracks.Composer.IsNull(), chinook.Tracks.Milliseconds.Gt(300_000))),
			`SELECT t.track_id FROM track t LEFT JOIN invoice_line l USING (track_id)
				WHERE l.track_id IS NULL AND (t.composer IS NULL OR t.milliseconds > 300000) ORDER BY 1`,
		},
		{
			"list", tracks.Where(chinook.Tracks.ID.In(list...)),
			`SELECT track_id FROM track WHERE (track_id + 500) % 7 = 0 AND track_id < 3500 ORDER BY 1`,
		},
		{
			"not in a list with NULLs", tracks.Where(chinook.Tracks.Composer.NotIn("AC/DC", "U2")),
			`SELECT track_id FROM track WHERE composer NOT IN ('AC/DC', 'U2') ORDER BY 1`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ids, err := c.ids.Rows(t.Context(), db).All()
			require.NoError(t, err)
			assert.Equal(t, asked(t, db, pgx.RowTo[int32], c.sql), ids)
		})
	}
}

func TestAScalarSubqueryInTheSelectList(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	count := query.Select(query.CountAll()).From(chinook.PlaylistTracks).Where(chinook.PlaylistTracks.PlaylistID.EqExpr(chinook.Playlists.ID))
	rows, err := query.Select2(chinook.Playlists.Name, query.ScalarOf(count)).From(chinook.Playlists).OrderBy(chinook.Playlists.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	type row = query.Row2[*string, *int64]
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT p.name, (SELECT count(*) FROM playlist_track e WHERE e.playlist_id = p.playlist_id) FROM playlist p ORDER BY p.playlist_id`), rows)
}
