package schema

import (
	"reflect"
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Set relates p to c, or to nothing where c is nil. Both sides show it at once: c is in p's holder, and p among c's
// objects where the model has the other side; an object that p was related to before lets go of it. p's foreign key
// takes c's key where c has one already, and is cleared where it has none. It sends nothing.
//
// A foreign key that is never NULL cannot be related to nothing for long: a flush refuses it, unless p is deleted or
// related to another object before. A nil p changes nothing. A relation that is in no model changes p alone.
// An object belongs to one goroutine, as always.
//
//go:noinline
func (r *ToOneOf[P, C]) Set(p P, c C) {
	if r != nil {
		r.d.set(rowscan.OfPointer(p), rowscan.OfPointer(c))
	}
}

// Add relates each of cs to p. Both sides show it at once; an object that was related to another P leaves that one.
// It sends nothing. Where p's objects are not loaded, what was added is kept for when they are, and reading them stays an
// error. A nil p, and nil among cs, change nothing.
//
//go:noinline
func (r *ToManyOf[P, C]) Add(p P, cs ...C) {
	if r != nil {
		r.d.add(rowscan.OfPointer(p), rowscan.OfPointers(cs))
	}
}

// Remove takes each of cs from p's objects, and relates it to nothing, as Set does with nil. An object that is related to
// another P, or to none, keeps what it has. It sends nothing. A nil p, and nil among cs, change nothing.
//
//go:noinline
func (r *ToManyOf[P, C]) Remove(p P, cs ...C) {
	if r != nil {
		r.d.remove(rowscan.OfPointer(p), rowscan.OfPointers(cs))
	}
}

func (d *relation) set(child, parent rowscan.Pointer) {
	if r := d.linked(); r != nil && !child.IsNil() {
		relate(r, child, parent)
	}
}

func (d *relation) add(parent rowscan.Pointer, children []rowscan.Pointer) {
	r := d.linked()
	if r == nil || parent.IsNil() {
		return
	}
	for _, c := range children {
		switch {
		case c.IsNil():
		case r.Inverse != nil:
			relate(r.Inverse, c, parent)
		default:
			holder.ManyAt(parent, r).Enter(c, false)
			takeKey(r.To, r.Others, c, r.From, r.Columns, parent)
		}
	}
}

func (d *relation) remove(parent rowscan.Pointer, children []rowscan.Pointer) {
	r := d.linked()
	if r == nil || parent.IsNil() {
		return
	}
	for _, c := range children {
		if c.IsNil() || !isChild(r, parent, c) {
			continue
		}
		if r.Inverse == nil {
			holder.ManyAt(parent, r).Leave(c)
			clearKey(r.To, r.Others, c)
			continue
		}
		if holder.OneAt(c, r.Inverse).Target != parent {
			holder.ManyAt(parent, r).Leave(c)
		}
		relate(r.Inverse, c, rowscan.Pointer{})
	}
}

// relate sets the many-to-one relation r of child to parent, or to nothing, on both sides.
func relate(r *sqlast.Relation, child, parent rowscan.Pointer) {
	h := holder.OneAt(child, r)
	moved := h.Target != parent
	fresh := moved && h.State != holder.NotLoaded // what a child whose parent is known is in, that parent alone has
	if moved && r.Inverse != nil && !h.Target.IsNil() {
		holder.ManyAt(h.Target, r.Inverse).Leave(child)
	}
	*h = holder.One{Head: holder.Head{Relation: r, State: holder.Loaded}, Target: parent}
	if parent.IsNil() {
		if !nullable(r.From, r.Columns) {
			h.Relation = nil // as schema.To(nil) leaves it: said of the relation alone, which a flush refuses
		}
		clearKey(r.From, r.Columns, child)
		return
	}
	if r.Inverse != nil {
		holder.ManyAt(parent, r.Inverse).Enter(child, fresh)
	}
	takeKey(r.From, r.Columns, child, r.To, r.Others, parent)
}

// isChild reports whether child is related to parent, as far as the two show it: one of them has the other, or the foreign
// key of a child whose related object is not known has parent's key. What the child shows is looked at first: it is one
// object, and the parent may have many.
func isChild(r *sqlast.Relation, parent, child rowscan.Pointer) bool {
	if refersTo(r, parent, child) {
		return true
	}
	m := holder.ManyAt(parent, r).Settle()
	return slices.Contains(m.Items, child) || slices.Contains(m.Added, child)
}

// refersTo reports whether child shows that it is related to parent.
func refersTo(r *sqlast.Relation, parent, child rowscan.Pointer) bool {
	if r.Inverse != nil {
		if h := holder.OneAt(child, r.Inverse); h.State == holder.Loaded {
			return h.Target == parent
		}
	}
	for i, k := range r.Columns {
		key, ok := valueOf(r.From.Columns[k], parent)
		fk, has := valueOf(r.To.Columns[r.Others[i]], child)
		if !ok || !has || key.IsZero() || !key.Comparable() || !key.Equal(fk) {
			return false
		}
	}
	return true
}

// takeKey copies the parent's key to the child's foreign key. Where the parent has none yet, the child's is cleared, so
// that an old key does not contradict the new relation.
func takeKey(childTable *sqlast.Table, fk []int, child rowscan.Pointer, parentTable *sqlast.Table, key []int, parent rowscan.Pointer) {
	for _, k := range key {
		if fieldOf(parentTable.Columns[k], parent).IsZero() {
			clearKey(childTable, fk, child)
			return
		}
	}
	for i, k := range key {
		if v, ok := valueOf(parentTable.Columns[k], parent); ok {
			assign(fieldOf(childTable.Columns[fk[i]], child), v)
		}
	}
}

// clearKey takes the foreign key from child. Of a key of several columns it clears those that say nothing else.
func clearKey(t *sqlast.Table, fk []int, child rowscan.Pointer) {
	for _, c := range t.Clearable(fk) {
		fieldOf(t.Columns[c], child).SetZero()
	}
}

// nullable reports whether a row may leave the foreign key out.
func nullable(t *sqlast.Table, fk []int) bool {
	return slices.ContainsFunc(fk, func(c int) bool { return t.Columns[c].Nullable })
}

func fieldOf(c *sqlast.Column, entity rowscan.Pointer) reflect.Value {
	return reflect.ValueOf(entity.Field(c.Offset).Any(c.GoType)).Elem()
}

// valueOf is what the column holds, false where that is NULL.
func valueOf(c *sqlast.Column, entity rowscan.Pointer) (reflect.Value, bool) {
	v := fieldOf(c, entity)
	if !c.Nullable {
		return v, true
	}
	return v.Elem(), !v.IsNil()
}

// assign gives a field, or what a pointer field points at, the value v. The pointer is a new one: others may share the old.
func assign(field, v reflect.Value) {
	if field.Type() == v.Type() {
		field.Set(v)
		return
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	field.Set(p)
}
