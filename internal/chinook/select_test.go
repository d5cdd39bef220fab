package chinook_test

import (
	"testing"

	"github.com/Masterminds/squirrel"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func TestS21_TuplesOfThreeTables(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	rows, err := query.Select3(chinook.Tracks, chinook.Albums.Title, chinook.Artists.Name).
		From(chinook.Tracks).
		Join(chinook.Albums, chinook.Tracks.AlbumID.EqExpr(chinook.Albums.ID)).
		Join(chinook.Artists, chinook.Albums.ArtistID.EqExpr(chinook.Artists.ID)).
		Where(query.Like(chinook.Tracks.Name, "%Blues%")).
		OrderBy(chinook.Tracks.ID).
		Rows(ctx, db).All()
	require.NoError(t, err)

	type row struct {
		ID     int32
		Track  string
		Album  string
		Artist *string
	}
	got := make([]row, len(rows))
	for i, r := range rows {
		got[i] = row{r.V1.ID, r.V1.Name, r.V2, r.V3}
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT t.track_id, t.name, b.title, a.name FROM track t JOIN album b USING (album_id) JOIN artist a USING (artist_id)
		WHERE t.name LIKE '%Blues%' ORDER BY 1`), got)
}

func TestS21_ProjectionIntoAStruct(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	type sale struct {
		Customer string
		Country  *string
		Track    string
		Composer *string
		Quantity int32
	}
	sales, err := query.Project(
		query.Into(query.Concat(chinook.Customers.FirstName, query.Val(" "), chinook.Customers.LastName), func(s *sale) *string { return &s.Customer }),
		query.Into(chinook.Customers.Country, func(s *sale) **string { return &s.Country }),
		query.Into(chinook.Tracks.Name, func(s *sale) *string { return &s.Track }),
		query.Into(chinook.Tracks.Composer, func(s *sale) **string { return &s.Composer }),
		query.Into(chinook.InvoiceLines.Quantity, func(s *sale) *int32 { return &s.Quantity }),
	).
		From(chinook.InvoiceLines).
		Join(chinook.Invoices, chinook.InvoiceLines.InvoiceID.EqExpr(chinook.Invoices.ID)).
		Join(chinook.Customers, chinook.Invoices.CustomerID.EqExpr(chinook.Customers.ID)).
		Join(chinook.Tracks, chinook.InvoiceLines.TrackID.EqExpr(chinook.Tracks.ID)).
		OrderBy(chinook.InvoiceLines.ID).
		Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[sale], `
		SELECT c.first_name || ' ' || c.last_name, c.country, t.name, t.composer, l.quantity
		FROM invoice_line l JOIN invoice i USING (invoice_id) JOIN customer c USING (customer_id) JOIN track t USING (track_id)
		ORDER BY l.invoice_line_id`), sales)
}

func TestS21_SelfJoin(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	boss := schema.As(chinook.Employees, "boss")
	rows, err := query.Select3(chinook.Employees.LastName, chinook.Employees.Title, boss.LastName).
		From(chinook.Employees).
		Join(boss, chinook.Employees.ReportsTo.EqExpr(boss.ID)).
		OrderBy(chinook.Employees.ID).
		Rows(ctx, db).All()
	require.NoError(t, err)
	type row = query.Row3[string, *string, string]
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT e.last_name, e.title, b.last_name FROM employee e JOIN employee b ON e.reports_to = b.employee_id ORDER BY e.employee_id`), rows)
}

