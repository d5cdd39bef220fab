package rowsend

import (
	"errors"
	"reflect"

	"github.com/rowan-go/rowan/internal/sqltype"
)

// Errors of this package. An [Error] that wraps one of them says for which types.
var (
	// ErrNoWriter says that no way leads from the Go type to the SQL type.
	ErrNoWriter = errors.New("no writer for this pair of types; name another SQL type, or give the Go type a Value method")
	// ErrNUL says that a text holds a NUL byte, which PostgreSQL cannot keep.
	ErrNUL = errors.New("text holds a NUL byte, which PostgreSQL does not keep; send bytes as bytea")
	// ErrEncoding says that a text is no UTF-8.
	ErrEncoding = errors.New("text is not valid UTF-8; send bytes as bytea")
	// ErrOutOfRange says that the SQL type cannot hold the value.
	ErrOutOfRange = errors.New("value out of range")
	// ErrInvalid says that the value is none of its own type, such as the zero netip.Addr.
	ErrInvalid = errors.New("invalid value")
)

// Error says that a Go value could not be sent as an SQL type.
type Error struct {
	Type reflect.Type // the Go type
	SQL  string       // the SQL type, empty where none is known
	Err  error
}

// Error names both types and the reason.
func (e *Error) Error() string {
	s := "rowsend: cannot send " + e.Type.String()
	if e.SQL != "" {
		s += " as " + e.SQL
	}
	return s + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// pair is what a writer was chosen for. Writers close over it for their errors.
type pair struct {
	t   reflect.Type
	sql *sqltype.Type
}

func (p *pair) fail(err error) error {
	if p.sql == nil {
		return &Error{p.t, "", err}
	}
	return &Error{p.t, p.sql.Name, err}
}
