package query_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Span has values whose text depends on settings of the connection.
type Span struct {
	ID    int64
	Long  time.Duration
	At    time.Time
	Times []time.Time
	Blob  []byte
}

type spans struct {
	schema.Table[Span, int64]
	ID    schema.Col[int64]
	Long  schema.Col[time.Duration]
	At    schema.Col[time.Time]
	Times schema.Col[[]time.Time]
	Blob  schema.Col[[]byte]
}

var Spans = schema.Define("spans", func(d *schema.Def, t *spans, e *Span) {
	schema.Map(d, &t.ID, "id", &e.ID)
	schema.Map(d, &t.Long, "long", &e.Long)
	schema.Map(d, &t.At, "at", &e.At)
	schema.Map(d, &t.Times, "times", &e.Times)
	schema.Map(d, &t.Blob, "blob", &e.Blob)
	schema.PrimaryKey(&t.Table, t.ID)
})

func TestManyRowsComeBackWhateverStyleAConnectionHas(t *testing.T) {
	t.Parallel()
	for i, set := range []map[string]string{
		{},
		{"IntervalStyle": "sql_standard", "DateStyle": "German, DMY", "TimeZone": "Asia/Kathmandu", "bytea_output": "escape"},
		{"IntervalStyle": "iso_8601", "DateStyle": "SQL, MDY", "TimeZone": "America/New_York"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			cfg := pgtemp.New(t).Config()
			maps.Copy(cfg.ConnConfig.RuntimeParams, set)
			db, err := pgxpool.NewWithConfig(t.Context(), cfg)
			require.NoError(t, err)
			t.Cleanup(db.Close)
			_, err = db.Exec(t.Context(), "create table spans (id bigint primary key, long interval not null default '-26 hours -0.000001 seconds', at timestamptz not null, times timestamptz[] not null, blob bytea not null)")
			require.NoError(t, err)
			at := time.Date(2026, 3, 4, 5, 6, 7, 8000, time.UTC)
			rows := make([]*Span, 200)
			for i := range rows {
				rows[i] = &Span{ID: int64(i), Long: -26*time.Hour - time.Microsecond, At: at, Times: []time.Time{at, at}, Blob: []byte{0, '\\', 255}}
			}
			got, err := query.Returning(query.InsertEntities(Spans, rows, Spans.ID, Spans.At, Spans.Times, Spans.Blob), Spans).Rows(t.Context(), db).All()
			require.NoError(t, err)
			read, err := query.From(Spans).OrderBy(Spans.ID).Rows(t.Context(), db).All()
			require.NoError(t, err)
			require.Len(t, got, len(rows))
			assert.Equal(t, rows[7].Long, got[7].Long)
			assert.True(t, at.Equal(got[7].Times[1]))
			assert.Equal(t, read, got, "as the ordinary way reads them")
		})
	}
}
