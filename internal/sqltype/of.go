package sqltype

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"net"
	"net/netip"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/numeric"
)

// exact maps the types that stand for a PostgreSQL type by what they are, not by what lies beneath them.
var exact = map[reflect.Type]*Type{
	reflect.TypeFor[time.Time]():        timestamptz,
	reflect.TypeFor[time.Duration]():    interval,
	reflect.TypeFor[civil.DateTime]():   timestamp,
	reflect.TypeFor[civil.Date]():       date,
	reflect.TypeFor[civil.Time]():       timeOfDay,
	reflect.TypeFor[numeric.Numeric]():  number,
	reflect.TypeFor[json.RawMessage]():  jsonb,
	reflect.TypeFor[netip.Addr]():       inet,
	reflect.TypeFor[netip.Prefix]():     cidr,
	reflect.TypeFor[net.IP]():           inet,
	reflect.TypeFor[net.IPNet]():        cidr,
	reflect.TypeFor[net.HardwareAddr](): macaddr,

	reflect.TypeFor[pgtype.Bool]():        boolean,
	reflect.TypeFor[pgtype.Int2]():        smallint,
	reflect.TypeFor[pgtype.Int4]():        integer,
	reflect.TypeFor[pgtype.Int8]():        bigint,
	reflect.TypeFor[pgtype.Float4]():      float4,
	reflect.TypeFor[pgtype.Float8]():      float8,
	reflect.TypeFor[pgtype.Numeric]():     number,
	reflect.TypeFor[pgtype.Text]():        text,
	reflect.TypeFor[pgtype.UUID]():        uuid,
	reflect.TypeFor[pgtype.Timestamptz](): timestamptz,
	reflect.TypeFor[pgtype.Timestamp]():   timestamp,
	reflect.TypeFor[pgtype.Date]():        date,
	reflect.TypeFor[pgtype.Time]():        timeOfDay,
	reflect.TypeFor[pgtype.Interval]():    interval,

	reflect.TypeFor[pgtype.Range[pgtype.Int4]]():        int4range,
	reflect.TypeFor[pgtype.Range[pgtype.Int8]]():        int8range,
	reflect.TypeFor[pgtype.Range[pgtype.Numeric]]():     numrange,
	reflect.TypeFor[pgtype.Range[pgtype.Timestamp]]():   tsrange,
	reflect.TypeFor[pgtype.Range[pgtype.Timestamptz]](): tstzrange,
	reflect.TypeFor[pgtype.Range[pgtype.Date]]():        daterange,
}

// mapped holds what Of found before, by Go type: finding it asks for two dozen interfaces.
var mapped sync.Map

// Of returns the type that a Go type maps to by default, or nil where there is none and the definition must name it.
// A pointer maps to the type of what it points at.
func Of(t reflect.Type) *Type {
	if t == nil {
		return nil
	}
	if known, ok := mapped.Load(t); ok {
		return known.(*Type) //nolint:forcetypeassert // the map holds nothing else
	}
	found := find(t)
	mapped.Store(t, found)
	return found
}

func find(t reflect.Type) *Type {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if known := exact[t]; known != nil {
		return known
	}
	if isUUID(t) {
		return uuid
	}
	if SelfConverting(t) {
		return nil
	}
	return ofKind(t)
}

func isUUID(t reflect.Type) bool {
	return t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8
}

// ofKind maps by the kind beneath a type. Unsigned integers take the next wider signed type; the widest have none.
func ofKind(t reflect.Type) *Type {
	switch t.Kind() {
	case reflect.Bool:
		return boolean
	case reflect.Int8, reflect.Int16, reflect.Uint8:
		return smallint
	case reflect.Int32, reflect.Uint16:
		return integer
	case reflect.Int, reflect.Int64, reflect.Uint32:
		return bigint
	case reflect.Float32:
		return float4
	case reflect.Float64:
		return float8
	case reflect.String:
		return text
	case reflect.Map:
		return jsonb
	case reflect.Struct:
		return ofStruct(t)
	case reflect.Slice:
		return ofSlice(t)
	default:
		return nil
	}
}

// ofStruct maps plain structs to jsonb. A type made from time.Time (type Stamp time.Time) would lose its value in JSON:
// it has no default.
func ofStruct(t reflect.Type) *Type {
	for known := range exact {
		if known.Kind() == reflect.Struct && t.ConvertibleTo(known) {
			return nil
		}
	}
	return jsonb
}

func ofSlice(t reflect.Type) *Type {
	if t.Elem().Kind() == reflect.Uint8 {
		return bytea
	}
	elem := Of(t.Elem())
	switch {
	case elem == nil || elem.Kind == Array:
		return nil
	case elem.Kind == JSON:
		return jsonb
	default:
		return ArrayOf(elem)
	}
}

