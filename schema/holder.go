package schema

import (
	"fmt"
	"reflect"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// One is a field for the related object of a many-to-one relation. The zero One is that of a new object: nothing is said.
// An entity that was read has one that is not loaded. It belongs to its entity: a copy of the entity has a detached copy.
type One[T any] = OneOf[*T]

// Many is a field for the related objects of a one-to-many relation. The zero Many is that of a new object: it has none yet.
// An entity that was read has one that is not loaded. It belongs to its entity: a copy of the entity has a detached copy.
type Many[T any] = ManyOf[*T]

// OneOf is a [One] by the pointer type of the related object, as [TableOf] is a table.
type OneOf[P any] struct {
	_ [0]func() // holders are not compared, so no comparison of each is compiled
	_ [0]P      // tells by reflection what the related object is; see holderAt
	h holder.One
}

// ManyOf is a [Many] by the pointer type of the related objects, as [TableOf] is a table.
type ManyOf[P any] struct {
	_ [0]P // tells by reflection what the related objects are; see holderAt
	h holder.Many
}

// To is a One that has v, for a new object in a literal: Company: schema.To(acme). A nil v says that there is none.
func To[T any](v *T) One[T] {
	return One[T]{h: holder.One{Head: holder.Head{State: holder.Loaded}, Target: rowscan.Of(v)}}
}

// Get returns the related object, nil where there is none. It asks no database: where the relation was not loaded it
// returns a [NotLoadedError]. A holder alone does not know its entity's foreign key: of a new object whose key was given
// without the related object it returns nil until a session has the object, and the error from then on.
func (o *OneOf[P]) Get() (P, error) {
	if o.h.State == holder.NotLoaded || o.h.State == holder.Encoded || o.h.State == holder.Unset && o.h.Relation != nil {
		return rowscan.AsPointer[P](rowscan.Pointer{}), notLoaded(o.h.Head, reflect.TypeFor[P]())
	}
	return rowscan.AsPointer[P](o.h.Target), nil
}

// Loaded reports whether Get has an answer.
func (o *OneOf[P]) Loaded() bool { return o.h.State == holder.Loaded }

// IsZero reports whether nothing is known, so that the JSON option omitzero leaves the field out.
func (o OneOf[P]) IsZero() bool { return isUnknown(o.h.State) }

// MarshalJSON writes the related object, or null where there is none or it was not loaded. An object that is related to
// itself, by way of others, is written once: where the way leads back to an object that it came through, null stands.
//
//go:noinline
func (o OneOf[P]) MarshalJSON() ([]byte, error) { return oneJSON(o.h, reflect.TypeFor[P]()) }

// All returns the related objects. It asks no database: where the relation was not loaded it returns a [NotLoadedError].
// The slice belongs to the holder; change the relation with its Add and Remove. As all of an object, it is for one
// goroutine: what was removed of many objects is taken out of the slice when it is read.
func (m *ManyOf[P]) All() ([]P, error) {
	if m.h.State == holder.NotLoaded || m.h.State == holder.Encoded {
		return nil, notLoaded(m.h.Head, reflect.TypeFor[P]())
	}
	return rowscan.AsPointers[P](m.h.Settle().Items), nil
}

// Loaded reports whether All has an answer.
func (m *ManyOf[P]) Loaded() bool { return m.h.State != holder.NotLoaded }

// IsZero reports whether nothing is known, so that the JSON option omitzero leaves the field out.
//
//go:noinline
func (m ManyOf[P]) IsZero() bool { return isUnknown(m.h.State) }

// MarshalJSON writes the related objects, or null where they were not loaded. See [OneOf.MarshalJSON] for circles.
//
//go:noinline
func (m ManyOf[P]) MarshalJSON() ([]byte, error) { return manyJSON(m.h, reflect.TypeFor[P]()) }

// NotLoadedError says that a relation was read which nobody loaded.
type NotLoadedError struct {
	Relation string // as in "Employee.Company"
	Entity   string // the type of the related objects
}

func (e *NotLoadedError) Error() string {
	return fmt.Sprintf("schema: relation %s is not loaded; load it with preload.Load, or with the query: With(preload.SelectIn(…))", e.Relation)
}

// notLoaded is the error for a holder of objects of pointer type p.
func notLoaded(h holder.Head, p reflect.Type) error {
	e := &NotLoadedError{Entity: p.Elem().Name(), Relation: "to " + p.Elem().Name()}
	if h.Relation != nil {
		e.Relation = h.Relation.Name
	}
	return e
}
