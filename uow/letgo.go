package uow

import (
	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// letAllGo lets go of objects. Where they are most that the maps have, those are made anew instead of emptied one by one.
func (t *table) letAllGo(rows []*object) {
	t.emptied = t.numbered && 2*len(rows) > t.byNumber.live
	leaves := t.leaves()
	for _, o := range rows {
		t.letGoOf(o, leaves)
	}
	if t.emptied {
		t.emptied = false
		t.refill()
	}
}

// refill makes the maps anew.
func (t *table) refill() {
	t.byNumber, t.byAddr = index{}, index{}
	for _, o := range t.all {
		if o.phase == gone {
			continue
		}
		t.remap(o)
		t.addressed(o)
	}
}

// leaving is collections of one relation that objects which are let go might be in.
type leaving struct {
	relation *sqlast.Relation
	parents  *table // nil where the session holds none
}

// leaves are the collections that objects of the table might be in.
func (t *table) leaves() []leaving {
	out := t.leavings[:0]
	for _, r := range t.in {
		l := leaving{relation: r}
		if parents := t.session.tables[r.From]; parents != nil && len(parents.all) > parents.lost {
			l.parents = parents
		}
		out = append(out, l)
	}
	t.leavings = out
	return out
}

// letGo forgets an object whose row is gone, and takes it out of the collections that hold it: those that its row was in,
// and those that the program has put it into.
func (t *table) letGo(o *object) { t.letGoOf(o, t.leaves()) }

func (t *table) letGoOf(o *object, from []leaving) {
	for i := range from {
		r, parents := from[i].relation, from[i].parents
		var shown rowscan.Pointer
		if r.Inverse != nil {
			if h := holder.OneAt(o.at, r.Inverse); h.State == holder.Loaded && !h.Target.IsNil() {
				shown = h.Target // the session may meet it later
				t.session.takeOut(shown, r, o.at)
			}
		}
		if parents == nil {
			continue // no object of the session has a collection that o could be in
		}
		is := parents.referredTo(r, t, o.at)
		if is != nil && is.at != shown {
			t.session.takeOut(is.at, r, o.at)
		}
		if o.copy.IsNil() || t.sameColumns(o.at, o.copy, r.Others) {
			continue
		}
		if was := parents.referredTo(r, t, o.copy); was != nil && was.at != shown && was != is {
			t.session.takeOut(was.at, r, o.at)
		}
	}
	t.forget(o)
}

// takeOut takes a child that is let go out of a collection of the parent, which the session need not hold.
func (s *Session) takeOut(parent rowscan.Pointer, r *sqlast.Relation, child rowscan.Pointer) {
	m := holder.ManyAt(parent, r)
	if m.IsEmpty() {
		return
	}
	if t := s.tables[r.From]; t != nil {
		if p := t.find(parent); p != nil {
			s.touch(p, true)
		}
	}
	m.Drop(child)
	s.settleLater(m)
}

// settleLater has changes of a collection that were queued made when the call ends. Until then, many that come or go cost
// no look through it each.
func (s *Session) settleLater(m *holder.Many) {
	if m.IsQueued() && (len(s.queued) == 0 || s.queued[len(s.queued)-1] != m) {
		s.queued = append(s.queued, m)
	}
}

// settleNow makes the changes of collections that were queued.
func (s *Session) settleNow() {
	for _, m := range s.queued {
		m.Settle()
	}
	clear(s.queued)
	s.queued = s.queued[:0]
}
