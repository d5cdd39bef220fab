package chinook_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/chinook"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
)

// wholeTables read each table through rowan, in the order of its key.
var wholeTables = []struct {
	name, key string
	read      func(context.Context, query.DB) ([][]any, error)
}{
	{"album", "album_id", whole(chinook.Albums, chinook.Albums.ID)},
	{"artist", "artist_id", whole(chinook.Artists, chinook.Artists.ID)},
	{"customer", "customer_id", whole(chinook.Customers, chinook.Customers.ID)},
	{"employee", "employee_id", whole(chinook.Employees, chinook.Employees.ID)},
	{"genre", "genre_id", whole(chinook.Genres, chinook.Genres.ID)},
	{"invoice", "invoice_id", whole(chinook.Invoices, chinook.Invoices.ID)},
	{"invoice_line", "invoice_line_id", whole(chinook.InvoiceLines, chinook.InvoiceLines.ID)},
	{"media_type", "media_type_id", whole(chinook.MediaTypes, chinook.MediaTypes.ID)},
	{"playlist", "playlist_id", whole(chinook.Playlists, chinook.Playlists.ID)},
	{"playlist_track", "playlist_id, track_id", whole(chinook.PlaylistTracks, chinook.PlaylistTracks.PlaylistID, chinook.PlaylistTracks.TrackID)},
	{"track", "track_id", whole(chinook.Tracks, chinook.Tracks.ID)},
}

func whole[E any](table query.EntityOf[E], key ...query.Ordering) func(context.Context, query.DB) ([][]any, error) {
	return func(ctx context.Context, db query.DB) ([][]any, error) {
		var rows [][]any
		es, err := query.From(table).OrderBy(key...).Rows(ctx, db).All()
		for _, e := range es {
			rows = append(rows, fieldValues(reflect.ValueOf(e).Elem(), nil))
		}
		return rows, err
	}
}

// fieldValues are the columns of an entity: its fields in their order, those of an embedded struct in its place, without
// the relations.
func fieldValues(e reflect.Value, values []any) []any {
	for i := range e.NumField() {
		field, value := e.Type().Field(i), e.Field(i)
		switch {
		case strings.HasSuffix(field.Type.PkgPath(), "/schema"):
		case field.Anonymous:
			values = fieldValues(value, values)
		case value.Kind() == reflect.Pointer && value.IsNil():
			values = append(values, nil)
		default:
			values = append(values, reflect.Indirect(value).Interface())
		}
	}
	return values
}

// pgxValues are the values of a row as pgx reads them, in our types where those differ.
func pgxValues(row pgx.CollectableRow) ([]any, error) {
	values, err := row.Values()
	for i, v := range values {
		switch v := v.(type) {
		case time.Time:
			values[i] = civil.DateTimeOf(v)
		case pgtype.Numeric:
			var n numeric.Numeric
			if err := n.ScanNumeric(v); err != nil {
				return nil, err
			}
			values[i] = n
		}
	}
	return values, err
}

func TestS22_EveryTableIsReadAsPgxReadsIt(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	expected := map[string][][]any{}
	total := 0
	for _, table := range wholeTables {
		expected[table.name] = asked(t, db, pgxValues, "SELECT * FROM "+table.name+" ORDER BY "+table.key)
		total += len(expected[table.name])
	}
	require.Equal(t, 15_607, total)

	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		cfg := db.Config().ConnConfig.Copy()
		cfg.DefaultQueryExecMode = mode
		conn, err := pgx.ConnectConfig(ctx, cfg)
		require.NoError(t, err)
		for _, table := range wholeTables {
			rows, err := table.read(ctx, conn)
			require.NoError(t, err, "%s in mode %s", table.name, mode)
			assertSameRows(t, expected[table.name], rows, table.name+" in mode "+mode.String())
		}
		require.NoError(t, conn.Close(ctx))
	}
}

// assertSameRows compares row by row, decimals by their value: pgx forgets the zeros at the end of 1.00.
func assertSameRows(t *testing.T, want, got [][]any, what string) {
	t.Helper()
	require.Len(t, got, len(want), what)
	for i := range want {
		require.Len(t, got[i], len(want[i]), what)
		for c := range want[i] {
			if w, ok := want[i][c].(numeric.Numeric); ok {
				require.IsType(t, w, got[i][c], what)
				require.True(t, w.Equal(got[i][c].(numeric.Numeric)), "%s: row %d: %s is not %s", what, i, got[i][c], w)
				continue
			}
			require.Equal(t, want[i][c], got[i][c], "%s: row %d, column %d", what, i, c)
		}
	}
}

func TestS09_TimesWithoutAZoneAreWhatTheServerShows(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	want := asked(t, db, pgx.RowTo[string], `SELECT to_char(invoice_date, 'YYYY-MM-DD"T"HH24:MI:SS') FROM invoice ORDER BY invoice_id`)
	dates, err := query.Select(chinook.Invoices.Date).From(chinook.Invoices).OrderBy(chinook.Invoices.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	got := make([]string, len(dates))
	for i, d := range dates {
		got[i] = d.String()
	}
	assert.Equal(t, want, got)

	spring, err := civil.ParseDateTime("2021-03-01T00:00:00")
	require.NoError(t, err)
	summer, err := civil.ParseDateTime("2021-06-01T00:00:00")
	require.NoError(t, err)
	between, err := query.Select(chinook.Invoices.ID).From(chinook.Invoices).
		Where(chinook.Invoices.Date.Ge(spring), chinook.Invoices.Date.Lt(summer)).OrderBy(chinook.Invoices.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, asked(t, db, pgx.RowTo[int32],
		`SELECT invoice_id FROM invoice WHERE invoice_date >= '2021-03-01' AND invoice_date < '2021-06-01' ORDER BY 1`), between)
}

func TestS16_PricesKeepTheirScale(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), store(t)
	totals, err := query.Select(chinook.Invoices.Total).From(chinook.Invoices).OrderBy(chinook.Invoices.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	got := make([]string, len(totals))
	for i, n := range totals {
		got[i] = n.String()
	}
	assert.Equal(t, asked(t, db, pgx.RowTo[string], `SELECT total::text FROM invoice ORDER BY invoice_id`), got)
}
