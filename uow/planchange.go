package uow

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
)

// planLate plans the UPDATEs of foreign keys that were NULL at first because rows refer to each other in a circle.
func (f *flush) planLate() error {
	if len(f.late) == 0 {
		return nil
	}
	groups := newGroups()
	for _, o := range f.inserts {
		if columns := f.late[o]; columns != nil {
			slices.Sort(columns)
			groups.add(o, slices.Compact(columns))
		}
	}
	return f.planGroups(groups)
}

// planUpdates plans an UPDATE for each table and set of changed columns.
func (f *flush) planUpdates() error {
	if len(f.held) == 0 {
		return nil
	}
	groups := newGroups()
	var wrong problems
	var changed []int
	for _, o := range f.held {
		o.in.cut(o)
		changed = changed[:0]
		for i := range o.in.cols {
			c := &o.in.cols[i]
			if !o.changed(c) && !f.linked(o, i) || slices.Contains(f.rekeyed[o], i) {
				continue
			}
			if c.Owned {
				wrong.add(&ColumnError{Table: o.in.table.Name, Column: c.Name, Object: o.name(), Err: errors.New("the database writes this column alone, and the object has another value in it; undo the change, or declare the column as schema.Col")})
			}
			changed = append(changed, i)
		}
		if len(changed) > 0 {
			changed = o.in.withTicking(changed)
			groups.add(o, changed)
		}
	}
	if err := wrong.err(); err != nil {
		return err
	}
	return f.planGroups(groups)
}

// groups is rows by table and set of columns.
type groups struct {
	of    map[*table]map[string]*step
	order []*step
	name  []byte
}

func newGroups() *groups { return &groups{of: map[*table]map[string]*step{}} }

func (g *groups) add(o *object, set []int) {
	g.name = g.name[:0]
	for _, c := range set {
		g.name = append(g.name, byte(c>>8), byte(c))
	}
	of := g.of[o.in]
	if of == nil {
		of = map[string]*step{}
		g.of[o.in] = of
	}
	st := of[string(g.name)]
	if st == nil {
		st = &step{kind: updating, t: o.in, set: slices.Clone(set)}
		of[string(g.name)] = st
		g.order = append(g.order, st)
	}
	st.rows = append(st.rows, o)
}

func (f *flush) planGroups(g *groups) error {
	if len(g.order) == 0 {
		return nil
	}
	at := orderOf(f.s.model).at
	slices.SortStableFunc(g.order, func(a, b *step) int { return at[a.t.table] - at[b.t.table] })
	for _, st := range g.order {
		if err := byKey(st.rows); err != nil {
			return err
		}
		text, err := st.t.updateOf(st.set, len(st.rows) > 1)
		if err != nil {
			return err
		}
		st.text = text
		f.steps = append(f.steps, st)
	}
	return nil
}

// planDeletes plans a DELETE for each table, those that refer to others first. Where rows refer to each other in a circle,
// UPDATEs take foreign keys away before.
func (f *flush) planDeletes(deletes []*object) error {
	if len(deletes) == 0 {
		return nil
	}
	batches, err := f.orderDeletes(deletes)
	if err != nil {
		return err
	}
	if err := f.planUnset(deletes); err != nil {
		return err
	}
	for _, rows := range batches {
		if err := f.planFree(rows); err != nil {
			return err
		}
		st := &step{kind: deleting, t: rows[0].in, rows: rows}
		if err := byKey(rows); err != nil {
			return err
		}
		if st.text, err = st.t.deleteOf(len(rows) > 1); err != nil {
			return err
		}
		f.steps = append(f.steps, st)
	}
	return nil
}

func (f *flush) planUnset(deletes []*object) error {
	if len(f.unset) == 0 {
		return nil
	}
	groups := newGroups()
	for _, o := range deletes {
		if columns := f.unset[o]; columns != nil {
			slices.Sort(columns)
			groups.add(o, slices.Compact(columns))
		}
	}
	for _, st := range groups.order {
		st.late = f.unset
	}
	return f.planGroups(groups)
}

// byKey puts stored rows into the order of their keys, so that two sessions lock them in the same order.
func byKey(rows []*object) error {
	if len(rows) < 2 {
		return nil
	}
	if rows[0].in.numbered {
		byNumber(rows)
		return nil
	}
	type keyed struct {
		key []byte
		o   *object
	}
	all := make([]keyed, len(rows))
	var keys []byte
	for i, o := range rows {
		at := len(keys)
		var err error
		if keys, err = o.in.primary(keys, o.old()); err != nil {
			return err
		}
		all[i] = keyed{keys[at:len(keys):len(keys)], o}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return bytes.Compare(a.key, b.key) })
	for i := range all {
		rows[i] = all[i].o
	}
	return nil
}

// byNumber is byKey for keys that are integers. Rows that were read in the order of their keys are in order already.
func byNumber(rows []*object) {
	compare := func(a, b *object) int { return cmp.Compare(a.storedNumber(), b.storedNumber()) }
	if !slices.IsSortedFunc(rows, compare) {
		slices.SortStableFunc(rows, compare)
	}
}

// storedNumber is the key that the database has, which the identity map knows too; that of a new object is in its entity.
func (o *object) storedNumber() int64 {
	if o.phase == stored && o.key.known() {
		return int64(o.key.number) //nolint:gosec // the same bits
	}
	return o.in.number(o.at)
}
