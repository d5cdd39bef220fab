package query

import (
	"slices"
	"sync/atomic"
)

// selectList is a select list. It does not change once a query has it.
type selectList struct {
	items []item
	id    uint64 // of no other list; 0 of one that is not kept
}

var noList selectList

// selectLists holds at most sets × ways lists of columns, of entities and of what is made of columns alone: they are made anew
// in each request and are always the same. It works as derivations does.
var selectLists struct {
	sets  [sets][ways]atomic.Pointer[selectList]
	turns atomic.Uint32
	ids   atomic.Uint64
}

// listOf is the list of items, which it copies where the list is new.
func listOf(items []item) *selectList {
	h, same := uint64(len(items)), true
	for i := range items {
		id, ok := items[i].number()
		h, same = (h^id)*0x9E3779B97F4A7C15, same && ok
	}
	if !same {
		return &selectList{items: copyOf(items)}
	}
	set := &selectLists.sets[(h>>32)%sets]
	for i := range set {
		if known := set[i].Load(); known != nil && slices.Equal(known.items, items) {
			return known
		}
	}
	made := &selectList{slices.Clone(items), selectLists.ids.Add(1)}
	for i := range set {
		if set[i].CompareAndSwap(nil, made) {
			return made
		}
	}
	set[selectLists.turns.Add(1)%ways].Store(made)
	return made
}

// number tells items apart, false where it is one that may hold values.
func (i *item) number() (uint64, bool) {
	switch {
	case i.entity != nil:
		return i.entity.Number(), true
	case i.cell.isPlain():
		return i.cell.form.id, i.cell.form.id != 0
	}
	return 0, false
}

func copyOf(items []item) []item {
	a := openArena()
	defer a.close()
	out := a.items.run(len(items))
	copy(out, items)
	return out
}
