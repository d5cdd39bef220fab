package schema

import (
	"reflect"
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Set relates p to c, or to nothing where c is nil. Both sides show it at once: c is in p's holder, and p among c's
// objects where the model has the other side and c's are known; an object that p was related to before lets go of it.
// p's foreign key takes c's key where c has one already. It sends nothing.
//
// The relation must belong to a model. An object belongs to one goroutine, as always.
//
//go:noinline
func (r *ToOneOf[P, C]) Set(p P, c C) { relate(r.d.r, rowscan.OfPointer(p), rowscan.OfPointer(c)) }

// Add relates each of cs to p. Both sides show it at once; an object that was related to another P leaves that one.
// It sends nothing. Where p's objects are not loaded, what was added is kept for when they are, and reading them stays an error.
//
//go:noinline
func (r *ToManyOf[P, C]) Add(p P, cs ...C) { r.d.add(rowscan.OfPointer(p), rowscan.OfPointers(cs)) }

func (d *relation) add(p rowscan.Pointer, cs []rowscan.Pointer) {
	for _, c := range cs {
		if d.r.Inverse != nil {
			relate(d.r.Inverse, c, p)
			continue
		}
		enter(d.r, p, c)
		takeKey(d.r.To, d.r.Others, c, d.r.From, d.r.Columns, p)
	}
}

// relate sets the many-to-one relation r of child to parent on both sides.
func relate(r *sqlast.Relation, child, parent rowscan.Pointer) {
	h := holder.OneAt(child, r)
	if r.Inverse != nil && !h.Target.IsNil() && h.Target != parent {
		leave(r.Inverse, h.Target, child)
	}
	*h = holder.One{Head: holder.Head{Relation: r, State: holder.Loaded}, Target: parent}
	if parent.IsNil() {
		clearKey(r.From, r.Columns, child)
		return
	}
	if r.Inverse != nil {
		enter(r.Inverse, parent, child)
	}
	takeKey(r.From, r.Columns, child, r.To, r.Others, parent)
}

// enter puts child among parent's objects.
func enter(r *sqlast.Relation, parent, child rowscan.Pointer) {
	m := holder.ManyAt(parent, r)
	if m.State != holder.NotLoaded && !slices.Contains(m.Items, child) {
		m.Items = append(m.Items, child)
	}
	if !slices.Contains(m.Added, child) {
		m.Added = append(m.Added, child)
	}
	m.Removed = without(m.Removed, child)
}

// leave takes child from parent's objects.
func leave(r *sqlast.Relation, parent, child rowscan.Pointer) {
	m := holder.ManyAt(parent, r)
	m.Items, m.Added = without(m.Items, child), without(m.Added, child)
	if !slices.Contains(m.Removed, child) {
		m.Removed = append(m.Removed, child)
	}
}

// without returns ps without p, in a slice of its own, so that a slice which a caller was given does not change.
func without(ps []rowscan.Pointer, p rowscan.Pointer) []rowscan.Pointer {
	if !slices.Contains(ps, p) {
		return ps
	}
	return slices.DeleteFunc(slices.Clone(ps), func(q rowscan.Pointer) bool { return q == p })
}

// takeKey copies the parent's key to the child's foreign key. Where the parent has none yet, the child's is cleared, so
// that an old key does not contradict the new relation.
func takeKey(childTable *sqlast.Table, fk []int, child rowscan.Pointer, parentTable *sqlast.Table, key []int, parent rowscan.Pointer) {
	for _, k := range key {
		if field(parentTable.Columns[k], parent).IsZero() {
			clearKey(childTable, fk, child)
			return
		}
	}
	for i, k := range key {
		assign(field(childTable.Columns[fk[i]], child), field(parentTable.Columns[k], parent))
	}
}

// clearKey takes the foreign key from child.
func clearKey(t *sqlast.Table, fk []int, child rowscan.Pointer) {
	for _, c := range fk {
		field(t.Columns[c], child).SetZero()
	}
}

func field(c *sqlast.Column, entity rowscan.Pointer) reflect.Value {
	return reflect.ValueOf(entity.Field(c.Offset).Any(c.GoType)).Elem()
}

// assign copies a value to a field of the same type, one of the two perhaps behind a pointer.
func assign(to, from reflect.Value) {
	if from.Kind() == reflect.Pointer && to.Kind() != reflect.Pointer {
		from = from.Elem()
	}
	if to.Kind() == reflect.Pointer && from.Kind() != reflect.Pointer {
		p := reflect.New(from.Type())
		p.Elem().Set(from)
		from = p
	}
	to.Set(from)
}
