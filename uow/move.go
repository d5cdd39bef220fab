package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// collections is the relations whose collections have objects of t.
func (t *table) collections() []*sqlast.Relation {
	if t.inKnown {
		return t.in
	}
	t.inKnown = true
	for _, from := range t.session.model.Tables() {
		for _, r := range from.Relations {
			if r.Kind == sqlast.OneToMany && r.To == t.table {
				t.in = append(t.in, r)
			}
		}
	}
	return t.in
}

// moved makes loaded collections agree with foreign keys of o that were those of was: it leaves the old parent's, and
// comes to the new one's.
func (t *table) moved(o *object, was rowscan.Pointer) {
	for _, r := range t.collections() {
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
			parents.bring(p, r, o.at)
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
	for _, r := range t.collections() {
		parents := t.session.tables[r.From]
		if parents == nil || parents.byNumber.live+len(parents.byKey) == 0 {
			continue
		}
		if r.Inverse != nil && holder.OneAt(o.at, r.Inverse).State == holder.Loaded {
			continue // it is there
		}
		p := parents.referredTo(r, t, o.at)
		switch {
		case p == nil:
		case r.Inverse != nil && holder.ManyAt(p.at, r).State == holder.Loaded:
			parents.append(p, r, o.at) // many may arrive: none of them looks through all the others
		default:
			parents.bring(p, r, o.at)
		}
	}
}

// lose takes a child out of a collection.
func (t *table) lose(p *object, r *sqlast.Relation, child rowscan.Pointer) {
	m := holder.ManyAt(p.at, r)
	if !slices.Contains(m.Items, child) && !slices.Contains(m.Added, child) {
		return
	}
	if t.session.wrote() {
		t.session.touch(p, true)
	}
	m.Items, m.Added = without(m.Items, child), without(m.Added, child)
}

func without(ps []rowscan.Pointer, p rowscan.Pointer) []rowscan.Pointer {
	return slices.DeleteFunc(slices.Clone(ps), func(q rowscan.Pointer) bool { return q == p })
}

// bring puts a child into a collection that is loaded, where it is not in it yet.
func (t *table) bring(p *object, r *sqlast.Relation, child rowscan.Pointer) {
	m := holder.ManyAt(p.at, r)
	if m.State == holder.Loaded && !slices.Contains(m.Items, child) {
		t.append(p, r, child)
	}
}

// append puts a child, which is not in it, into a collection that is loaded.
func (t *table) append(p *object, r *sqlast.Relation, child rowscan.Pointer) {
	m := holder.ManyAt(p.at, r)
	if t.session.wrote() {
		t.session.touch(p, true)
	}
	m.Own()
	m.Items = append(m.Items, child)
}
