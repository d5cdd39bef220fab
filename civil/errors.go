package civil

import "errors"

// Errors of this package; messages that wrap them name the value.
var (
	// ErrSyntax says that a text is no civil value.
	ErrSyntax = errors.New("civil: malformed value")
	// ErrRange says that a value is none that exists (30 February) or none that PostgreSQL keeps.
	ErrRange = errors.New("civil: value out of range")
	// ErrInfinite says that PostgreSQL's infinity or -infinity has no civil value; read it into a pgtype type.
	ErrInfinite = errors.New("civil: infinity is no date; read it into a pgtype.Date or pgtype.Timestamp")
	// ErrNull says that NULL has no civil value; read it into a pointer.
	ErrNull = errors.New("civil: NULL is no value; read it into a pointer")
)
