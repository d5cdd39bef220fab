package query_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Moment has times of every kind.
type Moment struct {
	ID     int64           `json:"id"`
	Seen   time.Time       `json:"seen"`
	Later  *time.Time      `json:"later"`
	Local  civil.DateTime  `json:"local"`
	Day    civil.Date      `json:"day"`
	Clock  civil.Time      `json:"clock"`
	Past   []time.Time     `json:"past"`
	MadeAt time.Time       `json:"-"`
	MadeIn *civil.DateTime `json:"-"`
}

type moments struct {
	schema.Table[Moment, int64]
	ID     schema.Col[int64]
	Seen   schema.Col[time.Time]
	Later  schema.NullCol[time.Time]
	Local  schema.Col[civil.DateTime]
	Day    schema.Col[civil.Date]
	Clock  schema.Col[civil.Time]
	Past   schema.Col[[]time.Time]
	MadeAt schema.Owned[time.Time]
	MadeIn schema.NullCol[civil.DateTime]
}

var Moments = schema.Define("moments", func(d *schema.Def, t *moments, m *Moment) {
	schema.Map(d, &t.ID, "id", &m.ID)
	schema.Map(d, &t.Seen, "seen", &m.Seen)
	schema.MapNull(d, &t.Later, "later", &m.Later)
	schema.Map(d, &t.Local, "local", &m.Local)
	schema.Map(d, &t.Day, "day", &m.Day)
	schema.Map(d, &t.Clock, "clock", &m.Clock)
	schema.Map(d, &t.Past, "past", &m.Past)
	schema.Map(d, &t.MadeAt, "made_at", &m.MadeAt).DefaultExpr(query.Now())
	schema.MapNull(d, &t.MadeIn, "made_in", &m.MadeIn)
	schema.PrimaryKey(&t.Table, t.ID)
})

// zones are sessions' and processes': west and east of Greenwich, with half hours, with and without summer time.
var zones = []string{"UTC", "America/St_Johns", "Asia/Kolkata", "Europe/Berlin", "Pacific/Kiritimati"}

// instants are one of winter, one of summer, one in the hour that Berlin has twice, one before 1970 and one of 1883, when
// zones had seconds. They have nanoseconds, which PostgreSQL does not keep.
func instants() []time.Time {
	return []time.Time{
		time.Date(2024, 1, 15, 12, 30, 45, 123_456_789, time.UTC), time.Date(2024, 7, 15, 23, 59, 59, 999_999_999, time.UTC),
		time.Date(2023, 10, 29, 1, 30, 0, 1_000, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999_999_001, time.UTC),
		time.Date(1883, 11, 18, 17, 0, 0, 0, time.UTC),
	}
}

func TestMain(m *testing.M) {
	if url := os.Getenv(childURL); url != "" {
		if err := writeMoments(context.Background(), url, time.Local); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// childURL makes this program one that writes moments and ends, in the zone that its own TZ names.
const childURL = "ROWAN_WRITE_MOMENTS"

// writeMoments writes the instants as times of the zone, in sessions of every zone, and prints what comes back.
func writeMoments(ctx context.Context, url string, zone *time.Location) error {
	for s, session := range zones {
		conn, err := connectIn(ctx, url, session, pgx.QueryExecModeCacheStatement)
		if err != nil {
			return err
		}
		for i, at := range instants() {
			m, err := writeMoment(ctx, conn, int64(10*s+i), at.In(zone))
			if err != nil {
				return err
			}
			b, err := json.Marshal(m)
			if err != nil {
				return err
			}
			fmt.Println(string(b))
		}
		if _, err := query.Delete(Moments).Exec(ctx, conn); err != nil {
			return err
		}
		if err := conn.Close(ctx); err != nil {
			return err
		}
	}
	return nil
}

func connectIn(ctx context.Context, url, zone string, mode pgx.QueryExecMode) (*pgx.Conn, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.RuntimeParams["timezone"] = zone
	cfg.DefaultQueryExecMode = mode
	return pgx.ConnectConfig(ctx, cfg)
}

// writeMoment inserts at and its wall clock, and reads them back.
func writeMoment(ctx context.Context, db query.DB, id int64, at time.Time) (*Moment, error) {
	m := Moments
	_, err := query.Insert(m).Row(m.ID.Set(id), m.Seen.Set(at), m.Later.Set(at), m.Local.Set(civil.DateTimeOf(at.UTC())),
		m.Day.Set(civil.DateOf(at.UTC())), m.Clock.Set(civil.TimeOf(at.UTC())), m.Past.Set([]time.Time{at, at.Add(-time.Hour)})).Exec(ctx, db)
	if err != nil {
		return nil, err
	}
	return query.From(m).Where(m.ID.Eq(id), m.Seen.Eq(at), m.Later.In(at), m.Local.Eq(civil.DateTimeOf(at.UTC()))).Rows(ctx, db).One()
}

func momentsURL(t *testing.T) string {
	t.Helper()
	url := pgtemp.URL(t)
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	require.NoError(t, schema.NewModel(Moments).CreateAll(t.Context(), conn))
	require.NoError(t, conn.Close(t.Context()))
	return url
}

func TestS08_S09_TimesHaveAZoneUnlessTheirTypeHasNone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, momentsURL(t))
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	rows, err := conn.Query(ctx, `select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute
		where attrelid = 'moments'::regclass and attnum > 1 order by attnum`)
	require.NoError(t, err)
	types, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	assert.Equal(t, []string{
		"seen timestamp with time zone", "later timestamp with time zone", "local timestamp without time zone", "day date",
		"clock time without time zone", "past timestamp with time zone[]", "made_at timestamp with time zone", "made_in timestamp without time zone",
	}, types)
}

