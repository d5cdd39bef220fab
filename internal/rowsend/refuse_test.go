package rowsend_test

import (
	"encoding/json"
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

func TestValuesThatPostgreSQLCannotKeepAreRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		all   []sample
		want  error
		names string
	}{
		{"NUL in text", of("a\x00b"), rowsend.ErrNUL, "byte 1 of 3"},
		{"broken UTF-8", of("a\xffb"), rowsend.ErrEncoding, "UTF-8"},
		{"NUL in an enum", as[status]("mood", "\x00"), rowsend.ErrNUL, "mood"},
		{"NUL in an element", of([]string{"a", "\x00"}), rowsend.ErrNUL, "element 2"},
		{"NUL in bytes sent as text", as("text", []byte{0}), rowsend.ErrNUL, "text"},
		{"NUL in JSON", of(map[string]string{"a": "\x00"}), rowsend.ErrNUL, "jsonb"},
		{"NUL in raw JSON", of(json.RawMessage(`"\u0000"`)), rowsend.ErrNUL, "jsonb"},
		{"no JSON", of(json.RawMessage(`{`)), rowsend.ErrInvalid, "no JSON"},
		{"JSON that does not marshal", of(map[string]float64{"a": math.NaN()}), nil, "NaN"},
		{"beyond smallint", as("smallint", int64(70000)), rowsend.ErrOutOfRange, "70000"},
		{"beyond integer", as("integer", math.MinInt64), rowsend.ErrOutOfRange, "integer"},
		{"beyond bigint", as[uint64]("bigint", math.MaxUint64), rowsend.ErrOutOfRange, "18446744073709551615"},
		{"element beyond smallint", as("smallint[]", []int64{1, 70000}), rowsend.ErrOutOfRange, "element 2"},
		{"year after the last", of(time.Date(294277, 1, 1, 0, 0, 0, 0, time.UTC)), rowsend.ErrOutOfRange, "294277"},
		{"year before the first", of(time.Date(-4714, 1, 1, 0, 0, 0, 0, time.UTC)), rowsend.ErrOutOfRange, "-4714"},
		{"zero date", of(civil.Date{}), civil.ErrRange, "date"},
		{"30 February", of(civil.Date{Year: 2024, Month: 2, Day: 30}), rowsend.ErrOutOfRange, "2024-02-30"},
		{"timestamp after the last", of(civil.Date{Year: 300000, Month: 1, Day: 1}.At(civil.Time{})), rowsend.ErrOutOfRange, "timestamp"},
		{"zero address", of(netip.Addr{}), rowsend.ErrInvalid, "inet"},
		{"address with a zone", of(netip.MustParseAddr("fe80::1%eth0")), rowsend.ErrInvalid, "zone"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := c.all[0]
			w, err := rowsend.For(s.t, s.sql)
			require.NoError(t, err)
			arg, err := w.Arg(s.value)
			assert.Nil(t, arg)
			require.ErrorContains(t, err, c.names)
			require.ErrorContains(t, err, s.sql.Name)
			if c.want != nil {
				require.ErrorIs(t, err, c.want)
			}
			_, err = w.Text(nil, s.value)
			require.Error(t, err)
			if sqltype.Of(s.t) != nil && sqltype.Of(s.t).Name == s.sql.Name {
				_, err = rowsend.Arg(reflect.ValueOf(s.value.Any(s.t)).Elem().Interface())
				require.Error(t, err)
			}
		})
	}
}

func TestArgRefuses(t *testing.T) {
	t.Parallel()
	for _, v := range []any{make(chan int), func() {}, uint64(math.MaxUint64), uint(math.MaxUint64), [][]int64{{1}}, complex(1, 1), []any{1}, [3]int{}} {
		arg, err := rowsend.Arg(v)
		assert.Nil(t, arg, "%T", v)
		var e *rowsend.Error
		require.ErrorAs(t, err, &e, "%T", v)
		assert.Equal(t, reflect.TypeOf(v), e.Type)
	}
}

