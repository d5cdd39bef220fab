package rowscan

import (
	"encoding/json"
	"reflect"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/numeric"
)

// The formats of values on the wire.
const (
	text         int16 = pgtype.TextFormatCode
	binaryFormat int16 = pgtype.BinaryFormatCode
)

// Decode writes the wire value src (nil means NULL) to dst, the address of a Go value of the type it was found for.
// It keeps no part of src. After an error the value at dst is in no particular state. Its errors are of type [*Error].
type Decode func(dst Pointer, src []byte, m *Memory) error

// found caches decoders: they depend on the pair alone.
var found struct {
	sync.RWMutex
	decoders map[pair]Decode
}

// Find picks the decoder for the Go type t and the server's type oid in the given format. Pairs that it does not know
// get one that asks pgx's type map. It fails with [ErrNoDecoder] where that cannot work either.
func Find(t reflect.Type, oid uint32, format int16) (Decode, error) {
	key := pair{t, oid, format}
	found.RLock()
	d := found.decoders[key]
	found.RUnlock()
	if d != nil {
		return d, nil
	}
	d, err := find(&key)
	if err != nil {
		return nil, err
	}
	found.Lock()
	defer found.Unlock()
	if found.decoders == nil {
		found.decoders = map[pair]Decode{}
	}
	found.decoders[key] = d
	return d, nil
}

func find(p *pair) (Decode, error) {
	if p.t.Kind() == reflect.Pointer {
		return findNullable(p)
	}
	if d, err := findKnown(p); d != nil || err != nil {
		return d, err
	}
	return findFallback(p)
}

// IsText reports whether values of type t, what they point at or their elements take their bytes from [Memory.Row]'s allocation.
func IsText(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.String && !sqltype.SelfConverting(t)
}

// findKnown returns a decoder of this package, or nil.
func findKnown(p *pair) (Decode, error) {
	if d, ok := findNamed(p); ok {
		return d, nil
	}
	if p.oid == pgtype.UUIDOID && isUUID(p.t) {
		return uuidDecoder(p), nil
	}
	if sqltype.SelfConverting(p.t) {
		return nil, nil //nolint:nilnil // no decoder of our own is no error
	}
	if p.oid == pgtype.JSONOID || p.oid == pgtype.JSONBOID {
		return jsonDecoder(p), nil
	}
	return findByKind(p)
}

// findNamed decides by the type itself, where what lies beneath it does not matter.
func findNamed(p *pair) (d Decode, decided bool) {
	isJSON := p.oid == pgtype.JSONOID || p.oid == pgtype.JSONBOID
	switch p.t {
	case reflect.TypeFor[time.Time]():
		d = instantDecoder(p)
	case reflect.TypeFor[time.Duration]():
		d = intervalDecoder(p)
	case reflect.TypeFor[civil.DateTime]():
		d = civilDateTimeDecoder(p)
	case reflect.TypeFor[civil.Date]():
		d = civilDateDecoder(p)
	case reflect.TypeFor[civil.Time]():
		d = civilTimeDecoder(p)
	case reflect.TypeFor[numeric.Numeric]():
		d = numericDecoder(p)
	case reflect.TypeFor[json.RawMessage]():
		d = rawJSONDecoder(p)
	default:
		return nil, false
	}
	return d, d != nil || !isJSON
}

func findByKind(p *pair) (Decode, error) {
	switch p.t.Kind() {
	case reflect.Bool:
		return boolDecoder(p), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return intDecoder(p), nil
	case reflect.Float32, reflect.Float64:
		return floatDecoder(p), nil
	case reflect.String:
		return stringDecoder(p), nil
	case reflect.Slice:
		if p.t.Elem().Kind() == reflect.Uint8 {
			return bytesDecoder(p), nil
		}
		return findArray(p)
	default:
		return nil, nil //nolint:nilnil // no decoder of our own is no error
	}
}

func isUUID(t reflect.Type) bool {
	return t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8
}
