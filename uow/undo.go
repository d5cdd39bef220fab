package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// touch notes what the rows of the step are, before it writes them. New objects whose fields it will change from zero
// alone have no undo each: the step itself says what is to be undone. With a COMMIT behind it, stored rows have none: they
// are marked when nothing can be undone any more, and until then they have their copies.
func (st *step) touch(commit bool) {
	s := st.t.session
	if commit && st.kind != inserting && len(st.late) == 0 {
		return
	}
	if st.frees != nil {
		for _, o := range st.orphans {
			s.touch(o, false)
		}
		return
	}
	if st.bare = st.fillsZeros(); st.bare {
		l := s.top()
		l.inserted = append(l.inserted, st)
		return
	}
	for _, o := range st.rows {
		s.touch(o, false)
	}
}

// fillsZeros reports whether the step is an INSERT that changes no field of its rows but those that are zero. The key of a
// row alone is read back whoever gave it; columns that only some rows give, and those that the database rounds, are too.
// Objects with notes have fields that show defaults.
func (st *step) fillsZeros() bool {
	if st.kind != inserting || len(st.rows) == 1 || st.single || len(st.late) > 0 || len(st.t.rounded) > 0 || slices.Contains(st.decided.modes, mixed) {
		return false
	}
	for _, o := range st.rows {
		if o.phase != pending || o.notes != nil || o.undo != nil {
			return false
		}
	}
	return true
}

// undo makes the step's objects what they were before: new, and without what the flush gave them. Where the INSERT went
// well, their copies say what the program had given; whatever came later was undone before.
func (st *step) undo() {
	t := st.t
	whole := t.compared // what the copies are of, see rememberWhole
	if len(t.down) > 0 {
		whole = t.table.GoType
	}
	for i, o := range st.rows {
		if !o.copy.IsNil() {
			rowscan.Copy(whole, o.at, o.copy)
			for _, r := range t.down {
				m := holder.ManyAt(o.at, r)
				m.Restore(m)
			}
		}
		for c := range t.cols {
			if s := st.decided.state(i, c); s == draft.LeftOut || s == draft.Linked {
				rowscan.Clear(t.cols[c].GoType, o.at.Field(t.cols[c].Offset))
			}
		}
		t.renew(o)
	}
}

// renew makes an object pending again, in no map.
func (t *table) renew(o *object) {
	t.unmap(o)
	if o.phase == gone {
		t.lost--
	}
	t.addressed(o)
	o.phase, o.key, o.copy, o.flushed = pending, rowKey{}, rowscan.Pointer{}, false
}

// settle makes what the step inserted what the database has.
func (st *step) settle() {
	for _, o := range st.rows {
		o.flushed = false
	}
}