func TestS10_TheDatabasesClockFillsACreationTime(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	conn, err := connectIn(ctx, momentsURL(t), "Asia/Kolkata", pgx.QueryExecModeCacheStatement)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	require.NoError(t, pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		m, err := writeMoment(ctx, tx, 1, instants()[0])
		require.NoError(t, err)
		now, err := query.Select(query.Now()).Rows(ctx, tx).One()
		require.NoError(t, err)
		assert.Equal(t, now, m.MadeAt, "the time at which the transaction began")
		assert.Equal(t, time.UTC, m.MadeAt.Location())
		var server time.Time
		require.NoError(t, tx.QueryRow(ctx, "select now()").Scan(&server))
		assert.True(t, server.Equal(now))
		return nil
	}))
}

func TestS11_S12_AnInstantIsTheSameInEverySession(t *testing.T) {
	t.Parallel()
	ctx, url := t.Context(), momentsURL(t)
	id := int64(0)
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		for _, session := range zones {
			conn, err := connectIn(ctx, url, session, mode)
			require.NoError(t, err)
			for _, name := range zones {
				zone, err := time.LoadLocation(name)
				require.NoError(t, err)
				for _, at := range instants() {
					id++
					m, err := writeMoment(ctx, conn, id, at.In(zone))
					require.NoError(t, err, "%s in a session of %s, as a time of %s", mode, session, name)
					kept := at.Truncate(time.Microsecond)
					assert.Equal(t, kept, m.Seen, "cut, not rounded, and in UTC")
					assert.Equal(t, kept, *m.Later)
					assert.Equal(t, []time.Time{kept, kept.Add(-time.Hour)}, m.Past)
					assert.Equal(t, civil.DateTimeOf(kept), m.Local)
					assert.Equal(t, civil.DateOf(kept), m.Day)
					assert.Equal(t, civil.TimeOf(kept), m.Clock)
				}
			}
			require.NoError(t, conn.Close(ctx))
		}
	}
	conn, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var kept int
	require.NoError(t, conn.QueryRow(ctx, "select count(distinct (seen, later, local, day, clock, past)) from moments").Scan(&kept))
	assert.Equal(t, len(instants()), kept, "the database has the same for all of them")
}

func TestS11_S12_AnInstantIsTheSameInEveryProcess(t *testing.T) {
	t.Parallel()
	url := momentsURL(t)
	var want []string
	for range zones {
		for _, at := range instants() {
			at = at.Truncate(time.Microsecond)
			want = append(want, fmt.Sprintf(`"seen":%s,"later":%[1]s,"local":%s,"day":%q,"clock":%s,"past":[%[1]s,%[5]s]}`,
				at.Format(`"`+time.RFC3339Nano+`"`), text(t, civil.DateTimeOf(at)), civil.DateOf(at), text(t, civil.TimeOf(at)), at.Add(-time.Hour).Format(`"`+time.RFC3339Nano+`"`)))
		}
	}
	for _, zone := range zones {
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "TZ=") }), "TZ="+zone, childURL+"="+url)
		child.Stderr = os.Stderr
		out, err := child.Output()
		require.NoError(t, err, zone)
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		require.Len(t, lines, len(want))
		for i, line := range lines {
			_, line, _ = strings.Cut(line, ",")
			assert.Equal(t, want[i], line, "in a process of %s: zoned times end in Z, civil ones have no zone", zone)
		}
	}
}

func text(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}
