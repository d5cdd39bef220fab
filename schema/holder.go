package schema

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// One is a field for the related object of a many-to-one relation. The zero One is that of a new object: nothing is said.
// An entity that was read has one that is not loaded. It belongs to its entity: a copy of the entity has a detached copy.
type One[T any] struct{ h holder.One }

// Many is a field for the related objects of a one-to-many relation. The zero Many is that of a new object: it has none yet.
// An entity that was read has one that is not loaded. It belongs to its entity: a copy of the entity has a detached copy.
type Many[T any] struct{ h holder.Many }

// To is a One that has v, for a new object in a literal: Company: schema.To(acme). A nil v says that there is none.
func To[T any](v *T) One[T] {
	return One[T]{holder.One{Head: holder.Head{State: holder.Loaded}, Target: rowscan.Of(v)}}
}

// Get returns the related object, nil where there is none. It asks no database: where the relation was not loaded it
// returns a [NotLoadedError].
func (o *One[T]) Get() (*T, error) {
	if o.h.State == holder.NotLoaded || o.h.State == holder.Unset && o.h.Relation != nil {
		return nil, notLoaded(o.h.Head, reflect.TypeFor[T]())
	}
	return rowscan.As[T](o.h.Target), nil
}

// Loaded reports whether Get has an answer.
func (o *One[T]) Loaded() bool { return o.h.State == holder.Loaded }

// IsZero reports whether nothing is known, so that the JSON option omitzero leaves the field out.
func (o One[T]) IsZero() bool { return o.h.State != holder.Loaded }

// MarshalJSON writes the related object, or null where there is none or it was not loaded.
func (o One[T]) MarshalJSON() ([]byte, error) {
	if o.h.State != holder.Loaded {
		return []byte("null"), nil
	}
	return json.Marshal(rowscan.As[T](o.h.Target))
}

// All returns the related objects. It asks no database: where the relation was not loaded it returns a [NotLoadedError].
// The slice belongs to the holder; change the relation with its Add and Remove.
func (m *Many[T]) All() ([]*T, error) {
	if m.h.State == holder.NotLoaded {
		return nil, notLoaded(m.h.Head, reflect.TypeFor[T]())
	}
	return rowscan.Slice[T](m.h.Items), nil
}

// Loaded reports whether All has an answer.
func (m *Many[T]) Loaded() bool { return m.h.State != holder.NotLoaded }

// IsZero reports whether nothing is known, so that the JSON option omitzero leaves the field out.
func (m Many[T]) IsZero() bool { return m.h.State != holder.Loaded }

// MarshalJSON writes the related objects, or null where they were not loaded.
func (m Many[T]) MarshalJSON() ([]byte, error) {
	if m.h.State == holder.NotLoaded {
		return []byte("null"), nil
	}
	return json.Marshal(rowscan.Slice[T](m.h.Items))
}

// NotLoadedError says that a relation was read which nobody loaded.
type NotLoadedError struct {
	Relation string // as in "Employee.Company"
	Entity   string // the type of the related objects
}

func (e *NotLoadedError) Error() string {
	return fmt.Sprintf("schema: relation %s is not loaded; load it with preload.Load, or with the query: With(preload.SelectIn(…))", e.Relation)
}

func notLoaded(h holder.Head, t reflect.Type) error {
	e := &NotLoadedError{Entity: t.Name(), Relation: "to " + t.Name()}
	if h.Relation != nil {
		e.Relation = h.Relation.Name
	}
	return e
}