func TestS22_LeftJoinGivesAnObjectOrNil(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	rows, err := query.Select2(chinook.Artists.ID, query.Optional(chinook.Albums)).
		From(chinook.Artists).
		LeftJoin(chinook.Albums, chinook.Albums.ArtistID.EqExpr(chinook.Artists.ID)).
		OrderBy(chinook.Artists.ID, chinook.Albums.ID).
		Rows(ctx, db).All()
	require.NoError(t, err)
	type row struct {
		Artist int32
		Album  *int32
		Title  *string
	}
	var silent int
	got := make([]row, len(rows))
	for i, r := range rows {
		got[i].Artist = r.V1
		if r.V2 == nil {
			silent++
			continue
		}
		got[i].Album, got[i].Title = &r.V2.ID, &r.V2.Title
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT a.artist_id, b.album_id, b.title FROM artist a LEFT JOIN album b USING (artist_id) ORDER BY 1, 2`), got)
	assert.NotZero(t, silent)
}

func TestS25_ResultHelpers(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	byID := query.Compile1(func(id query.Param[int32]) query.Query[*chinook.Track] {
		return query.From(chinook.Tracks).Where(chinook.Tracks.ID.EqExpr(id))
	})
	names := asked(t, db, pgx.RowTo[string], `SELECT name FROM track ORDER BY track_id LIMIT 50`)
	for i, want := range names {
		track, err := byID.Rows(ctx, db, int32(i+1)).One()
		require.NoError(t, err)
		assert.Equal(t, want, track.Name)
	}
	_, err := byID.Rows(ctx, db, -1).One()
	require.ErrorIs(t, err, query.ErrNoRows)
	_, err = query.From(chinook.Tracks).Rows(ctx, db).One()
	require.ErrorIs(t, err, query.ErrMultipleRows)

	longest, found, err := query.Select2(chinook.Tracks.Name, chinook.Tracks.Milliseconds).From(chinook.Tracks).
		OrderBy(chinook.Tracks.Milliseconds.Desc()).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, asked(t, db, pgx.RowTo[string], `SELECT name FROM track ORDER BY milliseconds DESC LIMIT 1`)[0], longest)
}

func TestDistinctOn(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	last, err := query.Select3(chinook.Invoices.CustomerID, chinook.Invoices.ID, chinook.Invoices.Date).
		From(chinook.Invoices).
		DistinctOn(chinook.Invoices.CustomerID).
		OrderBy(chinook.Invoices.CustomerID, chinook.Invoices.Date.Desc(), chinook.Invoices.ID.Desc()).
		Rows(ctx, db).All()
	require.NoError(t, err)
	type row struct {
		Customer, Invoice int32
		Date              string
	}
	got := make([]row, len(last))
	for i, r := range last {
		got[i] = row{r.V1, r.V2, r.V3.String()}
	}
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[row], `
		SELECT DISTINCT ON (customer_id) customer_id, invoice_id, to_char(invoice_date, 'YYYY-MM-DD"T"HH24:MI:SS')
		FROM invoice ORDER BY customer_id, invoice_date DESC, invoice_id DESC`), got)

	countries, err := query.Select(chinook.Customers.Country).From(chinook.Customers).Distinct().OrderBy(chinook.Customers.Country).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, asked(t, db, pgx.RowTo[*string], `SELECT DISTINCT country FROM customer ORDER BY 1`), countries)
}

func TestRawSQL(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	const managers = `WITH RECURSIVE above AS (
		SELECT employee_id, reports_to, 0 AS height FROM employee WHERE employee_id = $1
		UNION ALL SELECT e.employee_id, e.reports_to, a.height + 1 FROM employee e JOIN above a ON e.employee_id = a.reports_to)
		SELECT e.* FROM employee e JOIN above USING (employee_id) ORDER BY height`
	chain, err := query.RawEntities(query.SQL(managers, 8), chinook.Employees).Rows(ctx, db).All()
	require.NoError(t, err)
	got := make([]int32, len(chain))
	for i, e := range chain {
		got[i] = e.ID
	}
	assert.Equal(t, asked(t, db, pgx.RowTo[int32], `SELECT employee_id FROM (`+managers+`) e`, 8), got)
	assert.NotNil(t, chain[0].HireDate)

	type share struct {
		Genre string
		Part  float64
	}
	const parts = `SELECT g.name, (count(*) / sum(count(*)) OVER ())::float8 FROM track JOIN genre g USING (genre_id) WHERE milliseconds > $1 GROUP BY 1 ORDER BY 1`
	shares, err := query.RawInto(
		query.SQL(parts, 200_000),
		query.Into(query.Out[string]("name"), func(s *share) *string { return &s.Genre }),
		query.Into(query.Out[float64]("part"), func(s *share) *float64 { return &s.Part }),
	).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, asked(t, db, pgx.RowToStructByPos[share], parts, 200_000), shares)

	long := squirrel.Expr("milliseconds > ? AND composer IS NOT NULL", 400_000)
	ids, err := query.Select(chinook.Tracks.ID).From(chinook.Tracks).Where(query.RawPredicate(long), chinook.Tracks.GenreID.Eq(1)).
		OrderBy(chinook.Tracks.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, asked(t, db, pgx.RowTo[int32],
		`SELECT track_id FROM track WHERE milliseconds > 400000 AND composer IS NOT NULL AND genre_id = 1 ORDER BY 1`), ids)
}
