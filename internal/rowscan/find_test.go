package rowscan_test

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/numeric"
)

// refuse checks that a literal of an SQL type is refused in both formats, with an error that names both types.
func refuse[T any](t *testing.T, sql string, want error, text string) {
	t.Helper()
	conn := connect(t)
	for name, mode := range modes {
		w := fetch(t, conn, mode, "select "+sql, nil)
		_, err := decode[T](w, rowscan.NewMemory(1))
		require.ErrorIs(t, err, want, name)
		require.ErrorContains(t, err, text, name)
		require.ErrorContains(t, err, reflect.TypeFor[T]().String(), name)
		var e *rowscan.Error
		require.ErrorAs(t, err, &e, name)
		assert.Equal(t, w.oid, e.OID)
	}
}

func TestValuesWithoutAPlaceAreRefused(t *testing.T) {
	t.Parallel()
	refuse[int16](t, "70000::integer", rowscan.ErrOutOfRange, "70000")
	refuse[uint8](t, "(-1)::smallint", rowscan.ErrOutOfRange, "-1")
	refuse[uint64](t, "(-1)::bigint", rowscan.ErrOutOfRange, "-1")
	refuse[int8](t, "128::smallint", rowscan.ErrOutOfRange, "128")
	refuse[int32](t, "3000000000::bigint", rowscan.ErrOutOfRange, "3000000000")
	refuse[float32](t, "0.1::double precision", rowscan.ErrOutOfRange, "0.1")
	refuse[time.Time](t, "'infinity'::timestamptz", rowscan.ErrInfinite, "timestamptz")
	refuse[time.Time](t, "'-infinity'::date", rowscan.ErrInfinite, "date")
	refuse[civil.Date](t, "'infinity'::date", rowscan.ErrInfinite, "date")
	refuse[civil.DateTime](t, "'-infinity'::timestamp", rowscan.ErrInfinite, "timestamp")
	refuse[time.Duration](t, "'1 mon'::interval", rowscan.ErrMonths, "1 months")
	refuse[time.Duration](t, "'2562048 hours'::interval", rowscan.ErrOutOfRange, "interval")
	refuse[time.Duration](t, "'-200000000 days'::interval", rowscan.ErrOutOfRange, "interval")
	refuse[[]int64](t, "'{{1,2},{3,4}}'::bigint[]", rowscan.ErrDimensions, "bigint[]")
	refuse[[]int64](t, "'{1,null}'::bigint[]", rowscan.ErrNull, "element 2")
	refuse[[]int16](t, "'{1,70000}'::integer[]", rowscan.ErrOutOfRange, "element 2")
	refuse[map[string]int](t, `'{"a": "b"}'::jsonb`, rowscan.ErrMalformed, "jsonb")
}

func TestNullWithoutAPlaceIsRefused(t *testing.T) {
	t.Parallel()
	refuse[bool](t, "null::boolean", rowscan.ErrNull, "boolean")
	refuse[int64](t, "null::bigint", rowscan.ErrNull, "bigint")
	refuse[int64](t, "null::integer", rowscan.ErrNull, "integer")
	refuse[float64](t, "null::double precision", rowscan.ErrNull, "double precision")
	refuse[float64](t, "null::numeric", rowscan.ErrNull, "numeric")
	refuse[string](t, "null::text", rowscan.ErrNull, "text")
	refuse[[]byte](t, "null::bytea", rowscan.ErrNull, "bytea")
	refuse[key](t, "null::uuid", rowscan.ErrNull, "uuid")
	refuse[time.Time](t, "null::timestamptz", rowscan.ErrNull, "timestamptz")
	refuse[time.Time](t, "null::date", rowscan.ErrNull, "date")
	refuse[civil.Date](t, "null::date", rowscan.ErrNull, "date")
	refuse[civil.Time](t, "null::time", rowscan.ErrNull, "time")
	refuse[civil.DateTime](t, "null::timestamp", rowscan.ErrNull, "timestamp")
	refuse[time.Duration](t, "null::interval", rowscan.ErrNull, "interval")
	refuse[numeric.Numeric](t, "null::numeric", rowscan.ErrNull, "numeric")
	refuse[json.RawMessage](t, "null::jsonb", rowscan.ErrNull, "jsonb")
	refuse[map[string]any](t, "null::jsonb", rowscan.ErrNull, "jsonb")
	refuse[address](t, "null::json", rowscan.ErrNull, "json")
	refuse[[]int64](t, "null::bigint[]", rowscan.ErrNull, "bigint[]")
}

