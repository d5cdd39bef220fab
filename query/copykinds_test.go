package query_test

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// A table with a column of every kind that values are sent as.

type (
	shade  string
	level  int16
	digest [16]byte
	spoken struct{ word string } // writes itself
	note   struct {
		Title string
		More  map[string]int
	}
)

// Value is the word; none at all is NULL.
func (s spoken) Value() (driver.Value, error) {
	if s.word == "" {
		return nil, nil //nolint:nilnil // NULL
	}
	if s.word == "boom" {
		panic("the program's own")
	}
	return s.word, nil
}

// Scan reads the word.
func (s *spoken) Scan(v any) error { s.word, _ = v.(string); return nil }

var shades = schema.DefineEnum[shade]("shade", "dark", `li"ght\`, "")

type Anything struct {
	ID        int64
	Flag      bool
	Small     int16
	Level     level
	Medium    int32
	Wide      uint32
	Big       uint64
	Single    float32
	Double    float64
	Text      string
	Varchar   string
	Padded    string
	Folded    string
	Shade     shade
	Undefined shade
	Pair      string
	Point     string
	Short     string
	Positive  int32
	Blob      []byte
	TextBytes []byte
	Token     digest
	When      time.Time
	WhenRound time.Time
	WhenLocal time.Time
	WhenDay   time.Time
	Ever      pgtype.Timestamptz
	Local     civil.DateTime
	Day       civil.Date
	Clock     civil.Time
	Span      time.Duration
	Months    pgtype.Interval
	Price     numeric.Numeric
	Exact     numeric.Numeric
	Whole     numeric.Numeric
	Raw       json.RawMessage
	JSON      json.RawMessage
	Doc       note
	JSONText  string
	Host      netip.Addr
	Net       netip.Prefix
	Texts     []string
	Numbers   []*int64
	Times     []time.Time
	Shades    []shade
	Range     pgtype.Range[pgtype.Int4]
	Spoken    spoken

	NText   *string
	NBig    *int64
	NShade  *shade
	NWhen   *time.Time
	NPrice  *numeric.Numeric
	NBlob   *[]byte
	NDoc    *note
	NTexts  *[]string
	NToken  *digest
	NPadded *string
}

type anythings struct {
	schema.Table[Anything, int64]
	ID      schema.Col[int64]
	Text    schema.Col[string]
	Varchar schema.Col[string]
	Spoken  schema.Col[spoken]
}

// kindColumns are the columns of Anythings but for its key, and the kinds of value that they hold.
var kindColumns []query.Expression

func mapKind[T any](d *schema.Def, name, sql string, field *T) {
	var c schema.Col[T]
	def := schema.Map(d, &c, name, field)
	if sql != "" {
		def.Type(sql)
	}
	kindColumns = append(kindColumns, c)
}

func mapNullKind[T any](d *schema.Def, name, sql string, field **T) {
	var c schema.NullCol[T]
	def := schema.MapNull(d, &c, name, field)
	if sql != "" {
		def.Type(sql)
	}
	kindColumns = append(kindColumns, c)
}

var Anythings = schema.Define("kinds", func(d *schema.Def, t *anythings, e *Anything) {
	schema.Map(d, &t.ID, "id", &e.ID)
	mapKind(d, "flag", "", &e.Flag)
	mapKind(d, "small", "", &e.Small)
	mapKind(d, "level", "", &e.Level)
	mapKind(d, "medium", "", &e.Medium)
	mapKind(d, "wide", "", &e.Wide)
	mapKind(d, "big", "bigint", &e.Big)
	mapKind(d, "single", "", &e.Single)
	mapKind(d, "double", "", &e.Double)
	schema.Map(d, &t.Text, "text", &e.Text)
	schema.Map(d, &t.Varchar, "varchar", &e.Varchar).Type("varchar(200)")
	mapKind(d, "padded", "char(9)", &e.Padded)
	mapKind(d, "folded", "citext", &e.Folded)
	mapKind(d, "undefined", "hue", &e.Undefined)
	mapKind(d, "pair", "pair", &e.Pair)
	mapKind(d, "point", "point", &e.Point)
	mapKind(d, "short", "short_text", &e.Short)
	mapKind(d, "positive", "positive", &e.Positive)
	mapKind(d, "blob", "", &e.Blob)
	mapKind(d, "text_bytes", "text", &e.TextBytes)
	mapKind(d, "token", "", &e.Token)
	mapKind(d, "when", "", &e.When)
	mapKind(d, "when_round", "timestamptz(0)", &e.WhenRound)
	mapKind(d, "when_local", "timestamp", &e.WhenLocal)
	mapKind(d, "when_day", "date", &e.WhenDay)
	mapKind(d, "ever", "", &e.Ever)
	mapKind(d, "local", "", &e.Local)
	mapKind(d, "day", "", &e.Day)
	mapKind(d, "clock", "", &e.Clock)
	mapKind(d, "span", "", &e.Span)
	mapKind(d, "months", "", &e.Months)
	mapKind(d, "price", "numeric(10,2)", &e.Price)
	mapKind(d, "exact", "", &e.Exact)
	mapKind(d, "whole", "bigint", &e.Whole)
	mapKind(d, "raw", "", &e.Raw)
	mapKind(d, "json", "json", &e.JSON)
	mapKind(d, "doc", "", &e.Doc)
	mapKind(d, "json_text", "jsonb", &e.JSONText)
	mapKind(d, "host", "", &e.Host)
	mapKind(d, "net", "", &e.Net)
	mapKind(d, "texts", "", &e.Texts)
	mapKind(d, "numbers", "", &e.Numbers)
	mapKind(d, "times", "", &e.Times)
	mapKind(d, "range", "", &e.Range)
	mapNullKind(d, "n_text", "", &e.NText)
	mapNullKind(d, "n_big", "", &e.NBig)
	mapNullKind(d, "n_when", "", &e.NWhen)
	mapNullKind(d, "n_price", "", &e.NPrice)
	mapNullKind(d, "n_blob", "", &e.NBlob)
	mapNullKind(d, "n_doc", "", &e.NDoc)
	mapNullKind(d, "n_texts", "", &e.NTexts)
	mapNullKind(d, "n_token", "", &e.NToken)
	mapNullKind(d, "n_padded", "char(3)", &e.NPadded)
	schema.Map(d, &t.Spoken, "spoken", &e.Spoken).Type("text")
	var a schema.Col[shade]
	schema.Map(d, &a, "shade", &e.Shade).Enum(shades)
	var as schema.Col[[]shade]
	schema.Map(d, &as, "shades", &e.Shades).Enum(shades.Array())
	var an schema.NullCol[shade]
	schema.MapNull(d, &an, "n_shade", &e.NShade).Enum(shades)
	kindColumns = append(kindColumns, t.Text, t.Varchar, t.Spoken, a, as, an)
	schema.PrimaryKey(&t.Table, t.ID)
})

const kindsSQL = `
create type shade as enum ('dark', 'li"ght\', ''); create type hue as enum ('', 'red', 'a\b');
create type pair as (a int, b text); create domain citext as text; create domain short_text as varchar(20); create domain positive as int;
create table kinds (id bigint, flag boolean, small smallint, level smallint, medium integer, wide bigint, big bigint, single real, double double precision,
	text text, varchar varchar(200), padded char(9), folded citext, undefined hue, pair pair, point point, short short_text, positive positive,
	blob bytea, text_bytes text, token uuid, "when" timestamptz, when_round timestamptz(0), when_local timestamp, when_day date,
	ever timestamptz, local timestamp, day date, clock time, span interval, months interval, price numeric(10,2), exact numeric, whole bigint,
	raw jsonb, json json, doc jsonb, json_text jsonb, host inet, net cidr, texts text[], numbers bigint[], times timestamptz[], range int4range,
	n_text text, n_big bigint, n_when timestamptz, n_price numeric, n_blob bytea, n_doc jsonb, n_texts text[], n_token uuid, n_padded char(3),
	spoken text, shade shade, shades shade[], n_shade shade)`

func kindPool(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := pgtemp.New(t)
	_, err := pool.Exec(t.Context(), kindsSQL)
	require.NoError(t, err)
	return pool
}

// dice makes values: extreme ones often, and texts of what the text form of COPY has to escape.
type dice struct{ *rand.Rand }

func pick[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

func (d dice) text(most int) string {
	letters := []string{"\\", "\n", "\r", "\t", "\b", "\v", `\N`, `\.`, `"`, "'", ",", "{", "}", "NULL", " ", "ü", "é", "日本", "a", "x0", "", "\x7f"}
	var b strings.Builder
	for range d.IntN(12) {
		if s := pick(d, letters...); b.Len()+len(s) <= most {
			b.WriteString(s)
		}
	}
	return b.String()
}

func (d dice) time() time.Time {
	return pick(d,
		time.Date(2024, 7, 1, 12, 30, 45, d.IntN(1e9), time.UTC), time.Date(-4000, 1, 2, 3, 4, 5, 6000, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
		time.Date(250_000, 12, 31, 23, 59, 59, 0, time.UTC), time.Time{}, time.Unix(d.Int64N(1<<34), 0).In(time.FixedZone("", 19800)))
}

func (d dice) number() numeric.Numeric {
	for {
		if n, err := numeric.Parse(pick(d, "0", "-0.00", "NaN", "123456789012345678901234567890.123456789", "1e-300", "1e300", "-7.10", fmt.Sprint(d.Int64()))); err == nil {
			return n
		}
	}
}

func null[T any](d dice, v T) *T { return pick(d, nil, &v, &v) }

// kind is an entity of any values that its columns can hold.
func (d dice) kind(id int) *Anything {
	e := &Anything{
		ID: int64(id), Flag: d.IntN(2) == 0, Small: pick[int16](d, 0, -1, math.MinInt16, math.MaxInt16), Level: pick[level](d, 3, -3), Medium: pick[int32](d, 0, -1, math.MinInt32, math.MaxInt32),
		Wide: pick[uint32](d, 0, math.MaxUint32), Big: pick[uint64](d, 0, math.MaxInt64), Single: pick[float32](d, 0, 1.5, -1e-40, float32(math.Inf(1)), float32(math.NaN())),
		Double: pick(d, 0, math.Copysign(0, -1), math.MaxFloat64, 5e-324, math.Inf(1), math.Inf(-1), math.NaN(), 0.1), Text: d.text(1000), Varchar: d.text(200), Padded: d.text(9),
		Folded: d.text(1000), Undefined: pick[shade](d, "", "red", `a\b`), Pair: pick(d, `(1,"x\\y")`, "(,)", "(-5,\"\t\n\")"), Point: pick(d, "(1,2)", "(-1.5,1e+300)"), Short: d.text(20), Positive: pick[int32](d, 1, 1<<30),
		Blob: pick(d, nil, []byte{}, []byte{0, 255, '\\', '\n'}), TextBytes: []byte(d.text(1000)), Token: pick(d, digest{}, digest{15: 255, 0: 1}),
		When: d.time(), WhenRound: d.time(), WhenLocal: d.time(), WhenDay: d.time(),
		Ever:  pick(d, pgtype.Timestamptz{}, pgtype.Timestamptz{Valid: true, InfinityModifier: pgtype.Infinity}, pgtype.Timestamptz{Valid: true, InfinityModifier: pgtype.NegativeInfinity}, pgtype.Timestamptz{Valid: true, Time: d.time()}),
		Local: civil.DateTimeOf(d.time()), Day: civil.DateOf(d.time()), Clock: civil.TimeOf(d.time()), Span: pick(d, 0, -time.Microsecond, math.MaxInt64, math.MinInt64+1, time.Duration(d.Int64())),
		Months: pick(d, pgtype.Interval{}, pgtype.Interval{Valid: true, Months: -3, Days: 5, Microseconds: -1}), Price: numeric.FromInt(int64(d.IntN(1e8))), Exact: d.number(), Whole: numeric.FromInt(d.Int64()),
		Raw: pick(d, nil, json.RawMessage(`{"b": [1, 2.50], "a": "\\\n"}`), json.RawMessage(`"\t"`)), JSON: pick(d, nil, json.RawMessage("{\"a\" :\n\t1,\"a\":\"\\\\\"}")), Doc: note{Title: d.text(1000), More: pick(d, nil, map[string]int{"\t": 1})},
		JSONText: pick(d, `{"x":"\\"}`, "null", "[ 1 ]"), Host: pick(d, netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fe80::1")), Net: pick(d, netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::/0")),
		Texts: pick(d, nil, []string{}, []string{d.text(1000), "", d.text(1000)}), Numbers: pick(d, nil, []*int64{nil, new(d.Int64()), nil}), Times: pick(d, nil, []time.Time{d.time(), d.time()}),
		Range:  pick(d, pgtype.Range[pgtype.Int4]{}, pgtype.Range[pgtype.Int4]{Valid: true, LowerType: pgtype.Inclusive, UpperType: pgtype.Unbounded, Lower: pgtype.Int4{Int32: 3, Valid: true}}),
		Spoken: pick(d, spoken{}, spoken{"a\\b\tc"}), Shade: pick[shade](d, "", "dark", `li"ght\`), Shades: pick(d, nil, []shade{"", "dark", `li"ght\`}),
	}
	e.NText, e.NBig, e.NShade, e.NWhen, e.NPrice = null(d, d.text(1000)), null(d, d.Int64()), null(d, e.Shade), null(d, d.time()), null(d, d.number())
	e.NBlob, e.NDoc, e.NTexts, e.NToken, e.NPadded = null(d, e.Blob), null(d, e.Doc), null(d, e.Texts), null(d, e.Token), null(d, d.text(3))
	return e
}

// shown is the rows as the server writes them, in the order of their keys. It deletes them.
func shown(t *testing.T, pool *pgxpool.Pool) []string {
	t.Helper()
	rows, err := pool.Query(t.Context(), "SELECT kinds::text FROM kinds ORDER BY id")
	require.NoError(t, err)
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), "TRUNCATE kinds")
	require.NoError(t, err)
	return texts
}

