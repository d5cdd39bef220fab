package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// moved makes loaded collections agree with foreign keys of o that were those of was: it leaves the old parent's, and
// comes to the new one's.
func (t *table) moved(o *object, was rowscan.Pointer) {
	for _, r := range t.in {
		if t.sameColumns(o.at, was, r.Others) {
			continue
		}
		parents, err := t.session.table(r.From)
		if err != nil {
			continue
		}
		if p := parents.referredTo(r, t, was); p != nil {
			parents.lose(p, r, o.at)
		}
		if p := parents.referredTo(r, t, o.at); p != nil {
			parents.bring(p, r, o.at, false)
		}
	}
}

func (s *shape) sameColumns(a, b rowscan.Pointer, columns []int) bool {
	for _, i := range columns {
		if c := &s.cols[i]; !c.same(a.Field(c.Offset), b.Field(c.Offset)) {
			return false
		}
	}
	return true
}

// referredTo is the object of t that an entity's foreign key refers to, where the session has it.
func (t *table) referredTo(r *sqlast.Relation, children *table, entity rowscan.Pointer) *object {
	key, ok, err := children.key(t.scratch[:0], entity, r.Others, t.shape, r.Columns)
	t.scratch = key
	if err != nil || !ok {
		return nil
	}
	if slices.Equal(r.Columns, t.table.Key) {
		if o := t.lookup(key); o != nil && o.phase == stored {
			return o
		}
		return nil
	}
	for _, o := range t.all {
		if same, err := sameKeyOf(children, entity, r.Others, o.at, t, r.Columns); o.phase == stored && err == nil && same {
			return o
		}
	}
	return nil
}

// arrived shows a new row, whose foreign key was given alone, in the collection of the parent that it refers to.
func (t *table) arrived(o *object) {
	for _, r := range t.in {
		parents := t.session.tables[r.From]
		if parents == nil || parents.byNumber.live+len(parents.byKey) == 0 {
			continue
		}
		if r.Inverse != nil && holder.OneAt(o.at, r.Inverse).State == holder.Loaded {
			continue // it is there
		}
		if p := parents.referredTo(r, t, o.at); p != nil {
			parents.bring(p, r, o.at, r.Inverse != nil)
		}
	}
}

// bring puts a child into a collection that is loaded; fresh says that it is not in it yet. As with rows that are loaded
// into it, the child knows its parent then.
func (t *table) bring(p *object, r *sqlast.Relation, child rowscan.Pointer, fresh bool) {
	m := holder.ManyAt(p.at, r)
	if m.State != holder.Loaded {
		return
	}
	introduce(p, r, child)
	if t.session.wrote() && !t.session.undoing {
		t.session.touch(p, true)
	}
	m.Bring(child, fresh)
	t.session.settleLater(m)
}

// introduce lets a child know the parent in whose collection it is.
func introduce(p *object, r *sqlast.Relation, child rowscan.Pointer) {
	if r.Inverse == nil {
		return
	}
	if h := holder.OneAt(child, r.Inverse); h.State != holder.Loaded {
		*h = holder.One{Head: holder.Head{Relation: r.Inverse, State: holder.Loaded}, Target: p.at}
	}
}

// lose takes a child out of a collection.
func (t *table) lose(p *object, r *sqlast.Relation, child rowscan.Pointer) {
	m := holder.ManyAt(p.at, r)
	if m.IsEmpty() {
		return
	}
	if t.session.wrote() && !t.session.undoing {
		t.session.touch(p, true)
	}
	m.Drop(child)
	t.session.settleLater(m)
}

// followKeys makes the holders of an object say what its foreign keys say.
func (t *table) followKeys(o *object) {
	for _, r := range t.up {
		t.followKey(o, r)
	}
}

// followKey makes a many-to-one holder agree with the foreign key: it keeps the object that has the key, takes the one
// that the session has for it, or becomes not loaded.
func (t *table) followKey(o *object, r *sqlast.Relation) {
	h := holder.OneAt(o.at, r)
	if h.State != holder.Loaded {
		return
	}
	to, err := t.session.table(r.To)
	if err != nil {
		return
	}
	key, ok, err := t.key(t.scratch[:0], o.at, r.Columns, to.shape, r.Others)
	t.scratch = key
	if err == nil && !ok {
		*h = holder.One{Head: holder.Head{Relation: r, State: holder.Loaded}}
		return
	}
	if err == nil && !h.Target.IsNil() {
		at := len(key)
		both, ok, err := to.key(key, h.Target, r.Others, to.shape, r.Others)
		t.scratch = both
		if err == nil && ok && string(both[:at]) == string(both[at:]) {
			return
		}
	}
	*h = holder.One{Head: holder.Head{Relation: r, State: holder.NotLoaded}}
	if found := to.lookup(key); err == nil && found != nil && found.phase == stored && slices.Equal(r.Others, r.To.Key) {
		h.State, h.Target = holder.Loaded, found.at
	}
}