func TestFindRefusesPairsThatCannotWork(t *testing.T) {
	t.Parallel()
	cases := []struct {
		t   reflect.Type
		oid uint32
	}{
		{reflect.TypeFor[bool](), pgtype.Int4OID},
		{reflect.TypeFor[int64](), pgtype.UUIDOID},
		{reflect.TypeFor[time.Time](), pgtype.Int8OID},
		{reflect.TypeFor[civil.Date](), pgtype.TimestamptzOID},
		{reflect.TypeFor[chan int](), pgtype.Int8OID},
		{reflect.TypeFor[map[string]any](), pgtype.Int8OID},
		{reflect.TypeFor[[]int64](), pgtype.UUIDArrayOID},
		{reflect.TypeFor[*bool](), pgtype.Int4OID},
	}
	for _, c := range cases {
		d, err := rowscan.Find(c.t, c.oid, pgtype.BinaryFormatCode)
		assert.Nil(t, d, "%s", c.t)
		require.ErrorIs(t, err, rowscan.ErrNoDecoder, "%s", c.t)
		assert.ErrorContains(t, err, rowscan.TypeName(c.oid))
	}
}

func TestUserTypes(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	_, err := conn.Exec(t.Context(), `create type mood as enum ('sad', 'ok'); create domain short as varchar(3);
		create type pair as (a int, b text)`)
	require.NoError(t, err)
	for name, mode := range modes {
		m := rowscan.NewMemory(0)
		m.TypeMap = conn.TypeMap()
		mood, err := decode[status](fetch(t, conn, mode, "select 'ok'::mood", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, status("ok"), mood)
		moods, err := decode[[]status](fetch(t, conn, mode, "select '{sad,ok}'::mood[]", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, []status{"sad", "ok"}, moods)
		short, err := decode[*string](fetch(t, conn, mode, "select 'abc'::short", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, "abc", *short)
		as, err := decode[string](fetch(t, conn, mode, "select '(1,x)'::pair", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, "(1,x)", as)
	}
	composite, err := conn.LoadType(t.Context(), "pair")
	require.NoError(t, err)
	conn.TypeMap().RegisterType(composite)
	enums, err := conn.LoadTypes(t.Context(), []string{"mood", "_mood"})
	require.NoError(t, err)
	conn.TypeMap().RegisterTypes(enums)
	for name, mode := range modes {
		m := rowscan.NewMemory(0)
		m.TypeMap = conn.TypeMap()
		type pair struct {
			A int32
			B string
		}
		v, err := decode[pair](fetch(t, conn, mode, "select '(1,x)'::pair", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, pair{1, "x"}, v)
		moods, err := decode[[]status](fetch(t, conn, mode, "select '{sad,ok}'::mood[]", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, []status{"sad", "ok"}, moods)
	}
}

// Zones of the process, the session and the connection's map change nothing.
func TestInstantsAreInUTC(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	_, err := conn.Exec(t.Context(), "set timezone to 'Asia/Kathmandu'")
	require.NoError(t, err)
	want := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	for name, mode := range modes {
		m := rowscan.NewMemory(0)
		m.TypeMap = conn.TypeMap()
		got, err := decode[time.Time](fetch(t, conn, mode, "select '2024-05-06 07:08:09.123456Z'::timestamptz", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, want, got, name)
		span, err := decode[pgtype.Range[time.Time]](fetch(t, conn, mode, "select tstzrange('2024-05-06 07:08:09.123456Z', null)", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, want, span.Lower, name)
		zoned, err := decode[pgtype.Timestamptz](fetch(t, conn, mode, "select '2024-05-06 07:08:09.123456Z'::timestamptz", nil), m)
		require.NoError(t, err, name)
		assert.Equal(t, want, zoned.Time, name)
	}
}

func TestOtherDateStylesAreRefused(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	_, err := conn.Exec(t.Context(), "set datestyle to 'German'; set intervalstyle to 'sql_standard'; set bytea_output to 'escape'")
	require.NoError(t, err)
	text := modes["text"]
	_, err = decode[time.Time](fetch(t, conn, text, "select now()", nil), rowscan.NewMemory(0))
	require.ErrorIs(t, err, rowscan.ErrMalformed)
	_, err = decode[civil.Date](fetch(t, conn, text, "select '2024-05-06'::date", nil), rowscan.NewMemory(0))
	require.ErrorIs(t, err, rowscan.ErrMalformed)
	_, err = decode[time.Duration](fetch(t, conn, text, "select '1 day 01:00'::interval", nil), rowscan.NewMemory(0))
	require.ErrorIs(t, err, rowscan.ErrMalformed)
	b, err := decode[[]byte](fetch(t, conn, text, `select '\x0041275cff'::bytea`, nil), rowscan.NewMemory(0))
	require.NoError(t, err)
	assert.Equal(t, []byte{0, 'A', '\'', '\\', 0xff}, b)
}

func TestNegativeZeroKeepsItsSign(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	for name, mode := range modes {
		f, err := decode[float64](fetch(t, conn, mode, "select '-0'::double precision", nil), rowscan.NewMemory(0))
		require.NoError(t, err)
		assert.True(t, math.Signbit(f), name)
	}
}
