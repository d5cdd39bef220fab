package chinook_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/query"
)

func TestEachStreamsAWholeTable(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	type entry struct{ Playlist, Track int32 }
	want := asked(t, db, pgx.RowToStructByPos[entry], `SELECT playlist_id, track_id FROM playlist_track ORDER BY 1, 2`)
	all := query.From(chinook.PlaylistTracks).OrderBy(chinook.PlaylistTracks.PlaylistID, chinook.PlaylistTracks.TrackID)

	tx, err := db.Begin(ctx)
	require.NoError(t, err)
	for name, through := range map[string]query.DB{"pool": db, "cursor in a transaction": tx} {
		got := make([]entry, 0, len(want))
		for e, err := range all.Rows(ctx, through).Each() {
			require.NoError(t, err, name)
			got = append(got, entry{e.PlaylistID, e.TrackID})
		}
		assert.Equal(t, want, got, name)
	}
	require.NoError(t, tx.Commit(ctx))
}

func TestEachIsLeftEarly(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	lines, tracks := chinook.InvoiceLines, chinook.Tracks
	everyPair := query.Select2(lines.ID, tracks.ID).From(lines).CrossJoin(tracks)
	for range 5 {
		seen := 0
		for _, err := range everyPair.Rows(ctx, db).Each() {
			require.NoError(t, err)
			if seen++; seen == 100 {
				break
			}
		}
		assert.Equal(t, 100, seen)
	}
	assert.Zero(t, db.Stat().AcquiredConns())
	require.NoError(t, db.Ping(ctx))
}
