package query

import (
	"sync/atomic"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// outline is all that a SELECT was built of so far but for its values: one step behind a shorter outline. Building a
// query walks down a tree that earlier queries have made, so that a query of a known shape has its text when its last
// step is there, and keeps nothing but its values (see [chain]):
//
//	id, name ┬ From employees ┬ Where id = …                                   text
//	         │                └ Where active = … ─ OrderBy name ─ Limit …      text
//	         └ From …
//
// An outline does not change, but for what it remembers.
type outline struct {
	step            // the last one; without its cell where a query holds it
	holds    bool   // a query holds the cell of the last step, which has a value or is not known by its form
	opaque   bool   // some cell that a query holds is not known by its form: the outline does not tell the whole shape
	counts   bool   // it has a LIMIT or OFFSET
	siblings uint16 // how many
	depth    int32  // how many steps
	held     int32  // how many cells a query holds
	key      uint64 // tells the last step from others behind the same outline

	list   *selectList // nil where each query has its own
	from   *sqlast.Source
	before *outline // nil of a root
	tree   *tree

	sibling *outline
	next    [4]atomic.Pointer[outline] // by the key of their step, each the first of siblings

	texts [3]atomic.Pointer[text] // for each number of rows that a helper asks for
	whole atomic.Pointer[core]    // of the query that holds nothing
}

// tree is the outlines that are known, from a root for each select list. One that has grown too large is taken
// apart; queries that hold an outline of it go on in the new tree when they are extended.
type tree struct {
	roots [sets]atomic.Pointer[outline] // by the number of their list, each the first of siblings
	open  *outline                      // of select lists that each query has of its own
	size  atomic.Int32
}

const (
	largestTree  = 8192 // outlines
	mostSiblings = 16
)

// outlines is the tree that is known now.
var outlines atomic.Pointer[tree]

func init() { outlines.Store(newTree()) }

func newTree() *tree {
	t := &tree{}
	t.open = &outline{tree: t, opaque: true}
	return t
}

// rootOf is the outline of a query of a list to which nothing was added.
func rootOf(l *selectList) *outline {
	t := outlines.Load()
	if l == nil || l.id == 0 {
		return t.open
	}
	place := &t.roots[l.id%sets]
	for o := place.Load(); o != nil; o = o.sibling {
		if o.list == l {
			return o
		}
	}
	o := &outline{tree: t, list: l}
	o.plant(place)
	return o
}

// then is the outline with one more step.
func (o *outline) then(st step) *outline {
	id, holds := st.number()
	return o.behind(id<<8|uint64(st.join)<<4|uint64(st.clause), st, holds)
}

// behind is the outline with one more step, which key tells from others.
func (o *outline) behind(key uint64, st step, holds bool) *outline {
	if o.tree != outlines.Load() {
		o = o.again()
	}
	place := &o.next[(key^key>>8)%uint64(len(o.next))]
	for n := place.Load(); n != nil; n = n.sibling {
		if n.key == key {
			return n
		}
	}
	return o.grow(place, key, st, holds)
}

// number tells steps of one clause apart by all but their values, and whether a query holds the step's cell.
func (st *step) number() (id uint64, holds bool) {
	switch c := st.cell; {
	case st.clause == fromClause, st.clause == joinClause:
		return c.source().Number(), false
	case st.clause == distinctClause:
		return 0, false
	case c == nil || c.form == nil || c.form.id == 0:
		return 0, true
	default:
		return c.form.id, c.compares()
	}
}

// grow is the outline behind o where none is known.
func (o *outline) grow(place *atomic.Pointer[outline], key uint64, st step, holds bool) *outline {
	n := &outline{
		step: st, holds: holds, opaque: o.opaque, counts: o.counts, key: key, depth: o.depth + 1, held: o.held,
		list: o.list, from: o.from, before: o, tree: o.tree,
	}
	switch {
	case st.clause == fromClause:
		n.from = st.cell.source()
	case st.clause == limitClause, st.clause == offsetClause:
		n.counts = true
	case holds && key>>8 == 0:
		n.opaque = true
	}
	if holds {
		n.cell = nil
		n.held++
	}
	n.plant(place)
	return n
}

// plant puts a new outline in front of its siblings; too many of them make room for it. Where others plant one of the same
// step meanwhile there are two, of which one is found.
func (o *outline) plant(place *atomic.Pointer[outline]) {
	for {
		first := place.Load()
		o.sibling, o.siblings = nil, 0
		if first != nil && first.siblings < mostSiblings {
			o.sibling, o.siblings = first, first.siblings+1
		}
		if place.CompareAndSwap(first, o) {
			break
		}
	}
	if o.tree.size.Add(1) == largestTree && outlines.CompareAndSwap(o.tree, newTree()) {
		for i := range o.tree.roots {
			forget(&o.tree.roots[i])
		}
		for i := range o.tree.open.next {
			forget(&o.tree.open.next[i])
		}
	}
}

// forget takes a tree apart, so that a query that is kept for ever keeps no more of it than its own outline.
func forget(place *atomic.Pointer[outline]) {
	for o := place.Swap(nil); o != nil; o = o.sibling {
		for i := range o.next {
			forget(&o.next[i])
		}
	}
}

// again is the same outline in the tree that is known now.
func (o *outline) again() *outline {
	if o.before == nil {
		return rootOf(o.list)
	}
	return o.before.again().behind(o.key, o.step, o.holds)
}
