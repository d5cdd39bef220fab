package uow_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// A table with a column of each kind, and each of them as a nullable one.

type Mood string

type Doc struct {
	Title string         `json:"title"`
	More  map[string]int `json:"more,omitempty"`
}

type UUID [16]byte

type Thing struct {
	ID    int64
	Mood  Mood
	Tags  []string
	Grid  []int32
	Doc   Doc
	Raw   json.RawMessage
	Map   map[string]int
	Price numeric.Numeric
	Exact numeric.Numeric
	Blob  []byte
	Code  string
	Short string
	Ratio float64
	Small int
	Big   uint64
	When  time.Time
	Local civil.DateTime
	Day   civil.Date
	Token UUID

	NMood  *Mood
	NTags  *[]string
	NDoc   *Doc
	NPrice *numeric.Numeric
	NBlob  *[]byte
	NCode  *string
	NRatio *float64
	NSmall *int
	NWhen  *time.Time
	NDay   *civil.Date
	NToken *UUID
	NFlag  *bool
}

type things struct {
	schema.Table[Thing, int64]
	ID    schema.Col[int64]
	Mood  schema.Col[Mood]
	Tags  schema.Col[[]string]
	Grid  schema.Col[[]int32]
	Doc   schema.Col[Doc]
	Raw   schema.Col[json.RawMessage]
	Map   schema.Col[map[string]int]
	Price schema.Col[numeric.Numeric]
	Exact schema.Col[numeric.Numeric]
	Blob  schema.Col[[]byte]
	Code  schema.Col[string]
	Short schema.Col[string]
	Ratio schema.Col[float64]
	Small schema.Col[int]
	Big   schema.Col[uint64]
	When  schema.Col[time.Time]
	Local schema.Col[civil.DateTime]
	Day   schema.Col[civil.Date]
	Token schema.Col[UUID]

	NMood  schema.NullCol[Mood]
	NTags  schema.NullCol[[]string]
	NDoc   schema.NullCol[Doc]
	NPrice schema.NullCol[numeric.Numeric]
	NBlob  schema.NullCol[[]byte]
	NCode  schema.NullCol[string]
	NRatio schema.NullCol[float64]
	NSmall schema.NullCol[int]
	NWhen  schema.NullCol[time.Time]
	NDay   schema.NullCol[civil.Date]
	NToken schema.NullCol[UUID]
	NFlag  schema.NullCol[bool]
}

var Things = schema.Define("things", func(d *schema.Def, t *things, e *Thing) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.Mood, "mood", &e.Mood).Type("mood")
	schema.Map(d, &t.Tags, "tags", &e.Tags).AllowZero()
	schema.Map(d, &t.Grid, "grid", &e.Grid).AllowZero()
	schema.Map(d, &t.Doc, "doc", &e.Doc).AllowZero()
	schema.Map(d, &t.Raw, "raw", &e.Raw)
	schema.Map(d, &t.Map, "map", &e.Map).AllowZero()
	schema.Map(d, &t.Price, "price", &e.Price).Type("numeric(10,2)")
	schema.Map(d, &t.Exact, "exact", &e.Exact)
	schema.Map(d, &t.Blob, "blob", &e.Blob).AllowZero()
	schema.Map(d, &t.Code, "code", &e.Code).Type("char(3)").AllowZero()
	schema.Map(d, &t.Short, "short", &e.Short).Type("varchar(3)").AllowZero()
	schema.Map(d, &t.Ratio, "ratio", &e.Ratio)
	schema.Map(d, &t.Small, "small", &e.Small).Type("smallint")
	schema.Map(d, &t.Big, "big", &e.Big).Type("bigint")
	schema.Map(d, &t.When, "when", &e.When)
	schema.Map(d, &t.Local, "local", &e.Local)
	schema.Map(d, &t.Day, "day", &e.Day)
	schema.Map(d, &t.Token, "token", &e.Token)
	schema.MapNull(d, &t.NMood, "n_mood", &e.NMood).Type("mood")
	schema.MapNull(d, &t.NTags, "n_tags", &e.NTags)
	schema.MapNull(d, &t.NDoc, "n_doc", &e.NDoc)
	schema.MapNull(d, &t.NPrice, "n_price", &e.NPrice).Type("numeric(10,2)")
	schema.MapNull(d, &t.NBlob, "n_blob", &e.NBlob)
	schema.MapNull(d, &t.NCode, "n_code", &e.NCode).Type("char(3)")
	schema.MapNull(d, &t.NRatio, "n_ratio", &e.NRatio)
	schema.MapNull(d, &t.NSmall, "n_small", &e.NSmall).Type("smallint")
	schema.MapNull(d, &t.NWhen, "n_when", &e.NWhen)
	schema.MapNull(d, &t.NDay, "n_day", &e.NDay)
	schema.MapNull(d, &t.NToken, "n_token", &e.NToken)
	schema.MapNull(d, &t.NFlag, "n_flag", &e.NFlag)
	schema.PrimaryKey(&t.Table, t.ID)
})

