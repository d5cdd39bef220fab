package preload

import (
	"errors"
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// source is where the rows of an answer come from.
type source struct {
	key   key  // of rows
	keyed bool // rows have the key beside a child, which is nil where the parent has none; else they are the children
	exact bool // a row with a key that nobody waits for is an error
	part  bool // a parent whose key does not come is not answered
}

// answer sorts the rows that come for a level by the slots of their keys. Each row is looked at once, when it has just
// been read: later it would have to be fetched from memory again.
type answer struct {
	source
	level *level
	err   error

	objects []rowscan.Pointer // at the one side of the relation, by slot

	children   []rowscan.Pointer // at the many side: those of one slot lie side by side, unless apart
	first, end []int             // by slot, into children
	came       []bool            // by slot: there was a row, perhaps without a child
	at, last   int               // the next place in children, and the slot of the row before
	apart      bool
}

// errStrange says that the server and the program do not agree which keys are equal.
var errStrange = errors.New("the database returned a row for a key that it was not asked for: it takes different keys as equal, " +
	"perhaps by a collation; load the relation with a query of its own")

// Begin forgets what came before.
func (a *answer) Begin() {
	*a = answer{source: a.source, level: a.level, last: -1}
	n := a.level.index.n
	if a.level.plan.relation.Kind == sqlast.ManyToOne {
		a.objects = make([]rowscan.Pointer, n)
		return
	}
	bounds := make([]int, 2*n)
	a.first, a.end, a.came = bounds[:n], bounds[n:], make([]bool, n)
}

// Take finds the slot of a row.
func (a *answer) Take(row rowscan.Pointer) {
	if a.err != nil {
		return
	}
	slot, err := a.level.slotOf(a.source, row)
	switch {
	case err != nil:
		a.err = err
	case a.objects == nil:
		a.takeChild(slot, row)
	case slot >= 0:
		a.objects[slot] = row
	}
}

// takeChild notes a child at the many side. Rows come in the order of their keys, so children stay where they are. Only in
// a session, where an object may have another key than its row had, they can lie apart.
func (a *answer) takeChild(slot int, row rowscan.Pointer) {
	at := a.at
	switch {
	case slot < 0 && a.keyed:
		return
	case slot < 0:
		a.at, a.last, a.level.whole = at+1, -1, false
		return
	case a.keyed:
		a.came[slot] = true
		if row = row.Load(); row.IsNil() {
			return
		}
		a.children = append(a.children, row)
	}
	a.at++
	a.came[slot] = true
	if slot != a.last {
		a.apart = a.apart || a.end[slot] > a.first[slot]
		a.first[slot], a.last = at, slot
	}
	a.end[slot] = at + 1
	if inverse, owner := a.level.plan.relation.Inverse, a.level.owners[slot]; inverse != nil && !pointsTo(row, inverse, owner) {
		pointTo(row, inverse, owner)
	}
}

// pointsTo reports whether a child whose foreign key has the owner's key knows the related object. A session's object may
// know another one, because its key was set alone since. One that has no key yet was related after the key, which will
// follow.
func pointsTo(child rowscan.Pointer, r *sqlast.Relation, owner rowscan.Pointer) bool {
	h := holder.OneAt(child, r)
	switch {
	case h.State != holder.Loaded:
		return false
	case h.Target == owner || h.Relation == nil:
		return true
	case h.Target.IsNil():
		return false
	}
	return slices.ContainsFunc(r.Others, func(k int) bool {
		c := r.To.Columns[k]
		return rowscan.ZeroCheck(c.GoType)(h.Target.Field(c.Offset))
	})
}

// attach gives the parents that wait what the answer has for them. rows are those that it took.
func (a *answer) attach(rows []rowscan.Pointer) error {
	switch {
	case a.err != nil:
		return a.err
	case a.objects != nil:
		a.attachOne()
		return nil
	case a.apart:
		if err := a.gather(rows); err != nil {
			return err
		}
	case !a.keyed:
		a.children = rows
	}
	a.attachMany()
	return nil
}

func (a *answer) attachOne() {
	l := a.level
	for i, p := range l.waiting {
		if object := a.objects[l.slots[i]]; !object.IsNil() || !a.part {
			l.point(p, object)
		}
	}
	l.found = slices.DeleteFunc(a.objects, rowscan.Pointer.IsNil)
}

func (a *answer) attachMany() {
	l := a.level
	for i, p := range l.waiting {
		slot := l.slots[i]
		if !a.came[slot] && a.part {
			continue
		}
		items := a.children[a.first[slot]:a.end[slot]:a.end[slot]] // whoever appends to it copies it
		if p != l.owners[slot] {
			items = slices.Clone(items) // each holder may change its own
		}
		l.give(p, items)
	}
	l.found = a.children
}

// slotOf is the slot of the key that the row has; -1 where nobody waits for it.
func (l *level) slotOf(s source, row rowscan.Pointer) (int, error) {
	slot, null := -1, false
	if l.plan.isNumber {
		var n int64
		if n, null = s.key.number(row); !null {
			slot = l.index.number(n)
		}
	} else {
		var err error
		if l.buf, null, err = s.key.bytes(l.buf[:0], row); err != nil {
			return -1, err
		}
		if !null {
			slot = l.index.bytes(l.buf)
		}
	}
	if slot < 0 && s.exact {
		return -1, errStrange
	}
	return slot, nil
}

// gather moves children that lie apart together.
func (a *answer) gather(rows []rowscan.Pointer) error {
	var slots []int
	var children []rowscan.Pointer
	clear(a.end)
	for _, row := range rows {
		slot, err := a.level.slotOf(a.source, row)
		if err != nil {
			return err
		}
		if a.keyed {
			row = row.Load()
		}
		if slot >= 0 && !row.IsNil() {
			slots, children = append(slots, slot), append(children, row)
			a.end[slot]++
		}
	}
	at := 0
	for slot, n := range a.end {
		a.first[slot], a.end[slot] = at, at
		at += n
	}
	a.children = make([]rowscan.Pointer, len(children))
	for i, c := range children {
		a.children[a.end[slots[i]]] = c
		a.end[slots[i]]++
	}
	return nil
}
