package uow

import (
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// relate makes foreign keys and related objects agree: it gives a foreign key the value of the related object's, notes
// a link where that has no value yet, and refuses the two where they disagree.
func (f *flush) relate() error {
	var wrong problems
	for _, o := range f.inserts {
		o.links[0] = int32(len(f.links))
		for _, r := range o.in.up {
			wrong.add(f.relateNew(o, r))
		}
		o.links[1] = int32(len(f.links))
	}
	for _, o := range f.held {
		o.links[0] = int32(len(f.links))
		for _, r := range o.in.up {
			wrong.add(f.relateHeld(o, r))
		}
		o.links[1] = int32(len(f.links))
	}
	for _, part := range []func(*object, *sqlast.Relation) error{f.relateAdded, f.relateRemoved} {
		for _, p := range f.parents {
			for _, r := range p.in.down {
				if r.Inverse == nil {
					wrong.add(part(p, r))
				}
			}
		}
	}
	return wrong.err()
}

// relateNew relates a new object. Columns of a foreign key that are not zero were given.
func (f *flush) relateNew(o *object, r *sqlast.Relation) error {
	h := holder.OneAt(o.at, r)
	if h.State != holder.Loaded {
		return nil
	}
	if h.Target.IsNil() {
		if !o.null(r.Columns) && !o.zero(o.in.table.Clearable(r.Columns)) {
			return f.disagree(o, r, "set to none")
		}
		return nil
	}
	parent, known, err := f.target(r, h.Target)
	if err != nil {
		return err
	}
	if err := f.fits(o, r, parent, r.Columns); err != nil {
		return err
	}
	if !known {
		f.link(o, parent, r)
		return nil
	}
	o.take(r.Columns, h.Target, parent.in, r.Others)
	return nil
}

// fits refuses values in columns of o's foreign key that are not those of parent's key.
func (f *flush) fits(o *object, r *sqlast.Relation, parent *object, columns []int) error {
	for i, c := range r.Columns {
		if o.in.cols[c].isZero(o.at) || !slices.Contains(columns, c) {
			continue
		}
		if parent.settles(r.Others[i]) {
			return f.disagree(o, r, "a new object whose key is not known yet")
		}
		same, err := sameKey(o, r.Columns[i:i+1], parent.at, parent.in, r.Others[i:i+1])
		if err != nil {
			return err
		}
		if !same && !parent.had(o, r.Columns[i:i+1], r.Others[i:i+1]) {
			return f.disagree(o, r, parent.in.table.Name+parent.in.showColumns(parent.at, r.Others))
		}
	}
	return nil
}

// had reports whether columns of child have the key that the object is stored with, which the program has changed since it
// related the two.
func (o *object) had(child *object, columns, key []int) bool {
	if o.phase != stored || !o.changedAny(key) {
		return false
	}
	same, err := sameKeyOf(child.in, child.at, columns, o.copy, o.in, key)
	return err == nil && same
}

// relateHeld relates an object that has a row. What changed since it was read, the key or the related object, decides.
func (f *flush) relateHeld(o *object, r *sqlast.Relation) error {
	h := holder.OneAt(o.at, r)
	if h.State != holder.Loaded {
		return nil
	}
	keySet := o.changedAny(r.Columns)
	if h.Target.IsNil() {
		return f.relateNone(o, r, h, keySet)
	}
	if !keySet && h.Target == holder.OneAt(o.copy, r).Target {
		return nil
	}
	parent, known, err := f.target(r, h.Target)
	if err != nil {
		return err
	}
	if !known {
		if err := f.fits(o, r, parent, o.changedOf(r.Columns)); err != nil {
			return err
		}
		f.link(o, parent, r)
		return nil
	}
	same, err := sameKey(o, r.Columns, h.Target, parent.in, r.Others)
	switch {
	case err != nil || same:
		return err
	case !keySet && parent.had(o, r.Columns, r.Others):
		return nil // as its row has it, which follows
	case !keySet, parent.had(o, r.Columns, r.Others) && h.Target != holder.OneAt(o.copy, r).Target:
		o.take(r.Columns, h.Target, parent.in, r.Others)
		return nil
	}
	was, err := sameKeyOf(o.in, o.copy, r.Columns, h.Target, parent.in, r.Others)
	if err != nil {
		return err
	}
	if was { // the key was set alone; the related object is the old one
		f.s.touch(o, true)
		*h = holder.One{Head: holder.Head{Relation: r, State: holder.NotLoaded}}
		return nil
	}
	return f.agree(o, r, h.Target)
}

// relateNone relates an object to nothing. A holder that a literal set, schema.To(nil), has no relation yet.
func (f *flush) relateNone(o *object, r *sqlast.Relation, h *holder.One, keySet bool) error {
	switch {
	case o.null(r.Columns):
		return nil
	case h.Relation != nil && keySet: // the key was set alone
		*h = holder.One{Head: holder.Head{Relation: r, State: holder.NotLoaded}}
		return nil
	case h.Relation != nil:
		return nil
	case keySet && !o.zero(o.in.table.Clearable(r.Columns)):
		return f.disagree(o, r, "set to none")
	}
	if err := o.clear(r); err != nil {
		return err
	}
	f.s.touch(o, true)
	h.Relation = r
	return nil
}

// relateAdded relates what was added to a collection whose other side has no holder.
func (f *flush) relateAdded(p *object, r *sqlast.Relation) error {
	children, err := f.s.table(r.To)
	if err != nil {
		return err
	}
	for _, at := range holder.ManyAt(p.at, r).Settle().Added {
		c := children.find(at)
		switch {
		case c == nil || c.phase == gone || c.doomed:
		case p.unsettled(r.Columns):
			f.hold(c)
			f.relink(c, p, r)
		default:
			f.hold(c)
			c.take(r.Others, p.at, p.in, r.Columns)
		}
	}
	return nil
}

// relateRemoved takes the foreign key from what was removed from such a collection and went to no other one.
func (f *flush) relateRemoved(p *object, r *sqlast.Relation) error {
	children, err := f.s.table(r.To)
	if err != nil {
		return err
	}
	for _, at := range holder.ManyAt(p.at, r).Settle().Removed {
		c := children.find(at)
		if c == nil || c.phase != stored || c.doomed || c.changedAny(r.Others) || f.linked(c, r.Others[0]) {
			continue
		}
		if err := c.clear(r); err != nil {
			return err
		}
		f.hold(c)
	}
	return nil
}

// target is the related object, and whether its key is known.
func (f *flush) target(r *sqlast.Relation, p rowscan.Pointer) (*object, bool, error) {
	t, err := f.s.table(r.To)
	if err != nil {
		return nil, false, err
	}
	o := t.find(p)
	if o == nil || o.phase == gone {
		return nil, false, &ObjectError{"flush", r.To.Name + t.show(p), "is related to an object of this session and is not in it; add it, or read it with uow.Get"}
	}
	return o, !o.unsettled(r.Others), nil
}

// agree refuses a foreign key that is not the related object's.
func (f *flush) agree(o *object, r *sqlast.Relation, target rowscan.Pointer) error {
	parents, err := f.s.table(r.To)
	if err != nil {
		return err
	}
	same, err := sameKey(o, r.Columns, target, parents, r.Others)
	if err != nil || same {
		return err
	}
	return f.disagree(o, r, parents.table.Name+parents.showColumns(target, r.Others))
}

func (f *flush) disagree(o *object, r *sqlast.Relation, related string) error {
	names := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		names[i] = o.in.cols[c].Name
	}
	return &RelationError{
		Relation: r.Name, Object: o.name(), Columns: strings.Join(names, ", "),
		Key: o.in.showColumns(o.at, r.Columns), Related: related,
	}
}
