package sqltype

import "github.com/jackc/pgx/v5/pgtype"

// The types that rowan knows by itself, under the names that stand in DDL and casts.
var (
	boolean     = builtin("boolean", pgtype.BoolOID, Bool, pgtype.BoolArrayOID)
	smallint    = builtin("smallint", pgtype.Int2OID, Int, pgtype.Int2ArrayOID)
	integer     = builtin("integer", pgtype.Int4OID, Int, pgtype.Int4ArrayOID)
	bigint      = builtin("bigint", pgtype.Int8OID, Int, pgtype.Int8ArrayOID)
	float4      = builtin("real", pgtype.Float4OID, Float, pgtype.Float4ArrayOID)
	float8      = builtin("double precision", pgtype.Float8OID, Float, pgtype.Float8ArrayOID)
	number      = builtin("numeric", pgtype.NumericOID, Number, pgtype.NumericArrayOID)
	text        = builtin("text", pgtype.TextOID, Text, pgtype.TextArrayOID)
	bytea       = builtin("bytea", pgtype.ByteaOID, Bytes, pgtype.ByteaArrayOID)
	uuid        = builtin("uuid", pgtype.UUIDOID, UUID, pgtype.UUIDArrayOID)
	timestamptz = builtin("timestamptz", pgtype.TimestamptzOID, Time, pgtype.TimestamptzArrayOID)
	timestamp   = builtin("timestamp", pgtype.TimestampOID, Civil, pgtype.TimestampArrayOID)
	date        = builtin("date", pgtype.DateOID, Civil, pgtype.DateArrayOID)
	timeOfDay   = builtin("time", pgtype.TimeOID, Civil, pgtype.TimeArrayOID)
	interval    = builtin("interval", pgtype.IntervalOID, Span, pgtype.IntervalArrayOID)
	jsonb       = builtin("jsonb", pgtype.JSONBOID, JSON, pgtype.JSONBArrayOID)
	inet        = builtin("inet", pgtype.InetOID, Net, pgtype.InetArrayOID)
	cidr        = builtin("cidr", pgtype.CIDROID, Net, pgtype.CIDRArrayOID)
	macaddr     = builtin("macaddr", pgtype.MacaddrOID, Net, pgtype.MacaddrArrayOID)
	int4range   = builtin("int4range", pgtype.Int4rangeOID, Other, pgtype.Int4rangeArrayOID)
	int8range   = builtin("int8range", pgtype.Int8rangeOID, Other, pgtype.Int8rangeArrayOID)
	numrange    = builtin("numrange", pgtype.NumrangeOID, Other, pgtype.NumrangeArrayOID)
	tsrange     = builtin("tsrange", pgtype.TsrangeOID, Other, pgtype.TsrangeArrayOID)
	tstzrange   = builtin("tstzrange", pgtype.TstzrangeOID, Other, pgtype.TstzrangeArrayOID)
	daterange   = builtin("daterange", pgtype.DaterangeOID, Other, pgtype.DaterangeArrayOID)
)

// Types that no Go type maps to by itself, but that definitions name.
var _ = []*Type{
	builtin("json", pgtype.JSONOID, JSON, pgtype.JSONArrayOID),
	builtin("varchar", pgtype.VarcharOID, Text, pgtype.VarcharArrayOID),
	builtin("char", pgtype.BPCharOID, Text, pgtype.BPCharArrayOID),
	builtin("name", pgtype.NameOID, Text, pgtype.NameArrayOID),
	builtin("citext", 0, Text, 0), // an extension: its OID differs from database to database
	builtin("macaddr8", pgtype.Macaddr8OID, Net, 0),
	builtin("oid", pgtype.OIDOID, Other, pgtype.OIDArrayOID),
	builtin("xml", pgtype.XMLOID, Other, pgtype.XMLArrayOID),
	builtin("timetz", pgtype.TimetzOID, Other, pgtype.TimetzArrayOID),
	builtin("tsvector", pgtype.TSVectorOID, Other, pgtype.TSVectorArrayOID),
}

// The registry. It is filled before main and only read after.
var (
	byName  map[string]*Type
	byOID   map[uint32]*Type
	arrayOf map[*Type]uint32 // OID of the array of a type
)

// aliases are the other names of a type, as people write them.
var aliases = map[string]string{
	"bool": "boolean", "int2": "smallint", "int4": "integer", "int": "integer", "int8": "bigint",
	"smallserial": "smallint", "serial": "integer", "bigserial": "bigint",
	"float4": "real", "float8": "double precision", "float": "double precision", "decimal": "numeric", "dec": "numeric",
	"character varying": "varchar", "char varying": "varchar", "character": "char", "bpchar": "char",
	"timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp",
	"time with time zone": "timetz", "time without time zone": "time",
}

func builtin(name string, oid uint32, kind Kind, array uint32) *Type {
	if byName == nil {
		byName, byOID, arrayOf = map[string]*Type{}, map[uint32]*Type{}, map[*Type]uint32{}
	}
	t := &Type{Name: name, OID: oid, Kind: kind}
	byName[name] = t
	if oid != 0 {
		byOID[oid] = t
	}
	if array != 0 {
		arrayOf[t] = array
		byOID[array] = &Type{Name: name + "[]", OID: array, Kind: Array, Elem: t}
	}
	return t
}

// ByOID returns the built-in type with the given OID, or nil.
func ByOID(oid uint32) *Type { return byOID[oid] }

// ArrayOf returns the type of arrays of elem, or nil if elem is nil.
func ArrayOf(elem *Type) *Type {
	if elem == nil {
		return nil
	}
	if array := byOID[arrayOf[elem]]; array != nil {
		return array
	}
	return &Type{Name: elem.Name + "[]", OID: arrayOf[byOID[elem.OID]], Kind: Array, Elem: elem}
}
