package sqltype

import "reflect"

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

// Of returns the type that a Go type maps to by default, or nil where there is none and the definition must name it.
// A pointer maps to the type of what it points at.
func Of(t reflect.Type) *Type { return nil }

// Named returns the type called name in SQL for a column whose Go type is t; it is Of's with another name, or a type of kind Other.
func Named(name string, t reflect.Type) *Type { return nil }
