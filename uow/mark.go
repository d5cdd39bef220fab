package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// mark makes the objects what the flush has made of their rows: stored, as they are, or gone.
func (f *flush) mark() {
	f.s.dooms = 0
	f.brief = f.s.sure && f.s.last && len(f.deletes)+len(f.early)+len(f.rekeyed) == 0
	for _, st := range f.steps {
		if st.frees != nil {
			st.markFreed()
			continue
		}
		written := st.writtenInPlace()
		var changes []keyChange
		if st.kind == updating {
			changes = f.s.keyChanges(st.t, st.set, st.rows)
		}
		if !f.brief {
			st.t.expect(len(st.rows))
		}
		for _, o := range st.rows {
			switch {
			case st.kind == inserting:
				f.markInserted(st, o)
			case st.rekeys:
				f.markRekeyed(st, o)
			case st.kind == updating:
				f.markUpdated(o, written)
			}
		}
		f.followKeys(changes)
		if st.kind == deleting {
			st.t.letAllGo(st.rows)
			f.followDelete(st)
		}
	}
	for _, p := range f.parents {
		f.settleCollections(p)
	}
}

func (f *flush) markInserted(st *step, o *object) {
	first := o.phase == pending // a row written with several statements is marked by the first
	o.phase, o.flushed, o.notes = stored, true, nil
	f.know(o, first)
	if st.bare && !f.brief {
		o.in.rememberWhole(o)
	}
	if first {
		o.in.settleHolders(o)
	}
}

// writtenInPlace is the columns that an UPDATE wrote and the database made, where the copies of its rows may simply take
// them: nothing can be undone any more, and neither keys nor collections follow. It is nil where copies are made anew.
func (st *step) writtenInPlace() []int {
	if st.kind != updating || !st.t.session.sure || len(st.late) > 0 {
		return nil
	}
	written := slices.Concat(st.set, st.text.returns)
	follows := func(columns []int) bool {
		return slices.ContainsFunc(columns, func(c int) bool { return slices.Contains(written, c) })
	}
	if follows(st.t.table.Key) {
		return nil
	}
	for _, r := range st.t.in {
		if follows(r.Others) {
			return nil
		}
	}
	return written
}

func (f *flush) markUpdated(o *object, written []int) {
	if written != nil && o.phase == stored {
		if !f.brief {
			o.in.rememberColumns(o, written)
		}
		return
	}
	was := o.copy
	f.know(o, o.phase == stored && !f.brief && o.changedAny(o.in.table.Key))
	if !was.IsNil() {
		o.in.moved(o, was)
	}
	o.flushed = !f.s.sure
}

// know makes the object's row known to the session, under the key that it has now. A session that ends with this commit
// needs to know nothing more.
func (f *flush) know(o *object, rekeyed bool) {
	if f.brief {
		return
	}
	if rekeyed {
		o.in.rekey(o)
	}
	o.in.remember(o)
}

// settleHolders tells the holders of a new object what they stand for, now that it has a row.
func (t *table) settleHolders(o *object) {
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

// rekey puts the object into the identity map under the key that it has now.
func (t *table) rekey(o *object) {
	key, err := t.primary(t.scratch[:0], o.at)
	if err != nil {
		return // the key was sent a moment ago
	}
	t.scratch = key
	t.rekeyTo(o, key)
}

func (t *table) rekeyTo(o *object, key []byte) {
	t.unmap(o)
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
		if m := holder.ManyAt(p.at, r); m.Changed() {
			f.s.touch(p, true)
			m.Added, m.Removed = nil, nil
		}
	}
}

// followDelete does in memory what the database does to rows that refer to the deleted ones, as the definition says.
func (f *flush) followDelete(st *step) {
	for _, fk := range leadingTo(f.s.model, st.t.table).keys {
		t := f.s.tables[fk.Table]
		if t == nil || fk.OnDelete != sqlast.Cascade && fk.OnDelete != sqlast.SetNull {
			continue
		}
		if lost := t.referring(fk, st); len(lost) > 0 {
			f.follow(t, fk, lost)
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
	f.clearKeys(t, fk, rows)
}

// clearKeys makes foreign keys NULL, as the database has done. One that the program has changed stays so, and is written
// behind that.
func (f *flush) clearKeys(t *table, fk *sqlast.ForeignKey, rows []*object) {
	for _, o := range rows {
		f.s.touch(o, true)
		moved := o.changedAny(fk.Columns)
		o.copy = t.snapshotOf(o.copy)
		for _, c := range fk.Columns {
			col := &t.cols[c]
			if !moved {
				rowscan.Clear(col.GoType, o.at.Field(col.Offset))
			}
			rowscan.Clear(col.GoType, o.copy.Field(col.Offset))
		}
		for _, r := range t.up {
			if slices.Equal(r.Columns, fk.Columns) {
				t.followKey(o, r)
			}
		}
	}
}
