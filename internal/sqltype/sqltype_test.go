package sqltype_test

import (
	"database/sql"
	"encoding/json"
	"net"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

type (
	status  string
	ordinal int32
	key     [16]byte
	stamp   time.Time
	digest  []byte
	address struct{ Street string }
	self    struct{ _ string }
)

func (s *self) Scan(any) error { return nil }

func TestDefaults(t *testing.T) {
	t.Parallel()
	cases := map[reflect.Type]string{
		reflect.TypeFor[bool]():                        "boolean",
		reflect.TypeFor[int8]():                        "smallint",
		reflect.TypeFor[int16]():                       "smallint",
		reflect.TypeFor[uint8]():                       "smallint",
		reflect.TypeFor[int32]():                       "integer",
		reflect.TypeFor[uint16]():                      "integer",
		reflect.TypeFor[ordinal]():                     "integer",
		reflect.TypeFor[int]():                         "bigint",
		reflect.TypeFor[int64]():                       "bigint",
		reflect.TypeFor[*int64]():                      "bigint",
		reflect.TypeFor[uint32]():                      "bigint",
		reflect.TypeFor[float32]():                     "real",
		reflect.TypeFor[float64]():                     "double precision",
		reflect.TypeFor[string]():                      "text",
		reflect.TypeFor[status]():                      "text",
		reflect.TypeFor[[]byte]():                      "bytea",
		reflect.TypeFor[digest]():                      "bytea",
		reflect.TypeFor[time.Time]():                   "timestamptz",
		reflect.TypeFor[time.Duration]():               "interval",
		reflect.TypeFor[civil.DateTime]():              "timestamp",
		reflect.TypeFor[civil.Date]():                  "date",
		reflect.TypeFor[civil.Time]():                  "time",
		reflect.TypeFor[numeric.Numeric]():             "numeric",
		reflect.TypeFor[[16]byte]():                    "uuid",
		reflect.TypeFor[*key]():                        "uuid",
		reflect.TypeFor[netip.Addr]():                  "inet",
		reflect.TypeFor[netip.Prefix]():                "cidr",
		reflect.TypeFor[net.IP]():                      "inet",
		reflect.TypeFor[json.RawMessage]():             "jsonb",
		reflect.TypeFor[map[string]any]():              "jsonb",
		reflect.TypeFor[address]():                     "jsonb",
		reflect.TypeFor[[]address]():                   "jsonb",
		reflect.TypeFor[[]*address]():                  "jsonb",
		reflect.TypeFor[[]int64]():                     "bigint[]",
		reflect.TypeFor[[]*string]():                   "text[]",
		reflect.TypeFor[[]status]():                    "text[]",
		reflect.TypeFor[[]key]():                       "uuid[]",
		reflect.TypeFor[[][]byte]():                    "bytea[]",
		reflect.TypeFor[[]time.Time]():                 "timestamptz[]",
		reflect.TypeFor[pgtype.Int4]():                 "integer",
		reflect.TypeFor[pgtype.Range[pgtype.Int4]]():   "int4range",
		reflect.TypeFor[[]pgtype.Range[pgtype.Date]](): "daterange[]",
	}
	for typ, want := range cases {
		got := sqltype.Of(typ)
		require.NotNil(t, got, "%s", typ)
		assert.Equal(t, want, got.Name, "%s", typ)
		assert.NotZero(t, got.OID, "%s", typ)
		assert.Same(t, got, sqltype.Of(typ), "%s", typ)
	}
}

func TestTypesWithoutADefault(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{
		nil, reflect.TypeFor[uint](), reflect.TypeFor[uint64](), reflect.TypeFor[any](), reflect.TypeFor[chan int](), reflect.TypeFor[func()](),
		reflect.TypeFor[[][]int64](), reflect.TypeFor[[3]int](), reflect.TypeFor[self](), reflect.TypeFor[*self](), reflect.TypeFor[[]self](),
		reflect.TypeFor[sql.NullString](), reflect.TypeFor[stamp](), reflect.TypeFor[**int](), reflect.TypeFor[complex128](),
	} {
		assert.Nil(t, sqltype.Of(typ), "%v", typ)
	}
}

func TestNamed(t *testing.T) {
	t.Parallel()
	text := reflect.TypeFor[string]()
	cases := []struct {
		name string
		t    reflect.Type
		oid  uint32
		kind sqltype.Kind
	}{
		{"varchar(40)", text, pgtype.VarcharOID, sqltype.Text},
		{"character varying(40)", text, pgtype.VarcharOID, sqltype.Text},
		{"char(2)", text, pgtype.BPCharOID, sqltype.Text},
		{"citext", text, 0, sqltype.Text},
		{"numeric(10, 2)", text, pgtype.NumericOID, sqltype.Number},
		{"decimal", text, pgtype.NumericOID, sqltype.Number},
		{"INT", nil, pgtype.Int4OID, sqltype.Int},
		{"pg_catalog.int8", nil, pgtype.Int8OID, sqltype.Int},
		{"timestamp(3) with time zone", nil, pgtype.TimestamptzOID, sqltype.Time},
		{"timestamp  without time zone", nil, pgtype.TimestampOID, sqltype.Civil},
		{"timestamptz(3)", nil, pgtype.TimestamptzOID, sqltype.Time},
		{"json", text, pgtype.JSONOID, sqltype.JSON},
		{"double precision", nil, pgtype.Float8OID, sqltype.Float},
		{"mood", reflect.TypeFor[*status](), 0, sqltype.Enum},
		{`app."My Type"`, reflect.TypeFor[int](), 0, sqltype.Other},
		{"int4range", nil, pgtype.Int4rangeOID, sqltype.Other},
	}
	for _, c := range cases {
		got := sqltype.Named(c.name, c.t)
		assert.Equal(t, sqltype.Type{Name: c.name, OID: c.oid, Kind: c.kind}, *got)
	}
}

func TestNamedArrays(t *testing.T) {
	t.Parallel()
	got := sqltype.Named("numeric(10,2)[]", reflect.TypeFor[[]numeric.Numeric]())
	assert.Equal(t, "numeric(10,2)[]", got.Name)
	assert.Equal(t, uint32(pgtype.NumericArrayOID), got.OID)
	assert.Equal(t, sqltype.Array, got.Kind)
	assert.Equal(t, "numeric(10,2)", got.Elem.Name)
	got = sqltype.Named("mood[]", reflect.TypeFor[[]status]())
	assert.Equal(t, sqltype.Type{Name: "mood[]", Kind: sqltype.Array, Elem: &sqltype.Type{Name: "mood", Kind: sqltype.Enum}}, *got)
	assert.Same(t, sqltype.Of(reflect.TypeFor[[]int64]()), sqltype.Named("bigint[]", reflect.TypeFor[[]int64]()))
}

func TestByOID(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "bigint", sqltype.ByOID(pgtype.Int8OID).Name)
	assert.Equal(t, "text[]", sqltype.ByOID(pgtype.TextArrayOID).Name)
	assert.Nil(t, sqltype.ByOID(0))
	assert.Equal(t, "unknown", sqltype.ByOID(99999).String())
}
