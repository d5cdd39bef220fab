package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// keyChange is keys that rows had before they were changed, as a foreign key refers to them.
type keyChange struct {
	fk *sqlast.ForeignKey
	of map[string]*object // by the key before
	by map[string]*object // by the key that the program saw before, where that is another one
}

// keyChanges is what foreign keys will have to follow when columns of rows are changed. It is asked before.
func (s *Session) keyChanges(t *table, set []int, rows []*object) (out []keyChange) {
	for _, fk := range leadingTo(s.model, t.table).keys {
		if !follows(fk.OnUpdate) || s.tables[fk.Table] == nil || !slices.ContainsFunc(fk.ToColumns, func(c int) bool { return slices.Contains(set, c) }) {
			continue
		}
		ch := keyChange{fk: fk, of: make(map[string]*object, len(rows))}
		for _, o := range rows {
			if key, ok, err := t.key(nil, o.old(), fk.ToColumns, t.shape, fk.ToColumns); err == nil && ok {
				ch.of[string(key)] = o
			}
			if o.phase != stored || !o.changedAny(fk.ToColumns) {
				continue
			}
			if key, ok, err := t.key(nil, o.at, fk.ToColumns, t.shape, fk.ToColumns); err == nil && ok {
				if ch.by == nil {
					ch.by = map[string]*object{}
				}
				ch.by[string(key)] = o
			}
		}
		out = append(out, ch)
	}
	return out
}

// follows reports whether a foreign key changes with the key that it refers to.
func follows(a sqlast.Action) bool { return a == sqlast.Cascade || a == sqlast.SetNull }

// followKeys does in memory what the database does to rows whose foreign keys follow keys that were changed.
func (f *flush) followKeys(changes []keyChange) {
	for _, ch := range changes {
		t := f.s.tables[ch.fk.Table]
		waiting, with := t.unwritten(ch)
		children, parents := t.following(ch)
		if len(waiting) > 0 {
			next := f.s.keyChanges(t, ch.fk.Columns, waiting)
			for i, o := range waiting {
				f.s.touch(o, true)
				o.take(ch.fk.Columns, with[i].at, with[i].in, ch.fk.ToColumns)
			}
			f.followKeys(next) // new objects that took the keys of new ones
		}
		if len(children) == 0 {
			continue
		}
		if ch.fk.OnUpdate == sqlast.SetNull {
			f.clearKeys(t, ch.fk, children)
			continue
		}
		next := f.s.keyChanges(t, ch.fk.Columns, children)
		for i, o := range children {
			f.s.touch(o, true)
			o.takeNewKey(ch.fk, parents[i])
		}
		if slices.ContainsFunc(ch.fk.Columns, func(c int) bool { return slices.Contains(t.table.Key, c) }) {
			t.rekeyAll(children)
		}
		f.followKeys(next)
	}
}

// following is the held objects whose rows refer to keys that were changed, and what they refer to.
func (t *table) following(ch keyChange) (children, parents []*object) {
	to := t.session.tables[ch.fk.To]
	for _, o := range t.all {
		if o.phase != stored {
			continue
		}
		key, ok, err := t.key(t.scratch[:0], o.copy, ch.fk.Columns, to.shape, ch.fk.ToColumns)
		t.scratch = key
		if p := ch.of[string(key)]; err == nil && ok && p != nil {
			children, parents = append(children, o), append(parents, p)
		}
	}
	return children, parents
}

// unwritten is the objects that were related to rows whose keys were changed, and are not written so yet.
func (t *table) unwritten(ch keyChange) (out, parents []*object) {
	to := t.session.tables[ch.fk.To]
	for _, o := range t.all {
		if o.phase == gone || o.phase == stored && !o.changedAny(ch.fk.Columns) {
			continue
		}
		key, ok, err := t.key(t.scratch[:0], o.at, ch.fk.Columns, to.shape, ch.fk.ToColumns)
		t.scratch = key
		if err != nil || !ok {
			continue
		}
		for _, p := range []*object{ch.by[string(key)], ch.of[string(key)]} {
			if p != nil && t.means(o, ch.fk, p, key) {
				out, parents = append(out, o), append(parents, p)
				break
			}
		}
	}
	return out, parents
}

// means reports whether the foreign key of an object, whose value is key, is about the parent, and not about a new object
// that takes the key which the parent had.
func (t *table) means(o *object, fk *sqlast.ForeignKey, parent *object, key []byte) bool {
	for _, r := range t.up {
		if h := holder.OneAt(o.at, r); r.Foreign == fk && h.State == holder.Loaded {
			return h.Target == parent.at
		}
	}
	for _, n := range parent.in.all {
		if n.phase != pending {
			continue
		}
		if its, ok, err := parent.in.key(nil, n.at, fk.ToColumns, parent.in.shape, fk.ToColumns); err == nil && ok && string(its) == string(key) {
			return false
		}
	}
	return true
}

// elsewhere reports whether the program has related the object to another one along the foreign key.
func (t *table) elsewhere(o *object, fk *sqlast.ForeignKey, parent *object) bool {
	return slices.ContainsFunc(t.up, func(r *sqlast.Relation) bool {
		h := holder.OneAt(o.at, r)
		return r.Foreign == fk && h.State == holder.Loaded && h.Target != parent.at
	})
}

// takeNewKey gives a row that follows its parent the parent's key. What the program has changed meanwhile stays so, and is
// written later.
func (o *object) takeNewKey(fk *sqlast.ForeignKey, parent *object) {
	t, was := o.in, o.copy
	moved := o.changedAny(fk.Columns) && t.elsewhere(o, fk, parent)
	o.copy = t.snapshotOf(was)
	for i, c := range fk.Columns {
		col := &t.cols[c]
		t.takeInto(o.copy, c, parent.copy, parent.in, fk.ToColumns[i])
		if !moved && col.same(o.at.Field(col.Offset), was.Field(col.Offset)) {
			t.assign(col, o.at, o.copy)
		}
	}
}

// rekeyAll puts objects into the identity map under the keys that their rows have now, which may be the keys that others
// of them had.
func (t *table) rekeyAll(all []*object) {
	for _, o := range all {
		t.unmap(o)
	}
	for _, o := range all {
		if key, err := t.primary(nil, o.copy); err == nil {
			t.register(o, key)
		}
	}
}