var ThingModel = schema.NewModel(Things)

func thingPool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "uow_things", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		if _, err := conn.Exec(ctx, "CREATE TYPE mood AS ENUM ('fine', 'sad ''; --', '{}')"); err != nil {
			return err
		}
		return ThingModel.CreateAll(ctx, conn)
	})
}

var zone = time.FixedZone("here", 3*3600)

func empty() *Thing {
	return &Thing{
		Tags: []string{}, Grid: []int32{}, Map: map[string]int{}, Blob: []byte{}, // as they are read; nil ones are written as these
		Mood: "fine", Raw: json.RawMessage(`{}`), Exact: numeric.FromInt(0), Price: numeric.FromInt(0),
		When: time.Date(2026, 7, 1, 12, 0, 0, 0, zone), Local: civil.DateTime{Date: civil.Date{Year: 2026, Month: 7, Day: 1}}, Day: civil.Date{Year: 1, Month: 1, Day: 1}, Token: UUID{15: 1},
	}
}

func full() *Thing {
	e := empty()
	e.Mood, e.Tags, e.Grid = "sad '; --", []string{"a", `b"c\`, "", "NULL", "{}"}, []int32{1, -2}
	e.Doc, e.Raw, e.Map = Doc{Title: `x"\`, More: map[string]int{"b": 1, "a": 2}}, json.RawMessage(`{"b": [1, 2.50], "a": null}`), map[string]int{"z": 1}
	e.Price, e.Exact, e.Blob = numeric.FromInt(7), mustNumeric("-123456789.000000001230"), []byte{0, 255, '\\'}
	e.Code, e.Short, e.Ratio, e.Small, e.Big = "ab", "ü, ", math.NaN(), -32768, math.MaxInt64
	e.When = time.Date(2026, 7, 1, 12, 30, 0, 123456789, zone)
	e.NMood, e.NTags, e.NDoc = new(Mood("{}")), new([]string{"x"}), &Doc{Title: "n"}
	e.NPrice, e.NBlob, e.NCode, e.NRatio = new(numeric.FromInt(1)), new([]byte{1}), new("x"), new(math.Inf(-1))
	e.NSmall, e.NWhen, e.NDay, e.NToken, e.NFlag = new(5), new(e.When), &civil.Date{Year: 2026, Month: 2, Day: 28}, &UUID{1, 2}, new(false)
	return e
}

func mustNumeric(s string) numeric.Numeric {
	n, err := numeric.Parse(s)
	if err != nil {
		panic(err)
	}
	return n
}

// alike compares things as values: NaN is itself, documents are equal by what they mean.
func alike(t *testing.T, want, got *Thing) {
	t.Helper()
	if math.IsNaN(want.Ratio) && math.IsNaN(got.Ratio) {
		w, g := *want, *got
		w.Ratio, g.Ratio = 0, 0
		want, got = &w, &g
	}
	if len(want.Raw) > 0 {
		assert.JSONEq(t, string(want.Raw), string(got.Raw))
		w, g := *want, *got
		w.Raw, g.Raw = nil, nil
		want, got = &w, &g
	}
	assert.Equal(t, want, got)
}

func TestS16_EveryKindOfColumnIsWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	for _, rows := range []int{1, 3} { // one row has a statement of its own; several travel as arrays
		pool := thingPool(t)
		ctx := t.Context()
		s := open(t, pool, ThingModel)
		var all []*Thing
		for range rows {
			all = append(all, full(), empty())
		}
		if rows == 1 {
			all = all[:1]
		}
		for _, e := range all {
			s.Add(e)
		}
		require.NoError(t, s.Commit(ctx))
		for _, e := range all {
			row := stored(t, pool, Things, Things.ID.Eq(e.ID))
			alike(t, row, e)
		}
		assert.Equal(t, "ab ", all[0].Code, "the object equals its row: the server pads char(3)")
		assert.Equal(t, 123456000, all[0].When.Nanosecond())
		assert.Equal(t, time.UTC, all[0].When.Location())
		plan, err := s.Plan()
		require.NoError(t, err)
		assert.Empty(t, plan.String(), "what was just written is unchanged")

		for i, e := range all { // all the other way round
			id, other := e.ID, empty()
			if i%2 == 1 {
				other = full()
			}
			*e = *other
			e.ID = id
		}
		require.NoError(t, s.Commit(ctx))
		for _, e := range all {
			alike(t, stored(t, pool, Things, Things.ID.Eq(e.ID)), e)
		}
	}
}

