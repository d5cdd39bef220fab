package chinook_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/query"
)

func TestSalesByGenre(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	lines := query.CountAll()
	revenue := query.Sum(query.Mul(chinook.InvoiceLines.UnitPrice, query.RawNotNull[query.Numeric](query.SQL("?::numeric", chinook.InvoiceLines.Quantity))))
	rows, err := query.Select5(chinook.Genres.Name, lines, query.CountDistinct(chinook.Tracks.ID), revenue, query.Max(chinook.Tracks.UnitPrice)).
		From(chinook.InvoiceLines).
		Join(chinook.Tracks, chinook.InvoiceLines.TrackID.EqExpr(chinook.Tracks.ID)).
		Join(chinook.Genres, chinook.Tracks.GenreID.EqExpr(chinook.Genres.ID)).
		GroupBy(chinook.Genres.ID).
		Having(lines.Gt(10)).
		OrderBy(revenue.Desc(), chinook.Genres.Name).
		Rows(ctx, db).All()
	require.NoError(t, err)
	type row struct {
		Genre         *string
		Lines, Tracks int64
		Revenue, Most string
	}
	got := make([]row, len(rows))
	for i, r := range rows {
		got[i] = row{r.V1, r.V2, r.V3, r.V4.String(), r.V5.String()}
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT g.name, count(*), count(DISTINCT t.track_id), sum(l.unit_price * l.quantity)::text, max(t.unit_price)::text
		FROM invoice_line l JOIN track t USING (track_id) JOIN genre g USING (genre_id)
		GROUP BY g.genre_id HAVING count(*) > 10 ORDER BY sum(l.unit_price * l.quantity) DESC, g.name`), got)
}

func TestAveragesAndTotals(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	rows, err := query.Select5(
		chinook.Invoices.BillingCountry, query.Sum(chinook.Invoices.Total), query.Avg(chinook.Invoices.Total),
		query.Min(chinook.Invoices.Date), query.ArrayAgg(chinook.Invoices.CustomerID),
	).
		From(chinook.Invoices).GroupBy(chinook.Invoices.BillingCountry).OrderBy(chinook.Invoices.BillingCountry).Rows(ctx, db).All()
	require.NoError(t, err)
	type row struct {
		Country          *string
		Sum, Avg         string
		First            string
		CustomersOfLines int
	}
	got := make([]row, len(rows))
	for i, r := range rows {
		got[i] = row{r.V1, r.V2.String(), r.V3.String(), r.V4.String(), len(*r.V5)}
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT billing_country, sum(total)::text, avg(total)::text, to_char(min(invoice_date), 'YYYY-MM-DD"T"HH24:MI:SS'), cardinality(array_agg(customer_id))
		FROM invoice GROUP BY 1 ORDER BY 1`), got)

	minutes, found, err := query.Select(query.SumNumeric(chinook.Tracks.Milliseconds)).From(chinook.Tracks).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, asked(t, db, pgx.RowTo[string], `SELECT sum(milliseconds)::numeric::text FROM track`)[0], minutes.String())
}

func TestListsOfAGroup(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	rows, err := query.Select3(chinook.Albums.Title, query.ArrayAgg(chinook.Tracks.Milliseconds), query.StringAgg(chinook.Tracks.Name, "; ")).
		From(chinook.Albums).
		Join(chinook.Tracks, chinook.Tracks.AlbumID.EqExpr(chinook.Albums.ID)).
		GroupBy(chinook.Albums.ID).OrderBy(chinook.Albums.ID).Limit(40).
		Rows(ctx, db).All()
	require.NoError(t, err)
	type row struct {
		Title  string
		Times  []int32
		Tracks string
	}
	got := make([]row, len(rows))
	for i, r := range rows {
		got[i] = row{r.V1, *r.V2, *r.V3}
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT b.title, array_agg(t.milliseconds), string_agg(t.name, '; ')
		FROM album b JOIN track t USING (album_id) GROUP BY b.album_id ORDER BY b.album_id LIMIT 40`), got)
}
