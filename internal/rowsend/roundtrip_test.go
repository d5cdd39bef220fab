package rowsend_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

type (
	status  string
	ordinal int32
	key     [16]byte
	address struct {
		Street string         `json:"street"`
		More   map[string]int `json:"more"`
	}
)

// sample is a value that goes to the server and comes back.
type sample struct {
	sql   *sqltype.Type
	t     reflect.Type
	value rowscan.Pointer
}

func of[T any](values ...T) []sample { return named(sqltype.Of(reflect.TypeFor[T]()), values...) }

func as[T any](name string, values ...T) []sample {
	return named(sqltype.Named(name, reflect.TypeFor[T]()), values...)
}

func named[T any](sql *sqltype.Type, values ...T) (all []sample) {
	for i := range values {
		all = append(all, sample{sql, reflect.TypeFor[T](), rowscan.Of(&values[i])})
	}
	return all
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// samples has every type with its extremes.
func samples() []sample {
	instant := time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.FixedZone("", 5*3600+2700))
	wall := must(civil.NewDateTime(2024, 2, 29, 23, 59, 59, 999999))
	caesar := must(civil.NewDate(-43, 3, 15))
	number := must(numeric.Parse("12345678901234567890123.4567890"))
	return concat(
		of(true, false), of([]bool{true, false}, []bool{}), of[*bool](nil, new(bool)),
		of[int16](math.MinInt16, 0, math.MaxInt16), of[int32](math.MinInt32, math.MaxInt32), of[int64](math.MinInt64, -1, math.MaxInt64),
		of(math.MinInt, 5), of[int8](-128, 127), of[uint8](255), of[uint16](65535), of[uint32](math.MaxUint32), of[ordinal](7), of[*ordinal](nil, new(ordinal)),
		as[uint64]("numeric(20,0)", 5), as[int64]("smallint", -5), as[int64]("integer", -5), as[int]("numeric(10,2)", 5),
		of([]int64{1, -2, math.MaxInt64}, nil), of([]ordinal{1, 2}), of([]*int64{nil, new(int64)}), of([]int{}), of([]int16{1}),
		of[float32](0.1, -1.5, float32(math.Inf(1)), float32(math.NaN()), math.MaxFloat32), of(0.1, math.Inf(-1), math.NaN(), 5e-324, math.MaxFloat64, math.Copysign(0, -1), 1e21),
		of([]float64{0.1, math.NaN(), math.Inf(1)}),
		of("", "héllo ☃", `a"b\c,{}'`, "NULL", " x ", `\x41`, "$1 ? -- /* '"), of[status]("new", ""), of[*string](nil, new(string)),
		as("varchar(40)", "abc"), as("char(5)", "abc  "), as[status]("mood", "ok", "sad"), as[*status]("mood", nil), as[[]status]("mood[]", []status{"ok", "sad"}),
		of([]string{"", "NULL", "null", "a b", `"`, `\`, "{}", ",", "☃", "é\u00a0", "\t\n\v", "x"}, []string{}), of([]*string{nil, new(string)}),
		of([]byte{}, []byte{0, 255, '\\', '\'', 'x'}, nil), of([][]byte{{}, {0, 255, '\\'}}), of[*[]byte](nil, &[]byte{1}),
		of(key{1, 2, 255}, key{}), of([]key{{1}, {2}}), of[*key](nil, &key{9}),
		of(instant, time.Time{}, time.Date(-43, 3, 15, 12, 0, 0, 500000000, time.UTC), time.Date(294276, 12, 31, 23, 59, 59, 999999000, time.UTC),
			time.Date(1969, 12, 31, 23, 59, 59, 999999999, time.UTC), time.Date(12024, 1, 1, 0, 0, 0, 0, time.UTC)),
		of([]time.Time{instant}), of[*time.Time](nil, &instant), as("timestamp", instant), as("timestamp(6) without time zone", instant),
		of(wall, must(civil.ParseDateTime("0044-03-15T12:00:00.5 BC"))), of([]civil.DateTime{wall}), of[*civil.DateTime](nil, &wall),
		of(wall.Date, caesar, must(civil.ParseDate("5874897-12-31"))), of([]civil.Date{caesar}), of[*civil.Date](nil),
		of(wall.Time, civil.Time{}, must(civil.ParseTime("24:00:00"))), of([]civil.Time{wall.Time}),
		of(time.Duration(0), -26*time.Hour-time.Microsecond, 1500*time.Nanosecond, time.Duration(math.MaxInt64), time.Duration(math.MinInt64+1000)), of([]time.Duration{time.Second}),
		of(number, number.Neg(), numeric.Numeric{}, numeric.NaN(), numeric.Inf(1), numeric.Inf(-1), must(numeric.Parse("0.00"))), of([]numeric.Numeric{number, numeric.NaN()}),
		as("numeric(10,2)", must(numeric.Parse("1.50"))), of[*numeric.Numeric](nil, &number),
		of(json.RawMessage(`{"b": [1, "☃"], "a": null}`), json.RawMessage("null"), json.RawMessage(nil)), as("json", json.RawMessage(`{"b":1}`)), as("jsonb", `{"b": 1}`, `1`),
		of(map[string]any{"a": []any{1.5, "x'\"\\"}, "b": nil}, map[string]any{}), of(address{"x", map[string]int{"a": 1}}), of[*address](nil, &address{}), of([]address{{Street: "a"}}),
		of(netip.MustParseAddr("10.1.2.3"), netip.MustParseAddr("2001:db8::1")), of(netip.MustParsePrefix("10.1.0.0/16")), of([]netip.Addr{netip.MustParseAddr("::1")}),
		of(net.HardwareAddr{8, 0, 0x2b, 1, 2, 3}), of(net.IPv4(10, 1, 2, 3)),
		of(pgtype.Int4{Int32: 5, Valid: true}, pgtype.Int4{}), of(pgtype.Text{String: "a", Valid: true}), of(pgtype.Timestamptz{InfinityModifier: pgtype.Infinity, Valid: true}),
		of(pgtype.Range[pgtype.Int4]{Lower: pgtype.Int4{Int32: 1, Valid: true}, LowerType: pgtype.Inclusive, UpperType: pgtype.Unbounded, Valid: true}),
	)
}

func concat(lists ...[]sample) (all []sample) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func (s sample) String() string { return fmt.Sprintf("%s as %s: %v", s.t, s.sql, s.value.Any(s.t)) }

// canonical returns the bytes that tell values apart.
func (s sample) canonical(t *testing.T, w *rowsend.Writer, p rowscan.Pointer) []byte {
	t.Helper()
	b, err := w.Canonical(nil, p)
	require.NoError(t, err, s)
	return b
}

// readBack runs a query of one row and one column and decodes it into a new value of the sample's type.
func (s sample) readBack(t *testing.T, conn *pgx.Conn, sql string, args ...any) rowscan.Pointer {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	require.NoError(t, err, "%s: %s", sql, s)
	defer rows.Close()
	require.True(t, rows.Next(), "%s: %s: %v", sql, s, rows.Err())
	field := rows.FieldDescriptions()[0]
	decode, err := rowscan.Find(s.t, field.DataTypeOID, field.Format)
	require.NoError(t, err, s)
	m := rowscan.NewMemory(1)
	m.TypeMap = conn.TypeMap()
	got := rowscan.New(s.t)
	require.NoError(t, decode(got, rows.RawValues()[0], m), s)
	return got
}

func withMood(t *testing.T) *pgx.Conn {
	t.Helper()
	conn := connect(t)
	_, err := conn.Exec(t.Context(), "create type mood as enum ('sad', 'ok')")
	require.NoError(t, err)
	return conn
}

func TestArgumentsComeBackInAllModes(t *testing.T) {
	t.Parallel()
	conn := withMood(t)
	for _, s := range samples() {
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err, s)
		arg, err := w.Arg(s.value)
		require.NoError(t, err, s)
		assert.Equal(t, arg == nil, w.IsNull(s.value), s)
		want := s.canonical(t, w, s.value)
		for _, mode := range modes {
			got := s.readBack(t, conn, "select $1::"+s.sql.Name, mode, arg)
			assert.Equal(t, want, s.canonical(t, w, got), "%s, %s: got %v", s, mode, got.Any(s.t))
		}
	}
}

func TestTextFormsComeBack(t *testing.T) {
	t.Parallel()
	conn := withMood(t)
	for _, s := range samples() {
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err, s)
		if w.IsNull(s.value) {
			continue
		}
		text, err := w.Text([]byte("x"), s.value)
		require.NoError(t, err, s)
		require.Equal(t, byte('x'), text[0], "what was in the buffer stays")
		want := s.canonical(t, w, s.value)
		got := s.readBack(t, conn, "select $1::text::"+s.sql.Name, string(text[1:]))
		assert.Equal(t, want, s.canonical(t, w, got), "%s: got %v", s, got.Any(s.t))
		if s.sql.Kind == sqltype.Array {
			continue
		}
		var a rowsend.ArrayLiteral
		a.Begin()
		a.AppendNull()
		a.Append(text[1:])
		got = s.readBack(t, conn, "select ($1::"+s.sql.Name+"[])[2]", a.End())
		assert.Equal(t, want, s.canonical(t, w, got), "%s in an array: got %v", s, got.Any(s.t))
	}
}

// What NeedsCast lets go without a cast is taken from the column beside it, in all modes.
func TestWhatNeedsNoCastGoesWithout(t *testing.T) {
	t.Parallel()
	conn := withMood(t)
	for i, s := range samples() {
		if rowsend.NeedsCast(s.sql) {
			continue
		}
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err, s)
		arg, err := w.Arg(s.value)
		require.NoError(t, err, s)
		want := s.canonical(t, w, s.value)
		table := fmt.Sprintf("t%d", i)
		_, err = conn.Exec(t.Context(), "create table "+table+" (c "+s.sql.Name+")")
		require.NoError(t, err)
		for _, mode := range modes {
			inserted := s.readBack(t, conn, "insert into "+table+" values ($1) returning c", mode, arg)
			assert.Equal(t, want, s.canonical(t, w, inserted), "%s, %s", s, mode)
			if arg != nil {
				found := s.readBack(t, conn, "select c from "+table+" where c = $1", mode, arg)
				assert.Equal(t, want, s.canonical(t, w, found), "%s, %s", s, mode)
			}
		}
	}
}

func TestArgDoesWhatWritersDo(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		if sqltype.Of(s.t) == nil || sqltype.Of(s.t).Name != s.sql.Name {
			continue
		}
		w, err := rowsend.For(s.t, s.sql)
		require.NoError(t, err, s)
		want, err := w.Arg(s.value)
		require.NoError(t, err, s)
		value := reflect.ValueOf(s.value.Any(s.t)).Elem()
		got, err := rowsend.Arg(value.Interface())
		require.NoError(t, err, s)
		same(t, want, got, s)
		got, err = rowsend.Arg(value.Addr().Interface())
		require.NoError(t, err, s)
		if s.t.Kind() != reflect.Pointer {
			same(t, want, got, s)
		}
	}
}

// same compares arguments; NaN equals itself.
func same(t *testing.T, want, got any, s sample) {
	t.Helper()
	if f, ok := want.(float64); ok && math.IsNaN(f) {
		g, ok := got.(float64)
		assert.True(t, ok && math.IsNaN(g), s)
		return
	}
	assert.Equal(t, want, got, s)
}
