package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// untake clears foreign keys of a new object that took a key which is undone: the related object gives it anew.
func (t *table) untake(o *object) {
	for _, r := range t.up {
		h := holder.OneAt(o.at, r)
		if h.State != holder.Loaded || h.Target.IsNil() {
			continue
		}
		to, err := t.session.table(r.To)
		if err != nil {
			continue
		}
		for i, c := range r.Columns {
			if col := &t.cols[c]; to.cols[r.Others[i]].isZero(h.Target) {
				rowscan.Clear(col.GoType, o.at.Field(col.Offset))
			}
		}
	}
}

// leaveLost makes many-to-one holders say nothing of objects that the session has let go of.
func (t *table) leaveLost(o *object) {
	for _, r := range t.up {
		h := holder.OneAt(o.at, r)
		if h.State != holder.Loaded || h.Target.IsNil() {
			continue
		}
		if to := t.session.tables[r.To]; to != nil && to.find(h.Target) == nil {
			h.Target = rowscan.Pointer{}
			t.followKey(o, r) // to the object that the session has for the row, if there is one
		}
	}
}

// undoCollections takes back what was added to an object's collections and removed from them, as far as foreign keys,
// which are undone by now, do not say that it was there.
func (t *table) undoCollections(o *object) {
	for _, r := range t.down {
		m := holder.ManyAt(o.at, r)
		if !m.Changed() {
			continue
		}
		added := setOf(m.Added)
		items := slices.DeleteFunc(slices.Clone(m.Items), func(p rowscan.Pointer) bool {
			return added.has(p) && !t.owns(o, r, p)
		})
		if m.State == holder.Loaded && len(m.Removed) > 0 {
			there := setOf(items)
			for _, p := range m.Removed {
				if !there.has(p) && t.owns(o, r, p) {
					items = append(items, p)
				}
			}
		}
		m.Items, m.Added, m.Removed = items, nil, nil
	}
}

// doubtCollections makes collections not loaded that were read inside of a level, and show what is undone: they have an
// object that does not belong to them, or lack one that does.
func (s *Session) doubtCollections(l *level) {
	for _, t := range s.tables {
		for _, o := range t.all {
			if o.phase != stored {
				continue
			}
			for _, r := range t.down {
				if m := holder.ManyAt(o.at, r); m.State == holder.Loaded && !t.ownsAll(o, r, m.Settle().Items) {
					doubt(m, r)
				}
			}
		}
	}
	shown := map[*holder.Many]set{}
	for _, o := range l.touched {
		if o.phase != stored && (o.phase != gone || o.copy.IsNil()) {
			continue // one that was let go may have a row again, which was deleted after it was read
		}
		for _, r := range o.in.up {
			m := o.in.collectionOf(o, r)
			if m == nil || m.State != holder.Loaded {
				continue
			}
			if _, ok := shown[m]; !ok {
				shown[m] = setOf(m.Items)
			}
			if !shown[m].has(o.at) {
				doubt(m, r.Inverse)
			}
		}
	}
}

// doubt makes a collection not loaded.
func doubt(m *holder.Many, r *sqlast.Relation) {
	*m = holder.Many{Head: holder.Head{Relation: r, State: holder.NotLoaded}}
}

// ownsAll reports whether all children have a row that belongs to o.
func (t *table) ownsAll(o *object, r *sqlast.Relation, children []rowscan.Pointer) bool {
	for _, p := range children {
		if !t.owns(o, r, p) {
			return false
		}
	}
	return true
}

// owns reports whether the child has a row that belongs to o.
func (t *table) owns(o *object, r *sqlast.Relation, child rowscan.Pointer) bool {
	in, err := t.session.table(r.To)
	if err != nil {
		return true
	}
	c := in.find(child)
	if c == nil || c.phase != stored {
		return false
	}
	same, err := sameKeyOf(in, child, r.Others, o.at, t, r.Columns)
	return err != nil || same
}

// collectionOf is the collection that o belongs to by its foreign key, where the session has its parent.
func (t *table) collectionOf(o *object, r *sqlast.Relation) *holder.Many {
	if r.Inverse == nil || !slices.Equal(r.Others, r.To.Key) {
		return nil
	}
	parents, err := t.session.table(r.To)
	if err != nil {
		return nil
	}
	p, found := parents.Lookup(o.at, columnsOf(t.table, r.Columns))
	if !found {
		return nil
	}
	return holder.ManyAt(p, r.Inverse)
}

// set is entities; few are looked through.
type set struct {
	few  []rowscan.Pointer
	many map[rowscan.Pointer]struct{}
}

func setOf(ps []rowscan.Pointer) set {
	if len(ps) <= 16 {
		return set{few: ps}
	}
	s := set{many: make(map[rowscan.Pointer]struct{}, len(ps))}
	for _, p := range ps {
		s.many[p] = struct{}{}
	}
	return s
}

func (s set) has(p rowscan.Pointer) bool {
	if s.many == nil {
		return slices.Contains(s.few, p)
	}
	_, ok := s.many[p]
	return ok
}
