package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// A key that others refer to, and that the database changes in them too, is written before anything else: whatever else
// the flush writes may be about rows that have another key then. So such a flush is several: each of the first changes
// keys of one table, and takes over what becomes of others; see [flush.followKeys].

// planRekeys plans an UPDATE of keys that other rows follow, for each table and set of columns. Keys that are those of
// rows not yet written are left to [flush.planUpdates].
func (f *flush) planRekeys() error {
	if len(f.held) == 0 {
		return nil
	}
	groups := newGroups()
	var followed []int
	for i, o := range f.held {
		if i == 0 || f.held[i-1].in != o.in {
			followed = o.in.followed()
		}
		if len(followed) == 0 || !o.changedAny(followed) {
			continue
		}
		o.in.cut(o)
		if set := f.rekeys(o, followed); len(set) > 0 {
			groups.add(o, o.in.withTicking(set))
		}
	}
	for _, st := range groups.order {
		st.rekeys = true
		for _, o := range st.rows {
			if f.rekeyed == nil {
				f.rekeyed = map[*object][]int{}
			}
			f.rekeyed[o] = st.set
		}
	}
	return f.planGroups(groups)
}

// followed is the columns whose changes the database writes to rows of other tables.
func (t *table) followed() (out []int) {
	for _, fk := range leadingTo(t.session.model, t.table).keys {
		if follows(fk.OnUpdate) {
			out = append(out, fk.ToColumns...)
		}
	}
	return out
}

func follows(a sqlast.Action) bool { return a == sqlast.Cascade || a == sqlast.SetNull }

// rekeys is the columns that changed of those followed and of the primary key, and of foreign keys that share one with
// them, where they may be written before anything else: no row that they refer to is still to be written.
func (f *flush) rekeys(o *object, followed []int) (out []int) {
	for i := range o.in.cols {
		c := &o.in.cols[i]
		isKey := slices.Contains(followed, i) || slices.Contains(o.in.table.Key, i) || o.in.sharesKey(i)
		if !isKey || !o.changed(c) && !f.linked(o, i) || c.Owned {
			continue
		}
		if f.linked(o, i) || !f.refersToStored(o, i) {
			return nil
		}
		out = append(out, i)
	}
	return out
}

// sharesKey reports whether a foreign key has both the column and one of the primary key.
func (s *shape) sharesKey(column int) bool {
	return slices.ContainsFunc(s.table.Foreign, func(fk *sqlast.ForeignKey) bool {
		return slices.Contains(fk.Columns, column) && slices.ContainsFunc(fk.Columns, func(c int) bool { return slices.Contains(s.table.Key, c) })
	})
}

// refersToStored reports whether the column is in no foreign key, or in those alone that refer to rows that are stored.
func (f *flush) refersToStored(o *object, column int) bool {
	for _, fk := range o.in.table.Foreign {
		if !slices.Contains(fk.Columns, column) || o.null(fk.Columns) {
			continue
		}
		parents := f.s.tables[fk.To]
		columns, ok := inKeyOrder(fk)
		if parents == nil || !ok {
			continue // the server judges
		}
		key, ok, err := o.in.key(o.in.scratch[:0], o.at, columns, parents.shape, fk.To.Key)
		o.in.scratch = key
		if p := parents.lookup(key); err == nil && ok && (p == nil && f.isNew(parents, key) || p != nil && p.phase == pending) {
			return false
		}
	}
	return true
}

// isNew reports whether a new object has the key.
func (f *flush) isNew(t *table, key []byte) bool {
	for _, o := range f.inserts {
		if o.in != t {
			continue
		}
		if its, err := t.primary(nil, o.at); err == nil && string(its) == string(key) {
			return true
		}
	}
	return false
}

// isFirst reports whether the first step changes keys, and something else is to be written behind it.
func (f *flush) isFirst() bool { return len(f.steps) > 1 && f.steps[0].rekeys }

// markRekeyed makes an object whose key was changed known under it. What else changed is still to be written.
func (f *flush) markRekeyed(st *step, o *object) {
	was, t := o.copy, o.in
	o.copy = t.snapshotOf(was)
	for _, c := range slices.Concat(st.set, st.text.returns) {
		t.assign(&t.cols[c], o.copy, o.at)
	}
	if key, err := t.primary(nil, o.copy); err == nil { // it was sent a moment ago
		t.rekeyTo(o, key)
	}
	t.moved(o, was)
	o.flushed = !f.s.sure
}
