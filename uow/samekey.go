package uow

import "github.com/rowan-go/rowan/internal/sqlast"

// checkKeys refuses new objects whose key another object of the session has. Where that one is to be deleted in the same
// flush, it is deleted first, and with it the objects to be deleted that refer to it.
func (f *flush) checkKeys() error {
	var wrong problems
	var freed []*object
	news := map[*table]*newKeys{}
	for _, o := range f.inserts {
		if o.unsettled(o.in.table.Key) {
			continue // by the database, or by an object that is checked itself
		}
		key, err := o.in.primary(o.in.scratch[:0], o.at)
		if err != nil {
			return err
		}
		o.in.scratch = key
		if held := o.in.lookup(key); held != nil && held.phase == stored && !held.changedAny(o.in.table.Key) {
			if held.doomed {
				freed = append(freed, held)
			} else {
				wrong.add(o.sameKey(held))
			}
		}
		if news[o.in] == nil {
			news[o.in] = &newKeys{}
		}
		if twin := news[o.in].add(o, key); twin != nil {
			wrong.add(o.sameKey(twin))
		}
	}
	f.deleteFirst(freed)
	return wrong.err()
}

// newKeys is the keys of new objects of one table.
type newKeys struct {
	byNumber index
	byKey    map[string]*object
}

// add notes the object under its key, in canonical bytes, and returns the one that was there.
func (n *newKeys) add(o *object, key []byte) (twin *object) {
	if k := o.in.keyOf(key); o.in.numbered {
		if twin = n.byNumber.find(k.number); twin == nil {
			n.byNumber.put(k.number, o)
		}
		return twin
	}
	if twin = n.byKey[string(key)]; twin != nil {
		return twin
	}
	if n.byKey == nil {
		n.byKey = map[string]*object{}
	}
	n.byKey[string(key)] = o
	return nil
}

func (o *object) sameKey(as *object) error {
	t := o.in.table
	return &SameKeyError{
		Table: t.Name, Key: o.in.show(o.at), Held: as.phase == stored,
		Objects: [2]any{as.at.Any(t.GoType), o.at.Any(t.GoType)},
	}
}

// deleteFirst moves objects whose keys are taken by new ones, and those that refer to them, from the deletes to those
// that run before the inserts.
func (f *flush) deleteFirst(freed []*object) {
	if len(freed) == 0 {
		return
	}
	f.taken = make(map[*object]bool, len(freed))
	for _, o := range freed {
		f.taken[o] = true
	}
	first := map[*object]bool{}
	for len(freed) > 0 {
		byTable := map[*table][]*object{}
		for _, o := range freed {
			if !first[o] {
				first[o] = true
				byTable[o.in] = append(byTable[o.in], o)
			}
		}
		freed = freed[:0:0]
		for t, rows := range byTable {
			freed = append(freed, f.doomedWith(t, rows)...)
		}
	}
	var rest []*object
	for _, o := range f.deletes {
		if first[o] {
			f.early = append(f.early, o)
		} else {
			rest = append(rest, o)
		}
	}
	f.deletes = rest
}

// doomedWith is the objects that refer to rows of t and are to be deleted, or go with them.
func (f *flush) doomedWith(t *table, rows []*object) (out []*object) {
	for _, fk := range leadingTo(f.s.model, t.table).keys {
		children := f.s.tables[fk.Table]
		if children == nil {
			continue
		}
		for _, child := range children.referring(fk, &step{t: t, rows: rows}) {
			if child.doomed || fk.OnDelete == sqlast.Cascade {
				out = append(out, child)
			}
		}
	}
	return out
}
