package rowscan

import "unsafe"

// The functions of this file take a pointer type P as their type parameter, where others take what it points at. All
// pointer types share one body of machine code, so a program with a hundred entities does not get a hundred copies.

// OfPointer returns the address that p holds.
// Invariant: P is a pointer type.
func OfPointer[P any](p P) Pointer { return Pointer{*(*unsafe.Pointer)(unsafe.Pointer(&p))} }

// AsPointer returns p as a P.
// Invariant: p points at nothing, or P is a pointer type and p was made from a P.
func AsPointer[P any](p Pointer) (out P) {
	if p.p != nil {
		*(*unsafe.Pointer)(unsafe.Pointer(&out)) = p.p
	}
	return out
}

// AsPointers returns ps as a slice of P that shares ps's memory.
// Invariant: ps is empty, or P is a pointer type and each pointer in ps is a P or nil.
func AsPointers[P any](ps []Pointer) []P {
	if ps == nil {
		return nil
	}
	return unsafe.Slice((*P)(unsafe.Pointer(unsafe.SliceData(ps))), len(ps))
}

// OfPointers returns ps without their type, in a slice that shares ps's memory.
// Invariant: P is a pointer type.
func OfPointers[P any](ps []P) []Pointer {
	return unsafe.Slice((*Pointer)(unsafe.Pointer(unsafe.SliceData(ps))), len(ps))
}
