package rowsend

import (
	"bytes"
	"reflect"
	"time"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// Same reports whether the column would take the values at a and b as equal: whether their [Writer.Canonical] bytes are.
// A value that cannot be sent equals nothing that differs from it in memory.
type Same func(a, b rowscan.Pointer) bool

// SameOf returns the Same of values of type t, which w writes. It looks at the values themselves first.
func SameOf(t reflect.Type, w *Writer) Same {
	switch t.Kind() {
	case reflect.Bool, reflect.Int8, reflect.Uint8:
		return identical[uint8]
	case reflect.Int16, reflect.Uint16:
		return identical[uint16]
	case reflect.Int32, reflect.Uint32:
		return identical[uint32]
	case reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint64:
		return identical[uint64]
	case reflect.String:
		return first(identical[string], w)
	case reflect.Float32:
		return first(identical[uint32], w)
	case reflect.Float64:
		return first(identical[uint64], w)
	case reflect.Pointer:
		return sameBehind(t, w)
	}
	if t == reflect.TypeFor[time.Time]() {
		return first(identical[time.Time], w)
	}
	if isUUID(t) {
		return identical[[16]byte]
	}
	return canonical(w)
}

// identical compares what lies in memory.
// Invariant: the values are as long as a T, and made alike.
func identical[T comparable](a, b rowscan.Pointer) bool {
	return *rowscan.As[T](a) == *rowscan.As[T](b)
}

// first compares canonically what is not identical.
func first(quick Same, w *Writer) Same {
	slow := canonical(w)
	return func(a, b rowscan.Pointer) bool { return quick(a, b) || slow(a, b) }
}

// sameBehind compares what pointers point at.
func sameBehind(t reflect.Type, w *Writer) Same {
	slow := canonical(w)
	elem := reflect.Invalid
	if t.Elem().Kind() != reflect.Pointer {
		elem = t.Elem().Kind()
	}
	quick := map[reflect.Kind]Same{reflect.Int64: identical[uint64], reflect.String: identical[string], reflect.Bool: identical[uint8]}[elem]
	if t.Elem() == reflect.TypeFor[time.Time]() {
		quick = identical[time.Time]
	}
	return func(a, b rowscan.Pointer) bool {
		x, y := a.Load(), b.Load()
		if x.IsNil() || y.IsNil() {
			return x == y
		}
		return quick != nil && quick(x, y) || slow(a, b)
	}
}

func canonical(w *Writer) Same {
	return func(a, b rowscan.Pointer) bool {
		buf := scratch.Get().(*[]byte) //nolint:forcetypeassert // the pool holds nothing else
		defer scratch.Put(buf)
		all, err := w.Canonical((*buf)[:0], a)
		if err != nil {
			return false
		}
		n := len(all)
		if all, err = w.Canonical(all, b); err != nil {
			return false
		}
		*buf = all
		return bytes.Equal(all[:n], all[n:])
	}
}
