package preload

import (
	"errors"
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// answer is the rows that came for a level: children, and where the key stands by which a parent is found.
type answer struct {
	rows  []rowscan.Pointer
	key   key  // of rows
	keyed bool // rows have the key beside a child, which is nil where the parent has none; else they are the children
	exact bool // a row with a key that nobody waits for is an error
	part  bool // a parent whose key does not come is not answered
}

// errStrange says that the server and the program do not agree which keys are equal.
var errStrange = errors.New("the database returned a row for a key that it was not asked for: it takes different keys as equal, " +
	"perhaps by a collation; load the relation with a query of its own")

// attach gives the parents that wait what the answer has for them.
func (l *level) attach(a answer) error {
	if len(l.waiting) == 0 {
		return nil
	}
	if l.plan.relation.Kind == sqlast.ManyToOne {
		return l.attachOne(a)
	}
	return l.attachMany(a)
}

func (l *level) attachOne(a answer) error {
	objects := make([]rowscan.Pointer, l.index.n)
	for _, row := range a.rows {
		slot, err := l.slotOf(a, row)
		if err != nil {
			return err
		}
		if slot >= 0 {
			objects[slot] = row
		}
	}
	for i, p := range l.waiting {
		if object := objects[l.slots[i]]; !object.IsNil() || !a.part {
			l.point(p, object)
		}
	}
	l.found = slices.DeleteFunc(objects, rowscan.Pointer.IsNil)
	return nil
}

func (l *level) attachMany(a answer) error {
	g, err := l.group(a)
	if err != nil {
		return err
	}
	var given []bool // slots whose children a parent has, where parents share keys
	if len(l.waiting) > l.index.n {
		given = make([]bool, l.index.n)
	}
	for i, p := range l.waiting {
		slot := l.slots[i]
		items, came := g.of(slot)
		if !came && a.part {
			continue
		}
		if given != nil {
			if given[slot] {
				items = slices.Clone(items) // each holder may change its own
			}
			given[slot] = true
		}
		l.give(p, items)
	}
	l.found = g.children
	return nil
}

// slotOf is the slot of the key that the row has; -1 where nobody waits for it.
func (l *level) slotOf(a answer, row rowscan.Pointer) (int, error) {
	slot, null := -1, false
	if l.plan.isNumber {
		var n int64
		if n, null = a.key.number(row); !null {
			slot = l.index.number(n)
		}
	} else {
		var err error
		if l.buf, null, err = a.key.bytes(l.buf[:0], row); err != nil {
			return -1, err
		}
		if !null {
			slot = l.index.bytes(l.buf)
		}
	}
	if slot < 0 && a.exact {
		return -1, errStrange
	}
	return slot, nil
}

// groups are children by the slot of their parents' key. Those of one slot lie side by side in children.
type groups struct {
	children   []rowscan.Pointer
	first, end []int  // by slot, into children
	came       []bool // by slot: there was a row, perhaps without a child
}

// of are the children of a slot, in a slice that whoever appends to it copies.
func (g *groups) of(slot int) (items []rowscan.Pointer, came bool) {
	return g.children[g.first[slot]:g.end[slot]:g.end[slot]], g.came[slot]
}

// group finds the children of each slot. Rows come in the order of their keys, so children stay where they are. Only in
// a session, where an object may have another key than its row had, they can lie apart.
func (l *level) group(a answer) (*groups, error) {
	g := newGroups(l.index.n)
	g.children = a.rows
	if a.keyed {
		g.children = make([]rowscan.Pointer, 0, len(a.rows))
	}
	last := -1
	for i, row := range a.rows {
		slot, err := l.slotOf(a, row)
		if err != nil {
			return nil, err
		}
		if slot < 0 {
			l.whole, last = l.whole && a.keyed, -1
			continue
		}
		g.came[slot] = true
		if a.keyed {
			child := row.Load()
			if child.IsNil() {
				continue
			}
			i = len(g.children)
			g.children = append(g.children, child)
		}
		if slot != last && g.end[slot] > g.first[slot] {
			return l.gather(a)
		}
		if slot != last {
			g.first[slot], last = i, slot
		}
		g.end[slot] = i + 1
	}
	return g, nil
}

// gather is group for children that lie apart: it moves them together.
func (l *level) gather(a answer) (*groups, error) {
	slots, children := make([]int, 0, len(a.rows)), make([]rowscan.Pointer, 0, len(a.rows))
	g := newGroups(l.index.n)
	for _, row := range a.rows {
		slot, err := l.slotOf(a, row)
		if err != nil {
			return nil, err
		}
		if slot < 0 {
			continue
		}
		g.came[slot] = true
		if a.keyed {
			row = row.Load()
		}
		if !row.IsNil() {
			slots, children = append(slots, slot), append(children, row)
			g.end[slot]++
		}
	}
	g.children = make([]rowscan.Pointer, len(children))
	at := 0
	for slot, n := range g.end {
		g.first[slot], g.end[slot] = at, at
		at += n
	}
	for i, c := range children {
		g.children[g.end[slots[i]]] = c
		g.end[slots[i]]++
	}
	return g, nil
}

func newGroups(n int) *groups {
	bounds := make([]int, 2*n)
	return &groups{first: bounds[:n], end: bounds[n:], came: make([]bool, n)}
}
