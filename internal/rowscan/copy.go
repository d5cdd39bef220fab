package rowscan

import (
	"net/netip"
	"reflect"
	"strconv"
	"sync"
	"time"
)

// Copy copies the value of type t at src to dst, as an assignment does: what it points at is shared.
func Copy(t reflect.Type, dst, src Pointer) {
	reflect.NewAt(t, dst.p).Elem().Set(reflect.NewAt(t, src.p).Elem())
}

// Prefix is a type whose values lie in memory as the first fields of t do, up to and with the one that begins at last.
// A copy of that type takes those fields alone. It is t itself where t is no struct or has no more fields.
func Prefix(t reflect.Type, last uintptr) reflect.Type {
	if t.Kind() != reflect.Struct {
		return t
	}
	var fields []reflect.StructField
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Offset > last {
			return prefixOf(t, fields)
		}
		fields = append(fields, reflect.StructField{Name: "F" + strconv.Itoa(i), Type: f.Type})
	}
	return t
}

// prefixOf is a struct of the fields. Fields of the same types in the same order lie alike; where they did not, there
// would be no prefix.
func prefixOf(t reflect.Type, fields []reflect.StructField) reflect.Type {
	p := reflect.StructOf(fields)
	for i := range fields {
		if p.Field(i).Offset != t.Field(i).Offset {
			return t
		}
	}
	return p
}

// Clear makes the value of type t at p zero.
func Clear(t reflect.Type, p Pointer) { reflect.NewAt(t, p.p).Elem().SetZero() }

// Part makes the value at p, just copied, share nothing that can change with the value that it was copied from.
type Part func(p Pointer, m *Memory)

var parts sync.Map // reflect.Type to Part

// PartOf returns the Part of values of type t, or nil where a copy shares nothing that can change.
func PartOf(t reflect.Type) Part {
	if known, ok := parts.Load(t); ok {
		return known.(Part) //nolint:forcetypeassert // the map holds nothing else
	}
	part := findPart(t)
	parts.Store(t, part)
	return part
}

func findPart(t reflect.Type) Part {
	switch {
	case sharesNothing(t):
		return nil
	case t.Kind() == reflect.Pointer && sharesNothing(t.Elem()):
		return pointerPart(t.Elem())
	case t.Kind() == reflect.Slice && sharesNothing(t.Elem()):
		return slicePart(t)
	}
	return func(p Pointer, _ *Memory) {
		v := reflect.NewAt(t, p.p).Elem()
		v.Set(deep(v))
	}
}

// pointerPart gives what is pointed at a place in a slab.
func pointerPart(elem reflect.Type) Part {
	number := slabNumber(elem)
	return func(p Pointer, m *Memory) {
		old := p.Load()
		if old.IsNil() {
			return
		}
		fresh := m.next(number, elem)
		Copy(elem, fresh, old)
		p.Store(fresh)
	}
}

func slicePart(t reflect.Type) Part {
	return func(p Pointer, _ *Memory) {
		v := reflect.NewAt(t, p.p).Elem()
		if v.IsNil() {
			return
		}
		fresh := reflect.MakeSlice(t, v.Len(), v.Len())
		reflect.Copy(fresh, v)
		v.Set(fresh)
	}
}

// sharesNothing reports whether a shallow copy of a value of type t shares nothing that can change.
func sharesNothing(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[netip.Addr]() || t == reflect.TypeFor[netip.Prefix]() {
			return true
		}
		for field := range t.Fields() {
			if !sharesNothing(field.Type) {
				return false
			}
		}
		return true
	case reflect.Array:
		return sharesNothing(t.Elem())
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return true
	default:
		return t.Kind() <= reflect.Complex128 || t.Kind() == reflect.String
	}
}

// DeepCopy returns a copy of v that shares no slice, map or pointer with it, but for those in unexported fields of structs.
func DeepCopy(v reflect.Value) reflect.Value { return deep(v) }

// SharesNothing reports whether a plain copy of a value of type t shares nothing that can change.
func SharesNothing(t reflect.Type) bool { return sharesNothing(t) }

// deep returns a copy of v that shares nothing that can change, but for what unexported fields of structs point at.
func deep(v reflect.Value) reflect.Value {
	if sharesNothing(v.Type()) {
		return v
	}
	switch v.Kind() {
	case reflect.Pointer:
		return deepPointer(v)
	case reflect.Slice:
		return deepSlice(v)
	case reflect.Map:
		return deepMap(v)
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		return deep(v.Elem()).Convert(v.Type())
	case reflect.Array:
		fresh := reflect.New(v.Type()).Elem()
		for i := range v.Len() {
			fresh.Index(i).Set(deep(v.Index(i)))
		}
		return fresh
	case reflect.Struct:
		return deepStruct(v)
	default:
		return v
	}
}

func deepPointer(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	fresh := reflect.New(v.Type().Elem())
	fresh.Elem().Set(deep(v.Elem()))
	return fresh.Convert(v.Type())
}

func deepSlice(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
	for i := range v.Len() {
		fresh.Index(i).Set(deep(v.Index(i)))
	}
	return fresh
}

func deepMap(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	fresh := reflect.MakeMapWithSize(v.Type(), v.Len())
	for it := v.MapRange(); it.Next(); {
		fresh.SetMapIndex(it.Key(), deep(it.Value()))
	}
	return fresh
}

func deepStruct(v reflect.Value) reflect.Value {
	fresh := reflect.New(v.Type()).Elem()
	fresh.Set(v)
	for i := range v.NumField() {
		if v.Type().Field(i).IsExported() {
			fresh.Field(i).Set(deep(v.Field(i)))
		}
	}
	return fresh
}
