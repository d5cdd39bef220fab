package rowscan

import (
	"math/bits"
	"reflect"
	"unsafe"
)

const maxChunk = 64

// Slab hands out zeroed values of one Go type. They are cut from chunks that grow up to 64 values; a value that is kept
// keeps its chunk.
type Slab struct {
	t     reflect.Type
	size  uintptr
	next  unsafe.Pointer // into the chunk, valid while left > 0
	left  int
	chunk int // values in the next chunk, a power of two
}

// NewSlab returns an empty slab of values of type t.
func NewSlab(t reflect.Type) *Slab { return NewSlabFor(t, unknownRows) }

// NewSlabFor returns an empty slab whose first chunk holds as many values as expected, within bounds.
func NewSlabFor(t reflect.Type, expected int) *Slab {
	var s Slab
	s.Reset(t, expected)
	return &s
}

// unknownRows is how many values a first chunk holds where nobody knows how many there will be.
const unknownRows = 4

// Reset makes s an empty slab of values of type t, whose first chunk will hold as many values as expected, within
// bounds. What was left of its last chunk is given up.
func (s *Slab) Reset(t reflect.Type, expected int) {
	first := min(max(expected, 1), maxChunk)
	*s = Slab{t: t, size: t.Size(), chunk: 1 << bits.Len(uint(first-1))}
}

// IsZero reports whether s is a slab of no type, which Reset makes ready.
func (s *Slab) IsZero() bool { return s.t == nil }

// Next returns the address of a zero value that was not handed out before.
func (s *Slab) Next() Pointer {
	if s.left == 0 {
		s.grow()
	}
	p := Pointer{s.next}
	s.left--
	if s.left > 0 { // never step past the chunk: the address would belong to another object
		s.next = unsafe.Add(s.next, s.size)
	}
	return p
}

func (s *Slab) grow() {
	t := s.t
	if s.chunk > 1 {
		t = reflect.ArrayOf(s.chunk, s.t)
	}
	s.next = reflect.New(t).UnsafePointer()
	s.left = s.chunk
	s.chunk = min(2*s.chunk, maxChunk)
}
