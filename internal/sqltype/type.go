package sqltype

// Kind groups the types that share operators and literals.
type Kind uint8

// The kinds.
const (
	Other  Kind = iota // known to the server alone: user types, ranges, composites
	Bool               // boolean
	Int                // smallint, integer, bigint
	Float              // real, double precision
	Number             // numeric
	Text               // text, varchar, char, citext
	Enum               // a type made by create type … as enum
	Bytes              // bytea
	UUID               // uuid
	Time               // timestamptz: an instant
	Civil              // timestamp, date, time: no zone
	Span               // interval
	JSON               // json, jsonb
	Net                // inet, cidr, macaddr
	Array              // an array of Elem
)

// Type is a PostgreSQL type as rowan uses it. Types are compared by Name.
type Type struct {
	Name string // as it stands in DDL and casts: "bigint", "numeric(10,2)", "text[]"
	OID  uint32 // 0 where only the server knows it
	Kind Kind
	Elem *Type // of an array
}

// String returns the name of the type as SQL has it.
func (t *Type) String() string {
	if t == nil {
		return "unknown"
	}
	return t.Name
}
