package uow

import "math/bits"

// index finds objects by numbers: the addresses of their entities, or keys that are integers. It is an open hash table,
// three quarters full at most; one object is put and dropped in a few nanoseconds. The zero index is empty.
//
//	slots:  code │ object ║ code │ object ║ …      an object of nil is free, one of dropped was used
type index struct {
	slots  []slot
	filled int // slots that are not free
	live   int // objects
}

type slot struct {
	code   uint64
	object *object
}

var dropped = &object{}

// spread is 2^64 divided by the golden ratio: it scatters codes that lie close together.
const spread = 0x9e3779b97f4a7c15

// first is the slot where the search for a code begins.
func (x *index) first(code uint64) int {
	return int(code * spread >> (64 - bits.Len(uint(len(x.slots)-1))))
}

// find returns the object under the code, or nil.
func (x *index) find(code uint64) *object {
	if x.live == 0 {
		return nil
	}
	if s := x.slot(code); s != nil {
		return s.object
	}
	return nil
}

// slot is that of the code, or nil.
func (x *index) slot(code uint64) *slot {
	for i := x.first(code); ; i = (i + 1) & (len(x.slots) - 1) {
		switch s := &x.slots[i]; {
		case s.object == nil:
			return nil
		case s.code == code && s.object != dropped:
			return s
		}
	}
}

// put sets the object under the code.
func (x *index) put(code uint64, o *object) {
	if 4*(x.filled+1) > 3*len(x.slots) {
		x.resize(2 * (x.live + 1))
	}
	if s := x.slot(code); s != nil {
		s.object = o
		return
	}
	x.insert(code, o)
	x.filled++
	x.live++
}

// insert puts an object under a code that has none into a free slot.
func (x *index) insert(code uint64, o *object) {
	i := x.first(code)
	for x.slots[i].object != nil {
		i = (i + 1) & (len(x.slots) - 1)
	}
	x.slots[i] = slot{code, o}
}

// drop takes the object away, where it is the one under the code.
func (x *index) drop(code uint64, o *object) {
	if x.live == 0 {
		return
	}
	if s := x.slot(code); s != nil && s.object == o {
		s.object = dropped
		x.live--
	}
}

// reserve makes room for n objects, where there is none.
func (x *index) reserve(n int) {
	if 4*n > 3*len(x.slots) {
		x.resize(n)
	}
}

// resize makes room for so many objects.
func (x *index) resize(n int) {
	old := x.slots
	x.slots = make([]slot, max(8, 1<<bits.Len(uint(n+n/3))))
	x.filled = x.live
	for _, s := range old {
		if s.object != nil && s.object != dropped {
			x.insert(s.code, s.object)
		}
	}
}
