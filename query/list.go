package query

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
)

// selectList is a select list. It does not change once a query has it.
type selectList struct {
	items   []item
	id      uint64       // of no other list; 0 of one that is not kept
	row     reflect.Type // see [rowType]
	entries []entry
}

var noList selectList

// selectLists holds at most sets × ways lists of columns, of entities and of what is made of columns alone: they are made anew
// in each request and are always the same. It works as derivations does.
var selectLists struct {
	sets  [sets][ways]atomic.Pointer[selectList]
	turns atomic.Uint32
	ids   atomic.Uint64
}

// rowType is the type of a pointer to an R, the row of a select list: that is how the compiler knows it best.
func rowType[R any]() reflect.Type { return reflect.TypeFor[*R]() }

// listOf is the list of entries, which it copies where the list is new. row says what they are read into: one entry into
// a row of its type, several into a row of as many fields.
func listOf(row reflect.Type, entries ...entry) *selectList {
	h, same := uint64(len(entries)), true
	for i := range entries {
		id, ok := entries[i].number()
		h, same = (h^id)*0x9E3779B97F4A7C15, same && ok
	}
	if !same {
		a := openArena()
		items := a.items.run(len(entries))
		a.close()
		return &selectList{items: readInto(row, entries, items)}
	}
	set := &selectLists.sets[(h>>32)%sets]
	for i := range set {
		if known := set[i].Load(); known != nil && known.row == row && slices.Equal(known.entries, entries) {
			return known
		}
	}
	made := &selectList{
		items: readInto(row, entries, make([]item, len(entries))), id: selectLists.ids.Add(1), row: row, entries: slices.Clone(entries),
	}
	for i := range set {
		if set[i].CompareAndSwap(nil, made) {
			return made
		}
	}
	set[selectLists.turns.Add(1)%ways].Store(made)
	return made
}

// number tells entries apart, false where it is one that may hold values.
func (e entry) number() (uint64, bool) {
	switch {
	case e.cell == nil:
		return 0, false
	case e.kind == entity, e.kind == optionalEntity:
		return e.cell.source().Number(), true
	case e.cell.isPlain():
		return e.cell.form.id, e.cell.form.id != 0
	}
	return 0, false
}

// place is where a field of a row lies.
type place struct {
	goType reflect.Type
	offset uint32
}

// places are the fields of rows of several items, by [rowType].
var places sync.Map

// readInto makes the entries items that are read into row.
func readInto(row reflect.Type, entries []entry, items []item) []item {
	if len(entries) == 1 {
		items[0] = entries[0].item(row.Elem(), 0)
		return items
	}
	known, ok := places.Load(row)
	if !ok {
		known, _ = places.LoadOrStore(row, placesOf(row.Elem()))
	}
	for i, p := range known.([]place) { //nolint:forcetypeassert // places holds nothing else
		items[i] = entries[i].item(p.goType, p.offset)
	}
	return items
}

func placesOf(row reflect.Type) []place {
	out := make([]place, row.NumField())
	for i := range out {
		f := row.Field(i)
		out[i] = place{f.Type, uint32(f.Offset)}
	}
	return out
}
