package chinook_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
)

func TestS29_StatementsWithKeysOfTheClient(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	noon, err := civil.NewDateTime(2026, 2, 28, 12, 30, 0, 500_000)
	require.NoError(t, err)
	price, err := numeric.Parse("1.99")
	require.NoError(t, err)
	invoice := query.Insert(chinook.Invoices).Row(
		chinook.Invoices.ID.Set(1000), chinook.Invoices.CustomerID.Set(1), chinook.Invoices.Date.Set(noon),
		chinook.Invoices.BillingCity.Set("São Paulo"), chinook.Invoices.BillingState.SetNull(), chinook.Invoices.Total.Set(price),
	)
	written, err := query.Returning(invoice, chinook.Invoices).Rows(ctx, db).One()
	require.NoError(t, err)
	assert.Equal(t, noon, written.Date)
	assert.Equal(t, "1.99", written.Total.String())
	assert.Nil(t, written.BillingState)
	assert.Equal(t, []string{"1000 2026-02-28 12:30:00.5 São Paulo 1.99"}, asked(t, db, pgx.RowTo[string],
		`SELECT concat_ws(' ', invoice_id, invoice_date, billing_city, billing_state, total) FROM invoice WHERE invoice_id = 1000`))

	_, err = invoice.Exec(ctx, db)
	assert.True(t, query.IsConflict(err), "%v", err)
	_, err = query.Delete(chinook.Artists).Where(chinook.Artists.ID.Eq(1)).Exec(ctx, db)
	var broken *query.ConstraintError
	require.ErrorAs(t, err, &broken)
	assert.Equal(t, "album_artist_id_fkey", broken.Constraint)
}

func TestS29_UpdatesAndDeletesOfManyRows(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	want := asked(t, db, pgx.RowTo[string], `SELECT round(sum(unit_price * 2), 2)::text FROM track WHERE genre_id = 1`)[0]
	n, err := query.Update(chinook.Tracks).
		Set(chinook.Tracks.UnitPrice.SetExpr(query.Mul(chinook.Tracks.UnitPrice, query.Val(numeric.FromInt(2))))).
		Where(chinook.Tracks.GenreID.Eq(1)).Exec(ctx, db)
	require.NoError(t, err)
	assert.Equal(t, asked(t, db, pgx.RowTo[int64], `SELECT count(*) FROM track WHERE genre_id = 1`)[0], n)
	assert.Equal(t, want, asked(t, db, pgx.RowTo[string], `SELECT sum(unit_price)::text FROM track WHERE genre_id = 1`)[0])

	entries := chinook.PlaylistTracks
	again, err := query.Insert(entries).
		Row(entries.PlaylistID.Set(1), entries.TrackID.Set(1)).
		Row(entries.PlaylistID.Set(18), entries.TrackID.Set(2)).
		OnConflictDoNothing(entries.PlaylistID, entries.TrackID).Exec(ctx, db)
	require.NoError(t, err)
	assert.Equal(t, int64(1), again, "the key of two columns is there already once")

	before := asked(t, db, pgx.RowTo[int64], `SELECT count(*) FROM playlist_track JOIN track USING (track_id) WHERE genre_id = 1`)[0]
	gone, err := query.Delete(entries).Using(chinook.Tracks).
		Where(entries.TrackID.EqExpr(chinook.Tracks.ID), chinook.Tracks.GenreID.Eq(1)).Exec(ctx, db)
	require.NoError(t, err)
	assert.Equal(t, before, gone)
}