func TestS26_InPlaceChangesCount(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := thingPool(t)
	first := full()
	commit(t, pool, ThingModel, first)
	for _, c := range []struct {
		column string
		change func(e *Thing)
	}{
		{"tags", func(e *Thing) { e.Tags[0] = "changed" }},
		{"grid", func(e *Thing) { e.Grid = append(e.Grid, 3) }},
		{"doc", func(e *Thing) { e.Doc.More["a"]++ }},
		{"raw", func(e *Thing) { e.Raw[2] = 'B' }},
		{"map", func(e *Thing) { delete(e.Map, "z") }},
		{"blob", func(e *Thing) { e.Blob[0]++ }},
		{"n_tags", func(e *Thing) { (*e.NTags)[0] = "y" }},
		{"n_doc", func(e *Thing) { e.NDoc.Title += "!" }},
		{"n_code", func(e *Thing) { *e.NCode = "yy" }},
		{"n_small", func(e *Thing) { *e.NSmall++ }},
		{"n_flag", func(e *Thing) { *e.NFlag = true }},
		{"n_flag", func(e *Thing) { e.NFlag = nil }},
		{"n_when", func(e *Thing) { *e.NWhen = e.NWhen.Add(time.Microsecond) }},
		{"n_blob", func(e *Thing) { e.NBlob = nil }},
		{"price", func(e *Thing) { e.Price = mustNumeric("1.2") }},
		{"exact", func(e *Thing) { e.Exact = mustNumeric("0.10") }},
		{"ratio", func(e *Thing) { e.Ratio = 1 }},
		{"token", func(e *Thing) { e.Token[3]++ }},
	} {
		s, trace := traced(t, pool, ThingModel)
		e := get(t, s, Things, first.ID)
		c.change(e)
		plan, err := s.Plan()
		require.NoError(t, err)
		require.Len(t, plan.Steps, 1, c.column)
		assert.Equal(t, []string{c.column}, plan.Steps[0].Columns)
		trace.Reset()
		require.NoError(t, s.Commit(ctx), c.column)
		assert.Equal(t, []string{"1 begin", "1 update things", "1 commit"}, ran(trace))
		alike(t, stored(t, pool, Things), e)
		plan, err = s.Plan()
		require.NoError(t, err)
		assert.Empty(t, plan.Steps, c.column)
	}
}

func TestS26_WhatMeansTheSameIsNoChange(t *testing.T) {
	t.Parallel()
	pool := thingPool(t)
	first := full()
	commit(t, pool, ThingModel, first)
	for _, c := range []struct {
		name   string
		change func(e *Thing)
	}{
		{"NaN", func(e *Thing) { e.Ratio = math.Float64frombits(math.Float64bits(math.NaN()) ^ 4) }},
		{"the same instant elsewhere", func(e *Thing) { e.When = e.When.In(zone) }},
		{"a finer instant", func(e *Thing) { e.When = e.When.Add(999 * time.Nanosecond) }},
		{"jsonb in another order", func(e *Thing) { e.Raw = json.RawMessage(`{"a":null,"b":[1,2.50]}`) }},
		{"an equal slice", func(e *Thing) { e.Tags = append([]string{}, e.Tags...) }},
		{"an equal pointer", func(e *Thing) { e.NSmall = new(*e.NSmall) }},
		{"an equal map", func(e *Thing) { e.Map = map[string]int{"z": 1} }},
		{"a nil slice for an empty one", func(e *Thing) { e.Doc.More = map[string]int{"a": 2, "b": 1} }},
	} {
		s, trace := traced(t, pool, ThingModel)
		e := get(t, s, Things, first.ID)
		c.change(e)
		trace.Reset()
		require.NoError(t, s.Commit(t.Context()), c.name)
		assert.Empty(t, ran(trace), c.name)
	}
}

