package rowscan_test

import (
	"encoding/json"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/numeric"
)

type (
	status  string
	ordinal int32
	flag    bool
	ratio   float64
	digest  []byte
	key     [16]byte
	address struct {
		Street string   `json:"street"`
		Tags   []string `json:"tags"`
	}
)

// agree checks that a decoder gives what pgx gives, for literals of an SQL type in both formats.
func agree[T any](t *testing.T, conn *pgx.Conn, sqlType string, literals ...string) {
	t.Helper()
	for name, mode := range modes {
		for _, literal := range literals {
			var want T
			sql := "select " + literal + "::" + sqlType
			w := fetch(t, conn, mode, sql, &want)
			got, err := decode[T](w, rowscan.NewMemory(1))
			require.NoError(t, err, "%s, %s", sql, name)
			assert.Equal(t, plain(want), plain(got), "%s, %s", sql, name)
		}
	}
}

func TestDecodersAgreeWithPgx(t *testing.T) {
	t.Parallel()
	conn := connect(t)
	cases := map[string]func(t *testing.T){
		"boolean": func(t *testing.T) {
			t.Helper()
			agree[bool](t, conn, "boolean", "'t'", "'f'")
			agree[flag](t, conn, "boolean", "'t'", "'f'")
			agree[*bool](t, conn, "boolean", "'t'", "null")
			agree[[]bool](t, conn, "boolean[]", "'{}'", "'{t,f,t}'")
		},
		"integers": func(t *testing.T) {
			t.Helper()
			agree[int16](t, conn, "smallint", "'-32768'", "'32767'")
			agree[int32](t, conn, "integer", "'-2147483648'", "'2147483647'", "0")
			agree[int64](t, conn, "bigint", "'-9223372036854775808'", "'9223372036854775807'")
			agree[int](t, conn, "bigint", "'-9223372036854775808'", "'9223372036854775807'")
			agree[ordinal](t, conn, "integer", "7", "'-7'")
			agree[int64](t, conn, "smallint", "'-32768'", "5")
			agree[int64](t, conn, "integer", "'-2147483648'", "5")
			agree[int16](t, conn, "bigint", "'-32768'", "32767")
			agree[int8](t, conn, "smallint", "'-128'", "127")
			agree[uint8](t, conn, "smallint", "255", "0")
			agree[uint16](t, conn, "integer", "65535")
			agree[uint32](t, conn, "bigint", "4294967295")
			agree[uint32](t, conn, "oid", "4294967295")
			agree[uint64](t, conn, "bigint", "9223372036854775807")
			agree[*int64](t, conn, "bigint", "5", "null")
			agree[*ordinal](t, conn, "integer", "5", "null")
			agree[[]int64](t, conn, "bigint[]", "'{}'", "'{1,-2,9223372036854775807}'")
			agree[[]int32](t, conn, "integer[]", "'{1,-2}'", "'[5:6]={1,2}'")
			agree[[]int64](t, conn, "integer[]", "'{1,-2}'")
			agree[[]*int64](t, conn, "bigint[]", "'{1,null,3}'")
			agree[*[]int64](t, conn, "bigint[]", "'{1,3}'", "null")
		},
		"floats": func(t *testing.T) {
			t.Helper()
			agree[float32](t, conn, "real", "1.5", "'NaN'", "'Infinity'", "'-Infinity'", "'1.17549435e-38'", "'3.4028235e38'")
			agree[float64](t, conn, "double precision", "0.1", "'NaN'", "'Infinity'", "'-Infinity'", "'5e-324'", "'1.7976931348623157e308'", "'-0'")
			agree[ratio](t, conn, "double precision", "0.1")
			agree[float64](t, conn, "real", "1.5")
			agree[[]float64](t, conn, "double precision[]", "'{1.5,-2.25,Infinity}'")
			agree[*float64](t, conn, "double precision", "1.5", "null")
		},
		"text": func(t *testing.T) {
			t.Helper()
			agree[string](t, conn, "text", "''", "'héllo ☃'", `'a"b\c,{}'`, "repeat('x', 100000)")
			agree[string](t, conn, "varchar(5)", "'abc'")
			agree[string](t, conn, "char(5)", "'abc'")
			agree[string](t, conn, "name", "'abc'")
			agree[string](t, conn, "xml", "'<a/>'")
			agree[status](t, conn, "text", "'new'", "''")
			agree[*status](t, conn, "text", "'new'", "null")
			agree[[]string](t, conn, "text[]", "'{}'", `array['a','','NULL','null','"',E'\\','{}',',',' x ','☃']`)
			agree[[]status](t, conn, "text[]", "'{a,b}'")
			agree[[]*string](t, conn, "varchar[]", `'{a,NULL,"NULL",""}'`)
			agree[[]byte](t, conn, "text", "'abc'", "''")
		},
		"bytea": func(t *testing.T) {
			t.Helper()
			agree[[]byte](t, conn, "bytea", `'\x'`, `'\x00ff5c27'`)
			agree[digest](t, conn, "bytea", `'\xdeadbeef'`)
			agree[*[]byte](t, conn, "bytea", `'\x01'`, "null")
			agree[[][]byte](t, conn, "bytea[]", `'{}'`, `array['\x00ff'::bytea,'\x']`)
		},
		"uuid": func(t *testing.T) {
			t.Helper()
			agree[[16]byte](t, conn, "uuid", "'0190b5a0-1234-7abc-8def-0123456789ab'")
			agree[key](t, conn, "uuid", "'ffffffff-ffff-ffff-ffff-ffffffffffff'")
			agree[*key](t, conn, "uuid", "null", "'00000000-0000-0000-0000-000000000000'")
			agree[[]key](t, conn, "uuid[]", "'{ffffffff-ffff-ffff-ffff-ffffffffffff,00000000-0000-0000-0000-000000000001}'")
			agree[string](t, conn, "uuid", "'0190b5a0-1234-7abc-8def-0123456789ab'")
		},
		"instants": func(t *testing.T) {
			t.Helper()
			instants := []string{
				"'2024-05-06 07:08:09.123456+02'", "'1969-12-31 23:59:59.999999+00'", "'0044-03-15 12:00:00.5+00 BC'",
				"'4713-01-01 00:00:00+00 BC'", "'4714-11-24 00:00:00+00 BC'", "'294276-12-31 23:59:59.999999+00'", "'2000-01-01 00:00:00-15:59:59'",
				"'0001-01-01 00:00:00+00'",
			}
			agree[time.Time](t, conn, "timestamptz", instants...)
			agree[*time.Time](t, conn, "timestamptz", "null", instants[0])
			agree[time.Time](t, conn, "timestamp", "'2024-05-06 07:08:09.123456'", "'0044-03-15 12:00:00 BC'")
			agree[time.Time](t, conn, "date", "'2024-02-29'", "'0044-03-15 BC'")
			agree[[]time.Time](t, conn, "timestamptz[]", "array['2024-05-06 07:08:09.123456+02'::timestamptz,'0044-03-15 12:00:00+00 BC']")
		},
		"civil": func(t *testing.T) {
			t.Helper()
			agree[civil.Date](t, conn, "date", "'2024-02-29'", "'0044-03-15 BC'", "'5874897-12-31'", "'4714-11-24 BC'", "'0001-12-31 BC'", "'1900-03-01'")
			agree[civil.DateTime](t, conn, "timestamp", "'2024-02-29 23:59:59.999999'", "'0044-03-15 12:00:00.5 BC'", "'294276-12-31 23:59:59.999999'", "'4714-11-24 00:00 BC'", "'1999-12-31 23:59:59.999999'")
			agree[civil.Time](t, conn, "time", "'00:00'", "'23:59:59.999999'", "'24:00:00'", "'12:30:00.5'")
			agree[*civil.Date](t, conn, "date", "null", "'2024-02-29'")
			agree[[]civil.Date](t, conn, "date[]", "'{}'", "'{2024-02-29,1900-01-01}'")
			agree[[]civil.DateTime](t, conn, "timestamp[]", "array['2024-02-29 01:02'::timestamp]")
			agree[[]*civil.Time](t, conn, "time[]", "'{01:02,null}'")
		},
		"interval": func(t *testing.T) {
			t.Helper()
			agree[time.Duration](t, conn, "interval", "'0'", "'01:02:03.456789'", "'-26:00:00.000001'", "'3 days -01:00'", "'-3 days 01:00'", "'2562047:47:16.854775'")
			agree[*time.Duration](t, conn, "interval", "null", "'1 s'")
			agree[[]time.Duration](t, conn, "interval[]", "'{1 s,2 min}'")
			agree[pgtype.Interval](t, conn, "interval", "'1 year 2 mons 3 days 04:05:06'", "null")
		},
		"numeric": func(t *testing.T) {
			t.Helper()
			numbers := []string{
				"'0'", "'0.00'", "'1'", "'-1.50'", "'9223372036854775807'", "'-9223372036854775808'", "'9223372036854775808'", "'0.000000000000000001'",
				"'10000'", "'123456789012345678901234567890.123456789'", "'1e-16383'", "'0.0001'", "'0.00010000'", "'99999999.99999999'", "'1e131071'", "'-1e131071'",
				"'NaN'", "'Infinity'", "'-Infinity'", "'100000000000000000000000000000000'", "'-0.12345'", "'12345.6780'",
			}
			agree[pgtype.Numeric](t, conn, "numeric", "'1.50'", "null")
			agreeNumeric(t, conn, numbers)
			agree[[]numeric.Numeric](t, conn, "numeric[]", "'{}'", "'{1.55,-2.25}'")
			agree[*numeric.Numeric](t, conn, "numeric", "null", "1.55")
			agree[float64](t, conn, "numeric", "1.5")
			agree[int64](t, conn, "numeric", "15")
		},
		"json": func(t *testing.T) {
			t.Helper()
			for _, sqlType := range []string{"json", "jsonb"} {
				agree[json.RawMessage](t, conn, sqlType, `'{"b": [1, 2.50], "a": "☃"}'`, "'null'", "'1'")
				agree[map[string]any](t, conn, sqlType, `'{"b": [1, 2.5], "a": null}'`, "'null'", "'{}'")
				agree[address](t, conn, sqlType, `'{"street": "x", "tags": ["a"]}'`)
				agree[*address](t, conn, sqlType, `'{"street": "x", "tags": ["a"]}'`, "null")
				agree[[]address](t, conn, sqlType, `'[{"street": "x"}]'`, "'[]'")
				agree[string](t, conn, sqlType, `'{"a": 1}'`)
				agree[[]byte](t, conn, sqlType, `'{"a": 1}'`)
			}
			agree[[]json.RawMessage](t, conn, "jsonb[]", `array['{"a": 1}'::jsonb, '2']`)
			agree[[]map[string]any](t, conn, "jsonb[]", `array['{"a": 1}'::jsonb]`)
		},
		"the rest": func(t *testing.T) {
			t.Helper()
			agree[netip.Addr](t, conn, "inet", "'10.1.2.3'", "'::1'")
			agree[netip.Prefix](t, conn, "cidr", "'10.1.0.0/16'", "'2001:db8::/32'")
			agree[netip.Prefix](t, conn, "inet", "'10.1.2.3/16'")
			agree[net.IP](t, conn, "inet", "'10.1.2.3'")
			agree[net.HardwareAddr](t, conn, "macaddr", "'08:00:2b:01:02:03'")
			agree[[]netip.Addr](t, conn, "inet[]", "'{10.1.2.3,::1}'")
			agree[pgtype.Text](t, conn, "text", "'a'", "null")
			agree[pgtype.Range[pgtype.Int4]](t, conn, "int4range", "'[1,5)'", "'empty'", "null")
			agree[pgtype.Array[int32]](t, conn, "integer[]", "'{{1,2},{3,4}}'")
			agree[[][]int32](t, conn, "integer[]", "'{{1,2},{3,4}}'")
			agree[pgtype.Timestamptz](t, conn, "timestamptz", "'infinity'", "'-infinity'", "null")
			agree[pgtype.Date](t, conn, "date", "'infinity'", "'-infinity'")
			agree[pgtype.Point](t, conn, "point", "'(1,2)'")
			agree[any](t, conn, "integer", "5", "null")
		},
	}
	for name, check := range cases {
		t.Run(name, check) //nolint:paralleltest // they share the connection
	}
}

// agreeNumeric compares with the text that the server writes: pgx itself loses the scale of some numbers.
func agreeNumeric(t *testing.T, conn *pgx.Conn, literals []string) {
	t.Helper()
	for name, mode := range modes {
		for _, literal := range literals {
			w := fetch(t, conn, mode, "select "+literal+"::numeric", nil)
			got, err := decode[numeric.Numeric](w, rowscan.NewMemory(1))
			require.NoError(t, err, literal)
			var want string
			require.NoError(t, conn.QueryRow(t.Context(), "select "+literal+"::numeric::text").Scan(&want))
			assert.Equal(t, want, got.String(), name)
			parsed, err := numeric.Parse(want)
			require.NoError(t, err)
			assert.True(t, parsed == got, "%s has one representation", want)
		}
	}
}
