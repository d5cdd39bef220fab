package query

import "sync"

// arena hands out the parts that expressions and queries are made of, cut from chunks, so that building a query of
// twenty parts takes few allocations. A part is handed out once and never taken back. A part that is kept keeps its
// chunk, and what the other parts of the chunk refer to: those of the few queries that were built beside it.
type arena struct {
	cells  slab[cell]
	chains slab[chain]
	held   slab[*cell]
	items  slab[item]
}

// arenas holds an arena for each processor, roughly.
var arenas = sync.Pool{New: func() any {
	return &arena{
		// each chunk fills what the allocator gives for it, its header of one word included
		cells: slab[cell]{chunk: 85}, chains: slab[chain]{chunk: 31}, held: slab[*cell]{chunk: 255}, items: slab[item]{chunk: 36},
	}
}}

func openArena() *arena { return arenas.Get().(*arena) } //nolint:forcetypeassert // the pool holds nothing else

func (a *arena) close() { arenas.Put(a) }

// slab cuts values of one type from chunks.
type slab[T any] struct {
	free  []T
	chunk int
}

// one returns a zero value that was not handed out before.
func (s *slab[T]) one() *T { return &s.run(1)[0] }

// run returns n zero values side by side that were not handed out before.
func (s *slab[T]) run(n int) []T {
	if n > len(s.free) {
		if n > s.chunk/2 {
			return make([]T, n)
		}
		s.free = make([]T, s.chunk)
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	return out
}
