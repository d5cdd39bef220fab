package rowscan_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/numeric"
)

// The targets of the fuzz test: every Go type that has a decoder here, with the types of the server that go with it.
var fuzzed = []struct {
	t    reflect.Type
	oids []uint32
}{
	{reflect.TypeFor[bool](), []uint32{pgtype.BoolOID}},
	{reflect.TypeFor[int8](), []uint32{pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID}},
	{reflect.TypeFor[uint64](), []uint32{pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID}},
	{reflect.TypeFor[float32](), []uint32{pgtype.Float4OID, pgtype.Float8OID}},
	{reflect.TypeFor[float64](), []uint32{pgtype.Float4OID, pgtype.Float8OID}},
	{reflect.TypeFor[string](), []uint32{pgtype.TextOID, pgtype.JSONBOID, 99999}},
	{reflect.TypeFor[[]byte](), []uint32{pgtype.ByteaOID, pgtype.JSONBOID, pgtype.TextOID}},
	{reflect.TypeFor[[16]byte](), []uint32{pgtype.UUIDOID}},
	{reflect.TypeFor[time.Time](), []uint32{pgtype.TimestamptzOID, pgtype.TimestampOID, pgtype.DateOID}},
	{reflect.TypeFor[civil.Date](), []uint32{pgtype.DateOID}},
	{reflect.TypeFor[civil.Time](), []uint32{pgtype.TimeOID}},
	{reflect.TypeFor[civil.DateTime](), []uint32{pgtype.TimestampOID}},
	{reflect.TypeFor[time.Duration](), []uint32{pgtype.IntervalOID}},
	{reflect.TypeFor[numeric.Numeric](), []uint32{pgtype.NumericOID, pgtype.Int4OID}},
	{reflect.TypeFor[json.RawMessage](), []uint32{pgtype.JSONOID, pgtype.JSONBOID}},
	{reflect.TypeFor[map[string]any](), []uint32{pgtype.JSONOID, pgtype.JSONBOID}},
	{reflect.TypeFor[[]int64](), []uint32{pgtype.Int8ArrayOID, pgtype.Int4ArrayOID}},
	{reflect.TypeFor[[]bool](), []uint32{pgtype.BoolArrayOID}},
	{reflect.TypeFor[[]string](), []uint32{pgtype.TextArrayOID, 99999}},
	{reflect.TypeFor[[]*string](), []uint32{pgtype.TextArrayOID}},
	{reflect.TypeFor[[][]byte](), []uint32{pgtype.ByteaArrayOID}},
	{reflect.TypeFor[[]time.Time](), []uint32{pgtype.TimestamptzArrayOID}},
	{reflect.TypeFor[[]numeric.Numeric](), []uint32{pgtype.NumericArrayOID}},
	{reflect.TypeFor[*[]*int32](), []uint32{pgtype.Int4ArrayOID}},
}

// Whatever the bytes are, a decoder gives a value or an error; it neither panics nor reads beyond them.
func FuzzDecode(f *testing.F) {
	seeds := []string{
		"", "t", "\x00", "\x00\x00\x00\x01", "\x00\x00\x00\x00\x00\x00\x00\x01", "\x7f\xff\xff\xff\xff\xff\xff\xff", "\x80\x00\x00\x00\x00\x00\x00\x00",
		"\\x00ff", "\\001a", "2024-05-06 07:08:09.123456+02:30:15 BC", "2024-05-06", "24:00:00", "1 year 2 mons -3 days -04:05:06.789",
		"NaN", "-Infinity", "1e5", "123.450", "\x00\x02\x00\x00\x40\x00\x00\x02\x00\x01\x13\x88", "\xff\xff\x7f\xff\x00\x00\x3f\xff\x00\x01",
		"\x01{\"a\": [1]}", "{\"a\": 1}", "{}", "{1,NULL,\"a\\\"b\"}", "[0:1]={1,2}", "{{1},{2}}", "{\"", "{a\"b,c", "{,}", "{1,}",
		"\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x14\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00\x07",
		"\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x17\x7f\xff\xff\xff\x00\x00\x00\x01\xff\xff\xff\xff",
		"\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x19\x00\x00\x00\x02\x00\x00\x00\x01\xff\xff\xff\xff\x7f\xff\xff\xff",
		"0190b5a0-1234-7abc-8def-0123456789ab",
	}
	for i, s := range seeds {
		f.Add([]byte(s), i%3)
	}
	f.Fuzz(func(t *testing.T, src []byte, rows int) {
		m := rowscan.NewMemory(rows)
		exact := append(make([]byte, 0, len(src)), src...) // so that reading on is caught
		for _, target := range fuzzed {
			for _, oid := range target.oids {
				for _, format := range []int16{pgtype.TextFormatCode, pgtype.BinaryFormatCode} {
					if oid == 99999 && format == pgtype.BinaryFormatCode {
						continue
					}
					d, err := rowscan.Find(target.t, oid, format)
					if err != nil {
						t.Fatalf("%s, OID %d: %v", target.t, oid, err)
					}
					m.Row(len(exact))
					v := rowscan.New(target.t)
					_ = d(v, slices.Clip(exact), m)
					_ = d(v, nil, m)
				}
			}
		}
	})
}
