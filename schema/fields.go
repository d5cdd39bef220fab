package schema

import (
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// zeroEntity makes an entity whose fields give their places. Pointers to structs in it point at zero values, so that a
// field behind one has an address, which is then found to lie outside; without it the definition would panic.
func zeroEntity(t reflect.Type) rowscan.Pointer {
	return zeroWith(t, func(reflect.StructField) bool { return true })
}

// zeroTable makes the struct of a table, with those that it embeds by pointer.
func zeroTable(t reflect.Type) rowscan.Pointer {
	return zeroWith(t, func(f reflect.StructField) bool { return f.Anonymous })
}

// zeroWith makes a zero value of t in which pointers to structs point at zero values, where fill wants it.
func zeroWith(t reflect.Type, fill func(reflect.StructField) bool) rowscan.Pointer {
	p := rowscan.New(t)
	eachField(t, func(f reflect.StructField, offset uintptr) {
		if f.Type.Kind() == reflect.Pointer && f.Type.Elem().Kind() == reflect.Struct && fill(f) {
			p.Field(offset).Store(rowscan.New(f.Type.Elem()))
		}
	})
	return p
}

// eachField calls f for the fields of struct type t and of the structs that it embeds, with their offset in t.
func eachField(t reflect.Type, f func(field reflect.StructField, offset uintptr)) {
	for field := range t.Fields() {
		f(field, field.Offset)
		if field.Anonymous && field.Type.Kind() == reflect.Struct {
			eachField(field.Type, func(inner reflect.StructField, offset uintptr) { f(inner, field.Offset+offset) })
		}
	}
}

// fieldAt is the name of the field at offset in struct type t.
func fieldAt(t reflect.Type, offset uintptr) string {
	name := "(unknown field)"
	eachField(t, func(f reflect.StructField, at uintptr) {
		if at == offset && !f.Anonymous && f.Type.Size() > 0 {
			name = f.Name
		}
	})
	return name
}
