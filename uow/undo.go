package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// touch notes what the rows of the step are, before it writes them. Of new objects nothing is copied where what the flush
// will write to them is known: the fields that it fills are zero now.
func (st *step) touch() {
	s := st.t.session
	if st.kind != inserting || !st.fillsZeros() {
		for _, o := range st.rows {
			s.touch(o, false)
		}
		return
	}
	l := s.top()
	l.touched = slices.Grow(l.touched, len(st.rows))
	if n := len(st.rows); len(s.undos) < n {
		s.undos = make([]undo, n)
	}
	for i, o := range st.rows {
		if o.phase != pending || o.notes != nil || o.undo != nil {
			s.touch(o, false)
			continue
		}
		u := s.note(o)
		u.made, u.row = st, int32(i)
	}
}

// fillsZeros reports whether an INSERT changes no field of its rows but those that are zero. The key of a row alone is read
// back whoever gave it; columns that only some rows give, and those that the database rounds, are too.
func (st *step) fillsZeros() bool {
	return len(st.rows) > 1 && !st.single && !slices.Contains(st.decided.modes, mixed) && len(st.t.rounded) == 0
}

// unmake makes an object what it was before its INSERT: new, and without what the flush gave it.
func (u *undo) unmake(o *object) {
	t := o.in
	if !u.written.IsNil() {
		rowscan.Copy(t.table.GoType, o.at, u.written)
	}
	for i := range t.cols {
		if s := u.made.decided.state(int(u.row), i); s == draft.LeftOut || s == draft.Linked {
			c := &t.cols[i]
			rowscan.Clear(c.GoType, o.at.Field(c.Offset))
		}
	}
}
