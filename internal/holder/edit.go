package holder

import (
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// edit changes the lists of a Many. With an index it finds objects without looking through the lists.
type edit struct {
	lists  [3][]rowscan.Pointer
	known  bool                        // which objects are stored; else one that is in no list may be
	places map[rowscan.Pointer]*[3]int // in the lists, from 1 on; 0 for none. Only of the objects that will change
}

// The lists.
const (
	items = iota
	added
	removed
)

// make makes one change. It never writes into what a list has: somebody may read the slice.
func (e *edit) make(mark, child rowscan.Pointer) {
	switch mark {
	case entering:
		e.enter(child)
	case bringing:
		if !e.has(items, child) {
			e.put(items, child)
		}
	case dropping:
		e.take(items, child)
		e.take(added, child)
	default:
		e.leave(child)
	}
}

func (e *edit) enter(child rowscan.Pointer) {
	if e.has(removed, child) {
		e.take(removed, child)
		if e.known && !e.has(items, child) { // it comes back to where it is stored
			e.put(items, child)
			return
		}
	}
	if e.has(added, child) || e.known && e.has(items, child) {
		return
	}
	if e.known {
		e.put(items, child)
	}
	e.put(added, child)
}

func (e *edit) leave(child rowscan.Pointer) {
	isStored := !e.has(added, child) && (!e.known || e.has(items, child))
	e.take(items, child)
	e.take(added, child)
	if isStored && !e.has(removed, child) {
		e.put(removed, child)
	}
}

// index notes where the objects of a queue are. The lists become the edit's own, until close.
func (e *edit) index(queue []rowscan.Pointer) {
	places := make([][3]int, len(queue))
	e.places = make(map[rowscan.Pointer]*[3]int, len(queue))
	for i, c := range queue {
		if e.places[c] == nil {
			e.places[c] = &places[i]
		}
	}
	for l := range e.lists {
		e.lists[l] = slices.Clone(e.lists[l])
		for i, c := range e.lists[l] {
			if at := e.places[c]; at != nil {
				at[l] = i + 1
			}
		}
	}
}

// close takes the gaps out of the lists.
func (e *edit) close() {
	if e.places == nil {
		return
	}
	for l := range e.lists {
		e.lists[l] = slices.DeleteFunc(e.lists[l], rowscan.Pointer.IsNil)
	}
}

func (e *edit) has(l int, child rowscan.Pointer) bool {
	if e.places == nil {
		return slices.Contains(e.lists[l], child)
	}
	return e.places[child][l] > 0
}

func (e *edit) put(l int, child rowscan.Pointer) {
	e.lists[l] = append(e.lists[l], child)
	if e.places != nil {
		e.places[child][l] = len(e.lists[l])
	}
}

func (e *edit) take(l int, child rowscan.Pointer) {
	switch {
	case !e.has(l, child):
	case e.places == nil:
		e.lists[l] = slices.DeleteFunc(slices.Clone(e.lists[l]), func(p rowscan.Pointer) bool { return p == child })
	default:
		e.lists[l][e.places[child][l]-1] = rowscan.Pointer{}
		e.places[child][l] = 0
	}
}
