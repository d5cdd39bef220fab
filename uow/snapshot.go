package uow

import (
	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// remember makes the object's copy that of the entity as it stands: the database has it so.
func (t *table) remember(o *object) {
	o.copy = t.snapshotOf(o.at)
	o.expired = false
}

// rememberColumns makes the columns of the object's copy, and its many-to-one holders, those of the entity.
func (t *table) rememberColumns(o *object, columns []int) {
	for _, i := range columns {
		t.assign(&t.cols[i], o.copy, o.at)
	}
	for _, r := range t.up {
		*holder.OneAt(o.copy, r) = *holder.OneAt(o.at, r)
	}
	o.expired = false
}

// rememberWhole makes the object's copy that of the entity with its collections; [step.undo] gives them back.
func (t *table) rememberWhole(o *object) {
	if len(t.down) > 0 {
		o.copy = t.copyOf(o.at)
	}
}

// snapshotOf returns a copy of what sessions compare: the columns of an entity and its many-to-one holders. It may end
// before other holders.
func (t *table) snapshotOf(entity rowscan.Pointer) rowscan.Pointer {
	if t.snapshots.IsZero() {
		t.snapshots.Reset(t.compared, min(len(t.all), objectsAtOnce))
	}
	p := t.snapshots.Next()
	rowscan.Copy(t.compared, p, entity)
	t.own(p)
	return p
}

// copyOf returns a copy of an entity. Its columns share nothing that can change with it; its holders are shallow copies.
func (t *table) copyOf(entity rowscan.Pointer) rowscan.Pointer {
	if t.copies == nil {
		t.copies = rowscan.NewSlabFor(t.table.GoType, min(len(t.all), objectsAtOnce))
	}
	p := t.copies.Next()
	rowscan.Copy(t.table.GoType, p, entity)
	t.own(p)
	return p
}

// own makes the columns of a shallow copy its own.
func (t *table) own(p rowscan.Pointer) {
	for i := range t.parts {
		t.parts[i].own(p.Field(t.parts[i].offset), &t.memory)
	}
}

// restoreColumns writes the columns of a copy to the entity.
func (t *table) restoreColumns(o *object, from rowscan.Pointer) {
	for i := range t.cols {
		t.assign(&t.cols[i], o.at, from)
	}
}

// assign copies one column from entity to entity, sharing nothing that can change.
func (t *table) assign(c *column, to, from rowscan.Pointer) {
	rowscan.Copy(c.GoType, to.Field(c.Offset), from.Field(c.Offset))
	if own := rowscan.PartOf(c.GoType); own != nil {
		own(to.Field(c.Offset), &t.memory)
	}
}

// changed reports whether the column differs from what the database has.
func (o *object) changed(c *column) bool {
	return !c.same(o.at.Field(c.Offset), o.copy.Field(c.Offset))
}

// changedAny reports whether one of the columns differs from what the database has.
func (o *object) changedAny(columns []int) bool {
	for _, i := range columns {
		if o.changed(&o.in.cols[i]) {
			return true
		}
	}
	return false
}

// dirty reports whether any column that programs write differs from what the database has.
func (o *object) dirty() bool {
	for i := range o.in.cols {
		if o.changed(&o.in.cols[i]) {
			return true
		}
	}
	return false
}
