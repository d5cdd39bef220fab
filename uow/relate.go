package uow

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// link is a foreign key of child that takes the key of parent, which is not known before parent's row is written.
type link struct {
	child, parent *object
	relation      *sqlast.Relation // from child to parent, or the other way round
}

// columns are the child's foreign key.
func (l *link) columns() []int {
	if l.relation.Kind == sqlast.OneToMany {
		return l.relation.Others
	}
	return l.relation.Columns
}

// key is what of the parent the foreign key takes.
func (l *link) key() []int {
	if l.relation.Kind == sqlast.OneToMany {
		return l.relation.Columns
	}
	return l.relation.Others
}

// relate makes foreign keys and related objects agree: it gives a foreign key the value of the related object's, notes
// a link where that has no value yet, and refuses the two where they disagree.
func (f *flush) relate() error {
	var errs []error
	for _, o := range f.inserts {
		o.links[0] = int32(len(f.links))
		for _, r := range o.in.up {
			if err := f.relateNew(o, r); err != nil {
				errs = append(errs, err)
			}
		}
		o.links[1] = int32(len(f.links))
	}
	for _, o := range f.held {
		o.links[0] = int32(len(f.links))
		for _, r := range o.in.up {
			if err := f.relateHeld(o, r); err != nil {
				errs = append(errs, err)
			}
		}
		o.links[1] = int32(len(f.links))
	}
	for _, part := range []func(*object, *sqlast.Relation) error{f.relateAdded, f.relateRemoved} {
		for _, p := range f.parents {
			for _, r := range p.in.down {
				if r.Inverse == nil {
					errs = append(errs, part(p, r))
				}
			}
		}
	}
	return errors.Join(errs...)
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
		if !same {
			return f.disagree(o, r, parent.in.table.Name+parent.in.showColumns(parent.at, r.Others))
		}
	}
	return nil
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
	case !keySet:
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

// unsettled reports whether one of the columns of a new object is not known yet.
func (o *object) unsettled(columns []int) bool { return slices.ContainsFunc(columns, o.settles) }

// settles reports whether a flush will still give the column of a new object its value: the database makes it, or it is
// that of a related object.
func (o *object) settles(column int) bool {
	return o.phase == pending && o.in.cols[column].isZero(o.at) && (o.in.cols[column].isMade() || o.in.isForeign(column))
}

// isMade reports whether the database makes the value of a column that a new row leaves out.
func (c *column) isMade() bool {
	return c.Owned || c.Identity != sqlast.NoIdentity || c.Default != nil && (c.Default.Kind == sqlast.ServerExpr || c.Default.Kind == sqlast.ServerValue)
}

// isForeign reports whether the column is part of a foreign key.
func (s *shape) isForeign(column int) bool {
	return slices.ContainsFunc(s.table.Foreign, func(fk *sqlast.ForeignKey) bool { return slices.Contains(fk.Columns, column) })
}

// deepestKey bounds how far a column of a key is followed from object to object: keys that are made of each other in a
// circle are never known.
const deepestKey = 10

func (f *flush) unknown(o *object, column, depth int) bool {
	if o.phase != pending || !o.in.cols[column].isZero(o.at) {
		return false
	}
	if o.in.cols[column].isMade() || depth == deepestKey {
		return true
	}
	links, linked := f.linksOf(o), false
	for i := range links {
		l := &links[i]
		if at := slices.Index(l.columns(), column); at >= 0 {
			if linked = true; !f.unknown(l.parent, l.key()[at], depth+1) {
				return false // what the others have is the same
			}
		}
	}
	return linked
}

// origin is the object whose column says what that of o is, or will be once its own row is written.
func (f *flush) origin(o *object, column, depth int) (*object, int) {
	if o.phase != pending || !o.in.cols[column].isZero(o.at) || depth == deepestKey {
		return o, column
	}
	links := f.linksOf(o)
	for i := range links {
		l := &links[i]
		if at := slices.Index(l.columns(), column); at >= 0 {
			if from, key := f.origin(l.parent, l.key()[at], depth+1); !from.in.cols[key].isZero(from.at) {
				return from, key
			}
		}
	}
	return o, column
}

func (f *flush) link(child, parent *object, r *sqlast.Relation) {
	parent.parent = true
	if f.links == nil {
		f.links = make([]link, 0, len(f.inserts))
	}
	f.links = append(f.links, link{child, parent, r})
}

