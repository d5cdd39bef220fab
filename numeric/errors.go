package numeric

import "errors"

// Errors of this package; messages that wrap them name the value.
var (
	// ErrSyntax says that a text is no number.
	ErrSyntax = errors.New("numeric: malformed number")
	// ErrRange says that PostgreSQL or the wanted Go type cannot hold a number.
	ErrRange = errors.New("numeric: number out of range")
	// ErrNotFinite says that NaN or an infinity has no place in the wanted type.
	ErrNotFinite = errors.New("numeric: not a finite number")
	// ErrNull says that NULL is no number; read it into a pointer.
	ErrNull = errors.New("numeric: NULL is no number; read it into a pointer")
)