func TestWhatThePostgreSQLTypeCannotHoldIsRefused(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := thingPool(t)
	first := full()
	commit(t, pool, ThingModel, first)
	for _, c := range []struct {
		column string
		change func(e *Thing)
		server bool // it is the server that says so
	}{
		{"tags", func(e *Thing) { e.Tags = []string{"ok", "a\x00b"} }, false},
		{"short", func(e *Thing) { e.Short = "a\x00b" }, false},
		{"short", func(e *Thing) { e.Short = "a\xffb" }, false},
		{"code", func(e *Thing) { e.Code = "\xff" }, false},
		{"small", func(e *Thing) { e.Small = 32768 }, false},
		{"n_small", func(e *Thing) { e.NSmall = new(-40000) }, false},
		{"big", func(e *Thing) { e.Big = math.MaxUint64 }, false},
		{"when", func(e *Thing) { e.When = time.Date(400000, 1, 1, 0, 0, 0, 0, time.UTC) }, false},
		{"n_day", func(e *Thing) { e.NDay = &civil.Date{Year: 9000000, Month: 1, Day: 1} }, false},
		{"doc", func(e *Thing) { e.Doc.Title = "a\x00b" }, false},
		{"raw", func(e *Thing) { e.Raw = json.RawMessage(`{`) }, false},
		{"mood", func(e *Thing) { e.Mood = "furious" }, true},
		{"short", func(e *Thing) { e.Short = "four" }, true},
		{"code", func(e *Thing) { e.Code = "four" }, true},
		{"price", func(e *Thing) { e.Price = mustNumeric("123456789.5") }, true},
	} {
		for _, how := range []string{"change", "add", "add many"} {
			s, trace := traced(t, pool, ThingModel)
			e := full()
			if how == "change" {
				e = get(t, s, Things, first.ID)
			} else {
				s.Add(e)
			}
			if how == "add many" {
				s.Add(full(), full())
			}
			c.change(e)
			trace.Reset()
			err := s.Commit(ctx)
			require.Error(t, err, "%s %s", how, c.column)
			if c.server {
				assert.ErrorContains(t, err, "things", "%s %s", how, c.column)
			} else {
				assert.ErrorContains(t, err, c.column, "%s %s", how, c.column)
				for _, sql := range ran(trace) {
					assert.NotContains(t, sql, "things", "%s %s: nothing was sent", how, c.column)
				}
			}
			require.NoError(t, s.Rollback(ctx))
			require.NoError(t, s.Commit(ctx), "after the rollback there is nothing to write")
		}
	}
	assert.Equal(t, 1, count(t, pool, "things"))
}

func TestS12_InstantsAreUTCAndCutInTheObject(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := thingPool(t)
	cfg := pool.Config()
	cfg.ConnConfig.RuntimeParams["timezone"] = "America/Caracas"
	there, err := pgxpool.NewWithConfig(ctx, cfg)
	require.NoError(t, err)
	defer there.Close()
	s := open(t, there, ThingModel)
	e, many := full(), full()
	e.Ratio, e.NRatio = 1, nil // JSON has no NaN and no infinity
	s.Add(e)
	require.NoError(t, s.Flush(ctx))
	s.Add(many, full())
	require.NoError(t, s.Commit(ctx))
	want := time.Date(2026, 7, 1, 9, 30, 0, 123456000, time.UTC)
	for _, e := range []*Thing{e, many, stored(t, there, Things, Things.ID.Eq(many.ID)), stored(t, pool, Things, Things.ID.Eq(e.ID))} {
		assert.Equal(t, want, e.When)
		assert.Equal(t, want, *e.NWhen)
	}
	text, err := json.Marshal(map[string]any{"When": e.When, "Local": e.Local})
	require.NoError(t, err)
	assert.Contains(t, string(text), `"When":"2026-07-01T09:30:00.123456Z"`)
	assert.Contains(t, string(text), `"Local":"2026-07-01T00:00:00"`, "no zone")
	n, _, err := query.Select(query.Count(Things.ID)).From(Things).Where(Things.When.Eq(want.In(zone))).Rows(ctx, s).Scalar()
	require.NoError(t, err)
	assert.Equal(t, int64(3), n)
}

func TestSeventyThousandRowsAreOneInsert(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s, trace := traced(t, pool, Model)
	const rows = 70_000
	es := make([]Company, rows)
	for i := range es {
		es[i].Name = strings.Repeat("x", i%3) + string(rune('a'+i%26)) + time.Duration(i).String()
		s.Add(&es[i])
	}
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 keys", "2 insert companies", "2 commit"}, ran(trace))
	assert.Equal(t, rows, count(t, pool, "companies"))
	assert.Equal(t, es[rows-1].Name, stored(t, pool, Companies, Companies.ID.Eq(es[rows-1].ID)).Name)
}
