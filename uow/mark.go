package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// mark makes the objects what the flush has made of their rows: stored, as they are, or gone.
func (f *flush) mark() {
	for _, st := range f.steps {
		st.t.expect(len(st.rows))
		for _, o := range st.rows {
			switch st.kind {
			case inserting:
				st.t.markInserted(o)
			case updating:
				st.t.markUpdated(o)
			case deleting:
				st.t.letGo(o)
			}
		}
		if st.kind == deleting {
			f.followDelete(st)
		}
	}
	for _, p := range f.parents {
		f.settleCollections(p)
	}
}

func (t *table) markInserted(o *object) {
	if o.phase != pending { // written with several statements, and marked by the first
		t.remember(o)
		return
	}
	o.phase, o.flushed, o.notes = stored, true, nil
	t.rekey(o)
	t.remember(o)
	for _, r := range t.up {
		if h := holder.OneAt(o.at, r); h.State == holder.Unset {
			*h = holder.One{Head: holder.Head{Relation: r, State: holder.NotLoaded}}
			if o.null(r.Columns) {
				h.State = holder.Loaded
			}
		}
	}
	for _, r := range t.down {
		if m := holder.ManyAt(o.at, r); m.State == holder.Unset {
			m.Relation, m.State = r, holder.Loaded // a new row has no others
		}
	}
	t.arrived(o)
}

func (t *table) markUpdated(o *object) {
	if o.phase == stored && o.changedAny(t.table.Key) {
		t.rekey(o)
	}
	was := o.copy
	t.remember(o)
	t.moved(o, was)
	o.flushed = true
}

// rekey puts the object into the identity map under the key that it has now.
func (t *table) rekey(o *object) {
	key, err := t.primary(t.scratch[:0], o.at)
	if err != nil {
		return // the key was sent a moment ago
	}
	t.scratch = key
	if o.key != "" && t.byKey[o.key] == o {
		delete(t.byKey, o.key)
	}
	if old := t.lookup(key); old != nil && old != o && old.phase == stored && !old.flushed {
		t.session.touch(old, true)
		t.forget(old) // its row was deleted by somebody, or it could not have been written again
	}
	t.register(o, key)
}

// settleCollections makes what was added and removed part of what the collections are.
func (f *flush) settleCollections(p *object) {
	if p.phase == gone {
		return
	}
	for _, r := range p.in.down {
		m := holder.ManyAt(p.at, r)
		if len(m.Added)+len(m.Removed) > 0 {
			f.s.touch(p, true)
			m.Added, m.Removed = nil, nil
		}
	}
}

// followDelete does in memory what the database does to rows that refer to the deleted ones, as the definition says.
func (f *flush) followDelete(st *step) {
	for _, t := range f.s.tables {
		for _, fk := range t.table.Foreign {
			if fk.To != st.t.table || fk.OnDelete != sqlast.Cascade && fk.OnDelete != sqlast.SetNull {
				continue
			}
			if lost := t.referring(fk, st); len(lost) > 0 {
				f.follow(t, fk, lost)
			}
		}
	}
}

// referring is the held objects whose foreign key has the key of a row that the step deleted.
func (t *table) referring(fk *sqlast.ForeignKey, st *step) (out []*object) {
	deleted := make(map[string]bool, len(st.rows))
	for _, o := range st.rows {
		if key, ok, err := st.t.key(nil, o.old(), fk.ToColumns, st.t.shape, fk.ToColumns); err == nil && ok {
			deleted[string(key)] = true
		}
	}
	for _, o := range t.all {
		if o.phase != stored {
			continue
		}
		key, ok, err := t.key(t.scratch[:0], o.copy, fk.Columns, st.t.shape, fk.ToColumns)
		t.scratch = key
		if err == nil && ok && deleted[string(key)] {
			out = append(out, o)
		}
	}
	return out
}

func (f *flush) follow(t *table, fk *sqlast.ForeignKey, rows []*object) {
	if fk.OnDelete == sqlast.Cascade {
		for _, o := range rows {
			f.s.touch(o, true)
			t.letGo(o)
		}
		f.followDelete(&step{t: t, rows: rows})
		return
	}
	for _, o := range rows {
		f.s.touch(o, true)
		o.copy = t.copyOf(o.copy)
		for _, c := range fk.Columns {
			col := &t.cols[c]
			rowscan.Clear(col.GoType, o.at.Field(col.Offset))
			rowscan.Clear(col.GoType, o.copy.Field(col.Offset))
		}
		for _, r := range t.up {
			if slices.Equal(r.Columns, fk.Columns) {
				t.followKey(o, r)
			}
		}
	}
}