func TestCopyWritesWhatInsertEntitiesWrites(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), kindPool(t)
	_, err := pool.Exec(ctx, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''America/St_Johns''', current_database());
		EXECUTE format('ALTER DATABASE %I SET datestyle = ''SQL, DMY''', current_database()); EXECUTE format('ALTER DATABASE %I SET intervalstyle = ''sql_standard''', current_database()); END $$`)
	require.NoError(t, err)
	pools := make([]*pgxpool.Pool, len(modes))
	for i, mode := range modes {
		pools[i] = inMode(t, pool, mode)
	}
	d := dice{rand.New(rand.NewPCG(7, 11))} //nolint:gosec // the values are to be the same in every run
	es := make([]*Anything, 200)
	for i := range es {
		es[i] = d.kind(i)
	}
	lists := [][]query.Expression{append([]query.Expression{Anythings.ID}, kindColumns...)}
	for _, c := range kindColumns { // one by one, so that each goes in its own best form
		lists = append(lists, []query.Expression{Anythings.ID, c})
	}
	for i, columns := range lists {
		_, err := query.InsertEntities(Anythings, es, columns...).Exec(ctx, pools[0])
		require.NoError(t, err)
		want := shown(t, pool)
		require.Len(t, want, len(es))
		for k, mode := range modes {
			if i > 0 && k%3 != 0 {
				continue // one that asks for types, and one that does not
			}
			n, err := query.CopyEntities(ctx, pools[k], Anythings, es, columns...)
			require.NoError(t, err, "%s list %d", mode, i)
			assert.EqualValues(t, len(es), n)
			require.Equal(t, want, shown(t, pool), "%s list %d", mode, i)
		}
	}
}

func TestCopySendsLargeTexts(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), kindPool(t)
	es := make([]*Anything, 5)
	for i := range es {
		es[i] = &Anything{ID: int64(i), Text: strings.Repeat("0\\\t2345ü\n", 100_000), Varchar: "short"}
	}
	for _, pool := range []*pgxpool.Pool{pool, inMode(t, pool, pgx.QueryExecModeExec)} {
		n, err := query.CopyEntities(ctx, pool, Anythings, es, Anythings.ID, Anythings.Text, Anythings.Varchar)
		require.NoError(t, err)
		assert.EqualValues(t, len(es), n)
		got, err := query.Select(Anythings.Text).From(Anythings).Rows(ctx, pool).All()
		require.NoError(t, err)
		require.Len(t, got, len(es))
		for i := range got {
			require.True(t, got[i] == es[i].Text)
		}
		shown(t, pool)
	}
}

func TestAPanicOfAValueIsTheCallers(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), kindPool(t)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	for _, at := range []int{0, 20_000} { // in the block that is made before anything is sent, and behind
		es := make([]*Anything, 30_000)
		for i := range es {
			es[i] = &Anything{ID: int64(i), Spoken: spoken{"word"}}
		}
		es[at].Spoken.word = "boom"
		assert.PanicsWithValue(t, "the program's own", func() { _, _ = query.CopyEntities(ctx, conn, Anythings, es, Anythings.ID, Anythings.Spoken) })
		assert.Empty(t, shown(t, pool))
		require.NoError(t, conn.Ping(ctx), "the connection goes on")
		assert.Equal(t, byte('I'), conn.Conn().PgConn().TxStatus())
	}
}
