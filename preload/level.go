package preload

import (
	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// level is one relation of some objects while it is being loaded.
//
//	parents    p0  p1  p2  p3  p4     p1 is loaded already, the others wait;
//	waiting    p0      p2  p3  p4     p2 and p4 have the same key,
//	slots       0       1   2   1     so three keys are asked for,
//	owners     p0      p2  p3         each the key of one of them
type level struct {
	plan    *plan
	parents []rowscan.Pointer
	held    identity.Entities // the session's objects of the other table, where they can answer for the database

	waiting []rowscan.Pointer
	slots   []int             // of the keys that they wait for
	owners  []rowscan.Pointer // by slot, the first that waits for it
	index   index
	buf     []byte

	found []rowscan.Pointer // what parents are related to, each once, where whole
	whole bool
}

// collect finds what is to be asked for, and settles at once what needs no question.
func (l *level) collect() error {
	l.whole = true
	return l.await(l.parents)
}

// collectRest is collect for the parents that an answer has left waiting.
func (l *level) collectRest() error {
	var rest []rowscan.Pointer
	for _, p := range l.waiting {
		if holder.HeadAt(p, l.plan.relation).State != holder.Loaded {
			rest = append(rest, p)
		}
	}
	l.waiting, l.slots, l.owners, l.index = nil, nil, nil, index{}
	if len(rest) == 0 {
		return nil
	}
	l.whole = false
	return l.await(rest)
}

func (l *level) await(parents []rowscan.Pointer) error {
	for _, p := range parents {
		if p.IsNil() {
			continue
		}
		if holder.HeadAt(p, l.plan.relation).State == holder.Loaded {
			l.whole = false
			continue
		}
		slot, null, err := l.slot(p)
		switch {
		case err != nil:
			return err
		case null:
			l.settle(p)
		case slot < 0:
			l.whole = false
		default:
			if slot == len(l.owners) {
				l.owners = append(l.owners, p)
			}
			l.waiting, l.slots = append(l.waiting, p), append(l.slots, slot)
		}
	}
	return nil
}

// slot is where the answer for p will be; -1 where the session gave it.
func (l *level) slot(p rowscan.Pointer) (slot int, null bool, err error) {
	if l.plan.isNumber {
		n, null := l.plan.from.number(p)
		if null {
			return 0, true, nil
		}
		if slot = l.index.number(n); slot < 0 && !l.heldFor(p) {
			slot = l.index.addNumber(n)
		}
		return slot, false, nil
	}
	if l.buf, null, err = l.plan.from.bytes(l.buf[:0], p); null || err != nil {
		return 0, null, err
	}
	if slot = l.index.bytes(l.buf); slot < 0 && !l.heldFor(p) {
		slot = l.index.addBytes(l.buf)
	}
	return slot, false, nil
}

// heldFor relates p to the object that the session holds for its key, if there is one.
func (l *level) heldFor(p rowscan.Pointer) bool {
	if l.held == nil {
		return false
	}
	object, found := l.held.Lookup(p, l.plan.foreign)
	if found {
		l.point(p, object)
	}
	return found
}

// ask is the question for the keys that parents wait for, nil where there are none.
func (l *level) ask(a *answer) (*query.Ask, error) {
	if len(l.waiting) == 0 {
		return nil, nil //nolint:nilnil // no question is no error
	}
	literals := takeLiterals(len(l.plan.from))
	defer literals.release()
	for _, p := range l.owners {
		if err := literals.add(l.plan.from, p); err != nil {
			return nil, err
		}
	}
	return &query.Ask{Query: l.plan.query, Args: literals.args(), Taker: a}, nil
}

// settle makes p's holder say that there is nothing, but for what was added to it.
func (l *level) settle(p rowscan.Pointer) {
	if l.plan.relation.Kind == sqlast.ManyToOne {
		l.point(p, rowscan.Pointer{})
		return
	}
	l.give(p, nil)
}

// point relates p to the one object.
func (l *level) point(p, object rowscan.Pointer) {
	pointTo(p, l.plan.relation, object)
}

// give relates p to its objects.
func (l *level) give(p rowscan.Pointer, items []rowscan.Pointer) {
	r := l.plan.relation
	m := holder.ManyAt(p, r)
	if m.Changed() {
		items = withQueued(m, items)
		l.whole = false
	}
	setLoaded(&m.Head, r)
	m.Items = items
}

// withQueued is what the database has, changed as the program has changed it before it was known. What the database has
// already is no addition.
func withQueued(m *holder.Many, items []rowscan.Pointer) []rowscan.Pointer {
	removed := make(map[rowscan.Pointer]bool, len(m.Removed))
	for _, c := range m.Removed {
		removed[c] = true
	}
	all := make([]rowscan.Pointer, 0, len(items)+len(m.Added))
	stored := make(map[rowscan.Pointer]bool, len(items))
	for _, c := range items {
		if stored[c] = true; !removed[c] {
			all = append(all, c)
		}
	}
	var added []rowscan.Pointer
	for _, c := range m.Added {
		if !stored[c] {
			added = append(added, c)
		}
	}
	m.Added = added
	return append(all, added...)
}

// pointTo makes the holder of r in p say that the object at the other end is known.
func pointTo(p rowscan.Pointer, r *sqlast.Relation, object rowscan.Pointer) {
	one := holder.OneAt(p, r)
	setLoaded(&one.Head, r)
	one.Target = object
}

// setLoaded marks a holder. Objects that were read know the relation already: a pointer less to write.
func setLoaded(h *holder.Head, r *sqlast.Relation) {
	h.State = holder.Loaded
	if h.Relation != r {
		h.Relation = r
	}
}

// related are the objects that parents are related to now, each once.
func (l *level) related() []rowscan.Pointer {
	if l.whole {
		return l.found
	}
	r := l.plan.relation
	seen := make(map[rowscan.Pointer]bool, len(l.parents))
	var all []rowscan.Pointer
	add := func(p rowscan.Pointer) {
		if !p.IsNil() && !seen[p] {
			seen[p] = true
			all = append(all, p)
		}
	}
	for _, p := range l.parents {
		switch {
		case p.IsNil():
		case r.Kind == sqlast.ManyToOne:
			add(holder.OneAt(p, r).Target)
		default:
			for _, c := range holder.ManyAt(p, r).Settle().Items {
				add(c)
			}
		}
	}
	return all
}
