package rowscan

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/jackc/pgx/v5/pgtype"
)

// arrayPair is what the decoder of an array was chosen for.
type arrayPair struct {
	*pair
	elem     reflect.Type
	elemOID  uint32 // 0 where only the server knows it
	decode   Decode // of an element
	size     uintptr
	makeHere func(n int) unsafe.Pointer // memory for n elements, zeroed
}

// header is how a slice lies in memory.
// Invariant: a header is only written where a slice lies whose elements have the size and the pointers of the data.
type header struct {
	data unsafe.Pointer
	len  int
	cap  int
}

// findArray picks the decoder of a slice. NULL elements need a slice of pointers. A pair that is no array of one
// dimension to us is nobody's here: pgx may know it.
func findArray(p *pair) (Decode, error) {
	elemOID, ok := elementOID(p.oid)
	if !ok && (p.format != text || !isUnknown(p.oid)) {
		return nil, nil //nolint:nilnil // no decoder of our own is no error
	}
	if kind := p.t.Elem().Kind(); kind == reflect.Slice && p.t.Elem().Elem().Kind() != reflect.Uint8 {
		return nil, nil //nolint:nilnil // slices of slices have more dimensions
	}
	decode, err := Find(p.t.Elem(), elemOID, p.format)
	if err != nil {
		return nil, p.fail(ErrNoDecoder) // of the array: its elements are no item of the query
	}
	a := &arrayPair{p, p.t.Elem(), elemOID, decode, p.t.Elem().Size(), maker(p.t)}
	if p.format == text {
		return a.fromText, nil
	}
	return a.fromBinary, nil
}

// elementOID returns the type of the elements of a built-in array type.
func elementOID(oid uint32) (uint32, bool) {
	t, ok := builtin.TypeForOID(oid)
	if !ok {
		return 0, false
	}
	codec, ok := t.Codec.(*pgtype.ArrayCodec)
	if !ok {
		return 0, false
	}
	return codec.ElementType.OID, true
}

func isUnknown(oid uint32) bool {
	_, known := builtin.TypeForOID(oid)
	return !known
}

// maker returns what makes the memory of a slice of type t: for the usual sizes without pointers, and for strings, one
// allocation.
func maker(t reflect.Type) func(n int) unsafe.Pointer {
	elem := t.Elem()
	switch {
	case elem.Kind() == reflect.String:
		return makeFor[string]
	case !isScalarKind(elem.Kind()) && !isUUID(elem):
	case elem.Size() == 1:
		return makeFor[uint8]
	case elem.Size() == 2:
		return makeFor[uint16]
	case elem.Size() == 4:
		return makeFor[uint32]
	case elem.Size() == 8:
		return makeFor[uint64]
	case elem.Size() == 16:
		return makeFor[[2]uint64]
	}
	return func(n int) unsafe.Pointer { return reflect.MakeSlice(t, n, n).UnsafePointer() }
}

func isScalarKind(k reflect.Kind) bool { return k >= reflect.Bool && k <= reflect.Float64 }

func makeFor[T any](n int) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(make([]T, n))) }

// begin makes a slice of n elements at dst.
func (a *arrayPair) begin(dst Pointer, n int) unsafe.Pointer {
	data := a.makeHere(n)
	*(*header)(dst.p) = header{data, n, n}
	return data
}

func (a *arrayPair) element(data unsafe.Pointer, i int, src []byte, m *Memory) error {
	if err := a.decode(Pointer{unsafe.Add(data, uintptr(i)*a.size)}, src, m); err != nil {
		return a.fail(fmt.Errorf("element %d: %w", i+1, err))
	}
	return nil
}

// fromBinary reads a header and the elements, each with its length in front, -1 for NULL.
func (a *arrayPair) fromBinary(dst Pointer, src []byte, m *Memory) error {
	n, rest, err := a.cutHeader(src)
	if err != nil {
		return err
	}
	data := a.begin(dst, n)
	for i := range n {
		elem, after, ok := CutElement(rest)
		if !ok {
			return a.malformed(src)
		}
		if err := a.element(data, i, elem, m); err != nil {
			return err
		}
		rest = after
	}
	if len(rest) != 0 {
		return a.malformed(src)
	}
	return nil
}

// cutHeader reads the number of dimensions, a flag, the type of the elements, and length and lower bound of the dimension.
// The number of elements that it returns is one that the rest has room for.
func (a *arrayPair) cutHeader(src []byte) (n int, rest []byte, err error) {
	const headerSize, dimensionSize = 12, 8
	if len(src) < headerSize || binary.BigEndian.Uint32(src[8:]) != a.elemOID {
		return 0, nil, a.malformed(src)
	}
	switch dimensions := binary.BigEndian.Uint32(src); {
	case dimensions == 0:
		return 0, src[headerSize:], nil
	case dimensions > 1:
		return 0, nil, a.fail(ErrDimensions)
	case len(src) < headerSize+dimensionSize:
		return 0, nil, a.malformed(src)
	}
	n, rest = int(binary.BigEndian.Uint32(src[headerSize:])), src[headerSize+dimensionSize:]
	if n > len(rest)/4 { // each element has at least its length
		return 0, nil, a.malformed(src)
	}
	return n, rest, nil
}

// CutElement returns the first of the elements of a binary array, nil for NULL, and what follows it.
func CutElement(src []byte) (elem, rest []byte, ok bool) {
	if len(src) < 4 {
		return nil, nil, false
	}
	n := int32(binary.BigEndian.Uint32(src))
	src = src[4:]
	if n == -1 {
		return nil, src, true
	}
	if n < 0 || int(n) > len(src) {
		return nil, nil, false
	}
	return src[:n:n], src[n:], true
}
