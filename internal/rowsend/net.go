package rowsend

import (
	"fmt"
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// netWriter sends the text that the types of net and netip have for themselves. Zero values have none.
func netWriter(p *pair) *Writer {
	if p.sql.Kind != sqltype.Net && p.sql.Kind != sqltype.Text {
		return nil
	}
	return &Writer{
		Immutable: isPlain(p.t) || p.t.Kind() == reflect.Struct && p.t.PkgPath() == "net/netip",
		Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			v := ptr.Any(p.t).(fmt.Stringer) //nolint:forcetypeassert // all types that choose passes here have a String method
			if valid, ok := v.(interface{ IsValid() bool }); ok && !valid.IsValid() {
				return nil, p.fail(ErrInvalid)
			}
			if zoned, ok := v.(interface{ Zone() string }); ok && zoned.Zone() != "" {
				return nil, p.fail(fmt.Errorf("%w: %s has a zone, which PostgreSQL does not keep", ErrInvalid, v))
			}
			s := v.String()
			if s == "" || s == "<nil>" || s[0] == '?' {
				return nil, p.fail(fmt.Errorf("%w: %q", ErrInvalid, s))
			}
			return append(buf, s...), nil
		},
	}
}
