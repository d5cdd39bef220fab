package uow

import (
	"errors"
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// A key that others refer to is written before anything else: rows that take it may be new, and those that follow it have
// another key then, whatever else the flush writes of them. So such a flush is several: each of the first ends with
// a change of keys, and takes over what becomes of others; see [flush.followKeys]. Where the key is that of a new row, as a
// part of it may be, the INSERTs come before.

// planRekeys plans an UPDATE of keys that others refer to, for each table and set of columns: those that may be written
// before anything else, or the rest of them.
func (f *flush) planRekeys(early bool) error {
	if len(f.held) == 0 {
		return nil
	}
	groups := newGroups()
	var referred []int
	for i, o := range f.held {
		if i == 0 || f.held[i-1].in != o.in {
			referred = o.in.referred()
		}
		if len(referred) == 0 || f.rekeyed[o] != nil || !f.writesAny(o, referred) {
			continue
		}
		o.in.cut(o)
		if set := f.rekeys(o, referred, early); len(set) > 0 {
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

// planInserts plans the INSERTs. Keys made of those of new rows are changed right behind these, before rows are inserted
// that may refer to them.
func (f *flush) planInserts(batches [][]*object) error {
	before := f.steps
	f.steps = nil
	if err := f.planRekeys(false); err != nil {
		return err
	}
	rekeys, at := f.steps, orderOf(f.s.model).at
	f.steps = before
	var errs []error
	for _, rows := range batches {
		if len(rekeys) > 0 && len(f.late) == 0 && at[rows[0].in.table] > at[rekeys[0].t.table] {
			f.steps = append(f.steps, rekeys...)
			rekeys = nil
		}
		errs = append(errs, f.planInsert(rows))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := f.planLate(); err != nil {
		return err
	}
	f.steps = append(f.steps, rekeys...)
	return nil
}

// writesAny reports whether one of the columns of a held object is to be written.
func (f *flush) writesAny(o *object, columns []int) bool {
	return slices.ContainsFunc(columns, func(c int) bool { return o.changed(&o.in.cols[c]) || f.linked(o, c) })
}

// referred is the columns that others refer to.
func (t *table) referred() (out []int) {
	for _, fk := range leadingTo(t.session.model, t.table).keys {
		out = append(out, fk.ToColumns...)
	}
	return out
}

// rekeys is the columns that changed of those referred and of the primary key, and of foreign keys that share one with
// them. early asks for those alone that may be written before anything else: no row that they refer to is still to be written.
func (f *flush) rekeys(o *object, referred []int, early bool) (out []int) {
	for i := range o.in.cols {
		c := &o.in.cols[i]
		isKey := slices.Contains(referred, i) || slices.Contains(o.in.table.Key, i) || o.in.sharesKey(i)
		if !isKey || !o.changed(c) && !f.linked(o, i) || c.Owned {
			continue
		}
		if early && (f.linked(o, i) || !f.refersToStored(o, i)) {
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
		if p := parents.lookup(key); err == nil && ok && (p != nil && p.doomed || f.isNew(parents, key)) {
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

// cut ends the flush behind the first change of keys, where something else is to be written behind it, and reports
// whether it did.
func (f *flush) cut() bool {
	at := slices.IndexFunc(f.steps, func(st *step) bool { return st.rekeys })
	if at < 0 || at == len(f.steps)-1 {
		return false
	}
	f.steps, f.parents = f.steps[:at+1], nil
	f.keys = slices.DeleteFunc(f.keys, func(k *keyNeed) bool { return !slices.Contains(f.steps, k.step) })
	return true
}

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
