package rowscan

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/rowan-go/rowan/internal/sqltype"
)

// Errors of this package. An [Error] that wraps one of them says for which types.
var (
	// ErrNull says that NULL came for a Go type that has no place for it.
	ErrNull = errors.New("the value is NULL; read it into a pointer, or rule NULL out in the query")
	// ErrNoDecoder says that no way leads from the server's type to the Go type.
	ErrNoDecoder = errors.New("no decoder for this pair of types; cast in the query, or give the Go type a Scan method")
	// ErrOutOfRange says that the Go type is too narrow for the value.
	ErrOutOfRange = errors.New("value out of range")
	// ErrMalformed says that the bytes are no value of the server's type.
	ErrMalformed = errors.New("malformed value")
	// ErrInfinite says that PostgreSQL's infinity has no place in the Go type.
	ErrInfinite = errors.New("infinity has no place in this Go type; read it into a pgtype.Timestamptz, pgtype.Timestamp or pgtype.Date")
	// ErrDimensions says that an array has more than one dimension, for which a slice has no place.
	ErrDimensions = errors.New("the array has more than one dimension; read it into a pgtype.Array")
	// ErrMonths says that an interval has months, whose length is not known.
	ErrMonths = errors.New("an interval with months has no fixed length; read it into a pgtype.Interval")
)

// Error says that a value of a server type could not be read into a Go type.
type Error struct {
	Type reflect.Type // the Go type
	OID  uint32       // the server's type
	Err  error
}

// Error names both types and the reason.
func (e *Error) Error() string {
	return "rowscan: cannot read " + TypeName(e.OID) + " into " + e.Type.String() + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// TypeName returns the name of the server type with the given OID, as well as it is known without asking the server.
func TypeName(oid uint32) string {
	if t := sqltype.ByOID(oid); t != nil {
		return t.Name
	}
	if t, ok := builtin.TypeForOID(oid); ok {
		return t.Name
	}
	return "the type with OID " + strconv.FormatUint(uint64(oid), 10)
}

// pair is what a decoder was chosen for. Decoders close over it for their errors.
type pair struct {
	t      reflect.Type
	oid    uint32
	format int16
}

func (p *pair) fail(err error) error { return &Error{p.t, p.oid, err} }

// malformed is the error for bytes that are no value of the type, NULL among them.
func (p *pair) malformed(src []byte) error {
	if src == nil {
		return p.fail(ErrNull)
	}
	if p.format == text {
		return p.fail(fmt.Errorf("%w: %.80q", ErrMalformed, src))
	}
	return p.fail(fmt.Errorf("%w: %d bytes, %.40x", ErrMalformed, len(src), src))
}

func (p *pair) outOfRange(v any) error { return p.fail(fmt.Errorf("%w: %v", ErrOutOfRange, v)) }