// relink links a child whose own links are numbered already.
func (f *flush) relink(o, parent *object, r *sqlast.Relation) {
	own := append([]link(nil), f.linksOf(o)...)
	o.links[0] = int32(len(f.links))
	f.links = append(f.links, own...)
	f.link(o, parent, r)
	o.links[1] = int32(len(f.links))
}

// linksOf are the links of an object's foreign keys.
func (f *flush) linksOf(o *object) []link { return f.links[o.links[0]:o.links[1]] }

// linked reports whether a link will fill the column.
func (f *flush) linked(o *object, column int) bool {
	links := f.linksOf(o)
	for i := range links {
		if slices.Contains(links[i].columns(), column) {
			return true
		}
	}
	return false
}

// zero reports whether all of the columns have their zero values.
func (o *object) zero(columns []int) bool { return o.in.zero(o.at, columns) }

// zero reports whether all of the columns of an entity have their zero values.
func (s *shape) zero(entity rowscan.Pointer, columns []int) bool {
	for _, c := range columns {
		if !s.cols[c].isZero(entity) {
			return false
		}
	}
	return true
}

// null reports whether one of the columns is NULL.
func (o *object) null(columns []int) bool { return o.in.null(o.at, columns) }

// null reports whether one of the columns of an entity is NULL.
func (s *shape) null(entity rowscan.Pointer, columns []int) bool {
	for _, c := range columns {
		if _, ok := s.cols[c].value(entity); !ok {
			return true
		}
	}
	return false
}

// take gives the columns of o the key of parent.
func (o *object) take(columns []int, parent rowscan.Pointer, in *table, key []int) {
	for i, c := range columns {
		o.takeOne(c, parent, in, key[i])
	}
}

func (o *object) takeOne(column int, parent rowscan.Pointer, in *table, key int) {
	to, from := &o.in.cols[column], &in.cols[key]
	p, ok := from.value(parent)
	if !ok {
		return
	}
	if to.GoType == valueType(from.GoType) && isShared(to.GoType) {
		rowscan.Copy(to.GoType, o.at.Field(to.Offset), p)
		return
	}
	value := reflect.ValueOf(p.Any(valueType(from.GoType))).Elem()
	field := reflect.ValueOf(o.at.Field(to.Offset).Any(to.GoType)).Elem()
	if field.Kind() == reflect.Pointer {
		fresh := reflect.New(field.Type().Elem())
		fresh.Elem().Set(value.Convert(field.Type().Elem()))
		field.Set(fresh)
		return
	}
	field.Set(value.Convert(field.Type()))
}

// isShared reports whether values of the type can be copied as they are.
func isShared(t reflect.Type) bool { return rowscan.PartOf(t) == nil }

// clear makes the foreign key NULL, in the columns that say nothing else.
func (o *object) clear(r *sqlast.Relation) error {
	columns := r.Columns
	if r.Kind == sqlast.OneToMany {
		columns = r.Others
	}
	columns = o.in.table.Clearable(columns)
	for _, c := range columns {
		if col := &o.in.cols[c]; !col.Nullable {
			return &ColumnError{Table: o.in.table.Name, Column: col.Name, Object: o.name(), Err: errors.New("the relation " + r.Name + " was set to none, and the column is never NULL; relate the object to another one, or delete it")}
		}
	}
	for _, c := range columns {
		col := &o.in.cols[c]
		rowscan.Clear(col.GoType, o.at.Field(col.Offset))
	}
	return nil
}

// changedOf are those of columns that differ from what the database has.
func (o *object) changedOf(columns []int) (out []int) {
	for _, c := range columns {
		if o.changed(&o.in.cols[c]) {
			out = append(out, c)
		}
	}
	return out
}

func sameKey(o *object, columns []int, parent rowscan.Pointer, in *table, key []int) (bool, error) {
	return sameKeyOf(o.in, o.at, columns, parent, in, key)
}

// sameKeyOf reports whether columns of an entity of t hold the key of parent.
func sameKeyOf(t *table, entity rowscan.Pointer, columns []int, parent rowscan.Pointer, in *table, key []int) (bool, error) {
	a, ok, err := t.key(t.scratch[:0], entity, columns, in.shape, key)
	if err != nil || !ok {
		return false, err
	}
	n := len(a)
	b, ok, err := in.key(a, parent, key, in.shape, key)
	t.scratch = b
	return err == nil && ok && string(b[:n]) == string(b[n:]), err
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