func TestArgConverts(t *testing.T) {
	t.Parallel()
	type big uint64
	var nobody *status
	word := status("x")
	cases := []struct{ give, want any }{
		{nil, nil},
		{nobody, nil},
		{(*time.Time)(nil), nil},
		{5, int64(5)},
		{int16(5), int64(5)},
		{uint8(5), int64(5)},
		{uint64(5), int64(5)},
		{big(5), int64(5)},
		{ordinal(5), int64(5)},
		{float32(0.5), 0.5},
		{word, "x"},
		{&word, "x"},
		{[]byte(nil), []byte{}},
		{[]status{"a", "b c"}, `{a,"b c"}`},
		{[]int64(nil), "{}"},
		{map[string]int(nil), "{}"},
		{[]address(nil), "[]"},
		{time.Date(2024, 5, 6, 7, 8, 9, 1999, time.FixedZone("", 3600)), time.Date(2024, 5, 6, 6, 8, 9, 1000, time.UTC)},
		{key{0xab}, "ab000000-0000-0000-0000-000000000000"},
		{numeric.FromInt(5), "5"},
	}
	for _, c := range cases {
		got, err := rowsend.Arg(c.give)
		require.NoError(t, err, "%T", c.give)
		assert.Equal(t, c.want, got, "%T", c.give)
	}
}

func TestArgOfBaseTypesDoesNotAllocateMuch(t *testing.T) { //nolint:paralleltest // counts allocations
	var v any = "text"
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = rowsend.Arg(v) }))
	v = int64(1 << 40)
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = rowsend.Arg(v) }))
}

func TestForRefusesPairsThatCannotWork(t *testing.T) {
	t.Parallel()
	cases := []struct {
		t   reflect.Type
		sql string
	}{
		{reflect.TypeFor[chan int](), "bigint"},
		{reflect.TypeFor[map[string]int](), "bigint"},
		{reflect.TypeFor[func()](), "jsonb"},
		{reflect.TypeFor[civil.Date](), "timestamptz"},
		{reflect.TypeFor[time.Time](), "bigint"},
		{reflect.TypeFor[[]int64](), "bigint"},
		{reflect.TypeFor[[]byte](), "uuid"},
		{reflect.TypeFor[**int](), "bigint"},
	}
	for _, c := range cases {
		_, err := rowsend.For(c.t, sqltype.Named(c.sql, c.t))
		require.ErrorIs(t, err, rowsend.ErrNoWriter, "%s as %s", c.t, c.sql)
	}
	_, err := rowsend.For(reflect.TypeFor[int](), nil)
	require.ErrorIs(t, err, rowsend.ErrNoWriter)
}

func TestNeedsCast(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"boolean", "smallint", "bigint", "real", "text", "varchar(5)", "citext", "bytea", "uuid", "timestamptz(3)"} {
		assert.False(t, rowsend.NeedsCast(sqltype.Named(name, nil)), name)
	}
	for _, name := range []string{"jsonb", "json", "numeric(10,2)", "interval", "text[]", "mood", "date", "timestamp", "time", "inet", "int4range"} {
		assert.True(t, rowsend.NeedsCast(sqltype.Named(name, nil)), name)
	}
}

func TestImmutable(t *testing.T) {
	t.Parallel()
	type flat struct{ A, B int }
	cases := map[reflect.Type]bool{
		reflect.TypeFor[int]():               true,
		reflect.TypeFor[status]():            true,
		reflect.TypeFor[time.Time]():         true,
		reflect.TypeFor[civil.DateTime]():    true,
		reflect.TypeFor[numeric.Numeric]():   true,
		reflect.TypeFor[key]():               true,
		reflect.TypeFor[netip.Prefix]():      true,
		reflect.TypeFor[flat]():              true,
		reflect.TypeFor[address]():           false,
		reflect.TypeFor[[]byte]():            false,
		reflect.TypeFor[[]int]():             false,
		reflect.TypeFor[map[string]string](): false,
		reflect.TypeFor[json.RawMessage]():   false,
		reflect.TypeFor[*int]():              false,
	}
	for typ, want := range cases {
		w, err := rowsend.For(typ, sqltype.Of(typ))
		require.NoError(t, err, "%s", typ)
		assert.Equal(t, want, w.Immutable, "%s", typ)
	}
}

// Text and Canonical append to a buffer that is used again, so they take no memory of their own for the common types.
func TestWritersReuseTheBuffer(t *testing.T) { //nolint:paralleltest // counts allocations
	buf := make([]byte, 0, 256)
	for _, s := range concat(of("text"), of(int64(5)), of(time.Now()), of(key{1}), of(1.5), of(true), of(numeric.FromInt(7)), of([]byte{1})) {
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err)
		for name, write := range map[string]func([]byte, rowscan.Pointer) ([]byte, error){"text": w.Text, "canonical": w.Canonical} {
			assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = write(buf, s.value) }), "%s of %s", name, s.t)
		}
	}
}
