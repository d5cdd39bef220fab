package rowscan

import (
	"reflect"
	"time"
)

// ZeroCheck returns what tells whether the value at an address, of type t, is the zero value. A time is zero by its own
// IsZero, whatever its location; a slice or map is zero where it is nil; a float is zero where its bits are, so -0 is
// not. The function allocates nothing and may be shared.
func ZeroCheck(t reflect.Type) func(Pointer) bool {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return func(p Pointer) bool { return As[time.Time](p).IsZero() }
	case isUUID(t):
		return isZero[[16]byte]
	}
	switch t.Kind() {
	case reflect.String:
		return isZero[string]
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return func(p Pointer) bool { return p.Load().IsNil() } // a slice begins with the pointer to its elements
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return zeroBits(t.Size())
	default:
		return func(p Pointer) bool { return reflect.ValueOf(p.Any(t)).Elem().IsZero() }
	}
}

// zeroBits is the check of a kind whose values are size bytes and nothing else, aligned as the integer of that size.
func zeroBits(size uintptr) func(Pointer) bool {
	switch size {
	case 1:
		return isZero[uint8]
	case 2:
		return isZero[uint16]
	case 4:
		return isZero[uint32]
	default:
		return isZero[uint64]
	}
}

func isZero[T comparable](p Pointer) bool {
	var zero T
	return *As[T](p) == zero
}
