package query

import (
	"sync"

	"github.com/rowan-go/rowan/internal/rowsend"
)

// arena hands out the parts that expressions and queries are made of, cut from chunks, so that building a query of
// twenty parts takes few allocations. A part is handed out once and never taken back. A part that is kept keeps its
// chunk, and what the other parts of the chunk refer to: those of the few queries that were built beside it.
type arena struct {
	cells  slab[cell]
	ints   slab[int64]  // values of cells, see [box]
	texts  slab[string] // the same
	chains slab[chain]
	held   slab[*cell]
	items  slab[item]
}

// arenas holds an arena for each processor, roughly.
var arenas = sync.Pool{New: func() any {
	return &arena{
		// each chunk fills what the allocator gives for it, its header of one word included
		cells: slab[cell]{size: 85}, ints: slab[int64]{size: 64}, texts: slab[string]{size: 32}, chains: slab[chain]{size: 31}, held: slab[*cell]{size: 255}, items: slab[item]{size: 36},
	}
}}

func openArena() *arena { return arenas.Get().(*arena) } //nolint:forcetypeassert // the pool holds nothing else

func (a *arena) close() { arenas.Put(a) }

// box is v in an interface. A number or a text lies in the arena, where Go would allocate it by itself.
func box[T any](a *arena, v T) any {
	switch p := any(&v).(type) {
	case *int64:
		if *p < 0 || *p > 255 { // Go has these ready
			at := a.ints.one()
			*at = *p
			return rowsend.Int64At(at)
		}
	case *string:
		if *p != "" {
			at := a.texts.one()
			*at = *p
			return rowsend.StringAt(at)
		}
	}
	return v
}

// slab cuts values of one type from chunks. It counts what it has handed out: a slice of the rest would be a pointer to
// write each time.
type slab[T any] struct {
	chunk []T
	used  int
	size  int // of a chunk
}

// one returns a zero value that was not handed out before.
func (s *slab[T]) one() *T { return &s.run(1)[0] }

// run returns n zero values side by side that were not handed out before.
func (s *slab[T]) run(n int) []T {
	end := s.used + n
	if end > len(s.chunk) {
		return s.next(n)
	}
	out := s.chunk[s.used:end:end]
	s.used = end
	return out
}

// next is run where the chunk has not enough left.
func (s *slab[T]) next(n int) []T {
	if n > s.size/2 {
		return make([]T, n)
	}
	s.chunk, s.used = make([]T, s.size), n
	return s.chunk[:n:n]
}
