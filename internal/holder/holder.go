// Package holder is what the fields for related objects of an entity hold, without their types.
package holder

import (
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// State tells what is known about a relation of one object.
type State uint8

// The states of a holder. The zero state is that of an object the program has made.
const (
	Unset     State = iota // a new object's; nothing was said
	NotLoaded              // there may be related rows; nobody asked
	Loaded                 // what the holder has is what there is, nil included
	Encoded                // of a copy that is being written: Target is the address of the related objects' JSON
)

// Head begins every holder.
type Head struct {
	Relation *sqlast.Relation // nil while Unset
	State    State
	queued   uint32 // of a Many: entries at the end of Removed that are no objects removed but changes to come
}

// One holds the object at the other end of a many-to-one relation.
type One struct {
	Head
	Target rowscan.Pointer // nil: there is none, where State is Loaded
}

// HeadAt returns the head of r's holder in the entity.
func HeadAt(entity rowscan.Pointer, r *sqlast.Relation) *Head {
	return rowscan.As[Head](entity.Field(r.Offset))
}

// OneAt returns r's holder in the entity, where r has one object.
func OneAt(entity rowscan.Pointer, r *sqlast.Relation) *One {
	return rowscan.As[One](entity.Field(r.Offset))
}

// ManyAt returns r's holder in the entity, where r has many objects.
func ManyAt(entity rowscan.Pointer, r *sqlast.Relation) *Many {
	return rowscan.As[Many](entity.Field(r.Offset))
}

// Stamp marks all relations of a freshly read entity as not loaded.
func Stamp(entity rowscan.Pointer, t *sqlast.Table) {
	for _, r := range t.Relations {
		*HeadAt(entity, r) = Head{Relation: r, State: NotLoaded}
	}
}
