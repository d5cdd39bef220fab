package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// orphan is an object of the session whose parent is to be deleted, and whose foreign key becomes NULL.
type orphan struct{ child, parent *object }

// free finds the session's objects that refer to objects to be deleted, where the database itself does nothing about
// them. Those of a collection whose foreign key may be NULL are noted, as [freedBy] says; any other is an error.
func (f *flush) free() error {
	if len(f.deletes)+len(f.early) == 0 {
		return nil
	}
	doomed := map[*table]bool{}
	for _, list := range [][]*object{f.early, f.deletes} {
		for i, o := range list {
			if i == 0 || list[i-1].in != o.in {
				doomed[o.in] = true
			}
		}
	}
	var refused refusals
	for _, parents := range f.s.known {
		if !doomed[parents] {
			continue
		}
		for _, fk := range leadingTo(f.s.model, parents.table).keys {
			if children := f.s.tables[fk.Table]; children != nil && (fk.OnDelete == sqlast.NoAction || fk.OnDelete == sqlast.Restrict) {
				f.freeFrom(fk, children, parents, &refused)
			}
		}
	}
	return refused.err()
}

// freeFrom looks at the objects along one foreign key.
func (f *flush) freeFrom(fk *sqlast.ForeignKey, children, parents *table, refused *refusals) {
	find := parents.doomedBy(fk, children)
	r := freedBy(fk, parents)
	came := func(c *object) bool { return c.phase == pending || c.changedAny(fk.Columns) }
	for _, c := range children.all {
		if c.phase == gone || c.doomed {
			continue
		}
		p := find(c.at)
		switch {
		case p == nil || f.linked(c, fk.Columns[0]) || c.goesAlong(0):
		case f.taken[p] && came(c): // to the new object that has the key then
		case r != nil && !came(c) && (!f.taken[p] || !c.showsOther(r.Inverse, p)):
			if f.orphans == nil {
				f.orphans = map[*sqlast.Relation][]orphan{}
			}
			f.orphans[r] = append(f.orphans[r], orphan{c, p})
		case !fk.Deferrable && !c.expired: // else the server judges: it may be mended before the commit, or be so no more
			refused.add(fk, c, p)
		}
	}
}

// showsOther reports whether the program has related the object to another one than its foreign key says, which has the
// same key.
func (o *object) showsOther(r *sqlast.Relation, parent *object) bool {
	if r == nil {
		return false
	}
	h := holder.OneAt(o.at, r)
	return h.State == holder.Loaded && h.Target != parent.at
}

// freedBy is the collection of parents along the foreign key, where its children are set to NULL when their parent is
// deleted: the key may be NULL, and the definition does not say what else becomes of them.
func freedBy(fk *sqlast.ForeignKey, parents *table) *sqlast.Relation {
	at := slices.IndexFunc(parents.down, func(r *sqlast.Relation) bool { return r.Foreign == fk })
	if at < 0 || !frees(parents.down[at]) {
		return nil
	}
	return parents.down[at]
}

// frees reports whether the children of a collection are set to NULL when their parent is deleted.
func frees(r *sqlast.Relation) bool {
	return r.Foreign.OnDelete == sqlast.NoAction && len(nullableOf(r)) > 0
}

// nullableOf are the columns of a collection's foreign key whose NULL makes it refer to nothing.
func nullableOf(r *sqlast.Relation) (out []int) {
	for _, c := range r.To.Clearable(r.Others) {
		if !r.To.Columns[c].Nullable {
			return nil
		}
		out = append(out, c)
	}
	return out
}

// doomedBy returns a function that finds the object to be deleted that an entity of children refers to.
func (t *table) doomedBy(fk *sqlast.ForeignKey, children *table) func(entity rowscan.Pointer) *object {
	find := t.lookup
	columns, ok := inKeyOrder(fk)
	key := t.table.Key
	if !ok {
		columns, key = fk.Columns, fk.ToColumns
		find = t.doomedWith(key)
	}
	return func(entity rowscan.Pointer) *object {
		bytes, ok, err := children.key(t.scratch[:0], entity, columns, t.shape, key)
		t.scratch = bytes
		if err != nil || !ok {
			return nil
		}
		if p := find(bytes); p != nil && p.phase == stored && p.doomed {
			return p
		}
		return nil
	}
}

// doomedWith finds objects to be deleted by columns that are not the primary key.
func (t *table) doomedWith(columns []int) func(key []byte) *object {
	all := map[string]*object{}
	for _, o := range t.all {
		if o.phase == stored && o.doomed {
			if key, ok, err := t.key(nil, o.old(), columns, t.shape, columns); err == nil && ok {
				all[string(key)] = o
			}
		}
	}
	return func(key []byte) *object { return all[string(key)] }
}

// goesAlong reports whether the row of the object is deleted by a cascade, with another one that is deleted in the same flush.
func (o *object) goesAlong(depth int) bool {
	if o.phase != stored || depth == deepestKey {
		return false
	}
	for _, fk := range o.in.table.Foreign {
		parents := o.in.session.tables[fk.To]
		if parents == nil || fk.OnDelete != sqlast.Cascade {
			continue
		}
		columns, ok := inKeyOrder(fk)
		if !ok {
			continue
		}
		key, ok, err := o.in.key(nil, o.old(), columns, parents.shape, fk.To.Key)
		if err != nil || !ok {
			continue
		}
		if p := parents.lookup(key); p != nil && p.phase == stored && (p.doomed || p.goesAlong(depth+1)) {
			return true
		}
	}
	return false
}
