package draft

import (
	"fmt"
	"reflect"
	"time"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// setField writes v into the field of c.
func setField(c *sqlast.Column, entity rowscan.Pointer, v any) error {
	return store(c, reflect.ValueOf(entity.Field(c.Offset).Any(c.GoType)).Elem(), v)
}

// store writes a value of c into a field: itself, or behind a new pointer where the field is one. Instants are cut to
// what the database keeps, so that the object equals what is read back.
func store(c *sqlast.Column, field reflect.Value, value any) error {
	if at, ok := value.(time.Time); ok && c.Type != nil && c.Type.Kind == sqltype.Time {
		value = rowsend.Cut(at)
	}
	v := reflect.ValueOf(value)
	switch {
	case !v.IsValid():
		return wrong(c, ErrAssignment, "is set to an untyped nil; use SetNull")
	case v.Type().AssignableTo(field.Type()):
		field.Set(v)
	case c.Nullable && v.Type().AssignableTo(field.Type().Elem()):
		behind := reflect.New(field.Type().Elem())
		behind.Elem().Set(v)
		field.Set(behind)
	default:
		return wrong(c, ErrAssignment, fmt.Sprintf("holds a %s and is set to a %s; set it with the method of the column", c.GoType, v.Type()))
	}
	return nil
}

func setNull(c *sqlast.Column, entity rowscan.Pointer) error {
	if !c.Nullable {
		return wrong(c, ErrAssignment, "is never NULL, and is set to NULL; set it to a value")
	}
	reflect.ValueOf(entity.Field(c.Offset).Any(c.GoType)).Elem().SetZero()
	return nil
}