// converters are the interfaces by which a type says that it converts itself.
var converters = []reflect.Type{
	reflect.TypeFor[sql.Scanner](), reflect.TypeFor[driver.Valuer](),
	reflect.TypeFor[pgtype.BoolScanner](), reflect.TypeFor[pgtype.BoolValuer](),
	reflect.TypeFor[pgtype.Int64Scanner](), reflect.TypeFor[pgtype.Int64Valuer](),
	reflect.TypeFor[pgtype.Uint64Scanner](), reflect.TypeFor[pgtype.Uint64Valuer](),
	reflect.TypeFor[pgtype.Float64Scanner](), reflect.TypeFor[pgtype.Float64Valuer](),
	reflect.TypeFor[pgtype.NumericScanner](), reflect.TypeFor[pgtype.NumericValuer](),
	reflect.TypeFor[pgtype.TextScanner](), reflect.TypeFor[pgtype.TextValuer](),
	reflect.TypeFor[pgtype.BytesScanner](), reflect.TypeFor[pgtype.BytesValuer](),
	reflect.TypeFor[pgtype.UUIDScanner](), reflect.TypeFor[pgtype.UUIDValuer](),
	reflect.TypeFor[pgtype.TimestamptzScanner](), reflect.TypeFor[pgtype.TimestamptzValuer](),
	reflect.TypeFor[pgtype.TimestampScanner](), reflect.TypeFor[pgtype.TimestampValuer](),
	reflect.TypeFor[pgtype.DateScanner](), reflect.TypeFor[pgtype.DateValuer](),
	reflect.TypeFor[pgtype.TimeScanner](), reflect.TypeFor[pgtype.TimeValuer](),
	reflect.TypeFor[pgtype.IntervalScanner](), reflect.TypeFor[pgtype.IntervalValuer](),
	reflect.TypeFor[pgtype.NetipPrefixScanner](), reflect.TypeFor[pgtype.NetipPrefixValuer](),
	reflect.TypeFor[pgtype.RangeScanner](), reflect.TypeFor[pgtype.RangeValuer](),
	reflect.TypeFor[pgtype.ArraySetter](), reflect.TypeFor[pgtype.ArrayGetter](),
	reflect.TypeFor[pgtype.CompositeIndexScanner](), reflect.TypeFor[pgtype.CompositeIndexGetter](),
	reflect.TypeFor[pgtype.HstoreScanner](), reflect.TypeFor[pgtype.HstoreValuer](),
	reflect.TypeFor[pgtype.PointScanner](), reflect.TypeFor[pgtype.BoxScanner](), reflect.TypeFor[pgtype.CircleScanner](),
	reflect.TypeFor[pgtype.LineScanner](), reflect.TypeFor[pgtype.LsegScanner](), reflect.TypeFor[pgtype.PathScanner](),
	reflect.TypeFor[pgtype.PolygonScanner](), reflect.TypeFor[pgtype.BitsScanner](), reflect.TypeFor[pgtype.TSVectorScanner](),
}

// SelfConverting reports whether values of type t convert themselves to or from what the server sends, so that no
// mapping by kind may be applied to them. The types that [Of] knows by name are not among them.
func SelfConverting(t reflect.Type) bool {
	if exact[t] != nil && t.PkgPath() != reflect.TypeFor[pgtype.Int4]().PkgPath() {
		return false
	}
	pointer := reflect.PointerTo(t)
	for _, c := range converters {
		if t.Implements(c) || pointer.Implements(c) {
			return true
		}
	}
	return false
}

// Named returns the type called name in SQL for a column whose Go type is t. The kind comes from the name; a name that
// PostgreSQL does not come with is an enum where t is a string and a type of kind [Other] elsewhere.
func Named(name string, t reflect.Type) *Type {
	name = strings.TrimSpace(name)
	if elem, ok := strings.CutSuffix(name, "[]"); ok {
		for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
			t = t.Elem()
		}
		return ArrayOf(Named(elem, t))
	}
	known := byName[baseName(name)]
	if known != nil && known.Name == name {
		return known
	}
	if known != nil {
		return &Type{Name: name, OID: known.OID, Kind: known.Kind}
	}
	return &Type{Name: name, Kind: userKind(t)}
}

func userKind(t reflect.Type) Kind {
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && t.Kind() == reflect.String {
		return Enum
	}
	return Other
}

// baseName strips modifiers and the catalog's schema and resolves aliases: "pg_catalog.int4" is "integer",
// "timestamp(3) with time zone" is "timestamptz".
func baseName(name string) string {
	base := strings.TrimPrefix(strings.ToLower(name), "pg_catalog.")
	if open := strings.IndexByte(base, '('); open >= 0 {
		if end := strings.IndexByte(base[open:], ')'); end > 0 {
			base = base[:open] + " " + base[open+end+1:]
		}
	}
	base = strings.Join(strings.Fields(base), " ")
	if full := aliases[base]; full != "" {
		return full
	}
	return base
}
