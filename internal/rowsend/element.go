package rowsend

import (
	"reflect"
	"time"
	"unsafe"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// elementOf is what appends a value as an element of an array literal, derived from what appends its text. Text that
// this package makes from numbers and times is known to need no backslash; all other text is looked at.
func (p *pair) elementOf(w *Writer) writeFunc {
	text := w.Text
	switch {
	case p.t.Kind() == reflect.String && !sqltype.SelfConverting(p.t):
		return p.stringElement
	case sqltype.SelfConverting(p.t) && !isUUID(p.t):
	case p.t.Kind() >= reflect.Bool && p.t.Kind() <= reflect.Float64 && isNumber(p.sql), isUUID(p.t) && p.sql.Kind == sqltype.UUID:
		return text
	case p.t == reflect.TypeFor[time.Time]() && (p.sql.Kind == sqltype.Time || p.sql.Kind == sqltype.Civil):
		return func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			buf, err := text(append(buf, '"'), p)
			return append(buf, '"'), err
		}
	}
	return func(buf []byte, p rowscan.Pointer) ([]byte, error) {
		s := scratch.Get().(*[]byte) //nolint:forcetypeassert // the pool holds nothing else
		defer scratch.Put(s)
		b, err := text((*s)[:0], p)
		if err != nil {
			return buf, err
		}
		*s = b
		return AppendArrayElement(buf, b), nil
	}
}

// isNumber reports whether values of the type are written with letters, digits, signs and points alone.
func isNumber(sql *sqltype.Type) bool {
	switch sql.Kind {
	case sqltype.Bool, sqltype.Int, sqltype.Float, sqltype.Number:
		return true
	default:
		return false
	}
}

// stringElement appends a string without a copy in between.
func (p *pair) stringElement(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
	s := *rowscan.As[string](ptr)
	if err := checkText(s); err != nil {
		return buf, p.fail(err)
	}
	return AppendArrayElement(buf, unsafe.Slice(unsafe.StringData(s), len(s))), nil // it is only read
}
