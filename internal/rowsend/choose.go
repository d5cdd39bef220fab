package rowsend

import (
	"encoding/json"
	"net"
	"net/netip"
	"reflect"
	"time"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

// choose returns the writer of the pair, or nil. Types known by name come first, then those that convert themselves, then
// the kinds.
func choose(p *pair) *Writer {
	if w, decided := chooseNamed(p); decided {
		return w
	}
	if isUUID(p.t) && p.sql.Kind != sqltype.JSON {
		return uuidWriter(p)
	}
	if sqltype.SelfConverting(p.t) {
		return selfWriter(p)
	}
	if p.sql.Kind == sqltype.JSON && p.t.Kind() != reflect.String && !isBytes(p.t) {
		return jsonWriter(p)
	}
	return chooseByKind(p)
}

func chooseNamed(p *pair) (w *Writer, decided bool) {
	isJSON := p.sql.Kind == sqltype.JSON
	switch p.t {
	case reflect.TypeFor[json.RawMessage]():
		return rawJSONWriter(p), true
	case reflect.TypeFor[time.Time]():
		w = instantWriter(p)
	case reflect.TypeFor[time.Duration]():
		w = spanWriter(p)
	case reflect.TypeFor[civil.DateTime]():
		w = civilDateTimeWriter(p)
	case reflect.TypeFor[civil.Date]():
		w = civilDateWriter(p)
	case reflect.TypeFor[civil.Time]():
		w = civilTimeWriter(p)
	case reflect.TypeFor[numeric.Numeric]():
		w = numericWriter(p)
	case reflect.TypeFor[netip.Addr](), reflect.TypeFor[netip.Prefix](), reflect.TypeFor[net.IP](),
		reflect.TypeFor[net.IPNet](), reflect.TypeFor[net.HardwareAddr]():
		w = netWriter(p)
	default:
		return nil, false
	}
	if isJSON {
		return jsonWriter(p), true
	}
	return w, true
}

func chooseByKind(p *pair) *Writer {
	switch p.t.Kind() {
	case reflect.Bool:
		return boolWriter(p)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intWriter(p)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return uintWriter(p)
	case reflect.Float32, reflect.Float64:
		return floatWriter(p)
	case reflect.String:
		return stringWriter(p)
	case reflect.Slice:
		if isBytes(p.t) {
			return bytesWriter(p)
		}
		return arrayWriter(p)
	default:
		return nil
	}
}

func isUUID(t reflect.Type) bool {
	return t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8
}

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

// isPlain reports whether a shallow copy of a value of type t shares nothing that can change.
func isPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[netip.Addr]() {
			return true
		}
		for field := range t.Fields() {
			if !isPlain(field.Type) {
				return false
			}
		}
		return true
	case reflect.Array:
		return isPlain(t.Elem())
	default:
		return t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String
	}
}
