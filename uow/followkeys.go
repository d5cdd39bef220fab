package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// keyChange is keys that rows had before they were changed, as a foreign key refers to them.
type keyChange struct {
	fk *sqlast.ForeignKey
	of map[string]*object // by the key before
}

// keyChanges is what foreign keys will have to follow when columns of rows are changed. It is asked before.
func (s *Session) keyChanges(t *table, set []int, rows []*object) (out []keyChange) {
	for _, fk := range leadingTo(s.model, t.table).keys {
		if !follows(fk.OnUpdate) || s.tables[fk.Table] == nil || !slices.ContainsFunc(fk.ToColumns, func(c int) bool { return slices.Contains(set, c) }) {
			continue
		}
		ch := keyChange{fk, make(map[string]*object, len(rows))}
		for _, o := range rows {
			if key, ok, err := t.key(nil, o.copy, fk.ToColumns, t.shape, fk.ToColumns); err == nil && ok {
				ch.of[string(key)] = o
			}
		}
		out = append(out, ch)
	}
	return out
}

// followKeys does in memory what the database does to rows whose foreign keys follow keys that were changed.
func (f *flush) followKeys(changes []keyChange) {
	for _, ch := range changes {
		t := f.s.tables[ch.fk.Table]
		children, parents := t.following(ch)
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

// takeNewKey gives a row that follows its parent the parent's key. A column that the program has changed meanwhile stays
// so, and is written later.
func (o *object) takeNewKey(fk *sqlast.ForeignKey, parent *object) {
	t, was := o.in, o.copy
	o.copy = t.snapshotOf(was)
	for i, c := range fk.Columns {
		col := &t.cols[c]
		t.takeInto(o.copy, c, parent.copy, parent.in, fk.ToColumns[i])
		if col.same(o.at.Field(col.Offset), was.Field(col.Offset)) {
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
