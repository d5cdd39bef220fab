package rowscan

import (
	"reflect"
	"unsafe"
)

// Pointer is the address of a Go value whose type is known from elsewhere: an entity, one of its fields, a row being
// read. It keeps what it points at alive, may be compared, and may be a map key. The zero Pointer points at nothing.
type Pointer struct{ p unsafe.Pointer }

// Of returns the address of *v.
func Of[T any](v *T) Pointer { return Pointer{unsafe.Pointer(v)} }

// OfAny returns the address that v, a value of any pointer type, holds. A v that is no pointer gives the zero Pointer.
func OfAny(v any) Pointer {
	r := reflect.ValueOf(v)
	if r.Kind() != reflect.Pointer {
		return Pointer{}
	}
	return Pointer{r.UnsafePointer()}
}

// As returns p as a *T.
// Invariant: p was made from a *T, or is the address of a field of type T.
func As[T any](p Pointer) *T { return (*T)(p.p) }

// IsNil reports whether p points at nothing.
func (p Pointer) IsNil() bool { return p.p == nil }

// Field returns the address that lies offset bytes after p.
// Invariant: p points at a value of a type that has a field at offset.
func (p Pointer) Field(offset uintptr) Pointer { return Pointer{unsafe.Add(p.p, offset)} }

// Any returns p as an interface value that holds a *t.
func (p Pointer) Any(t reflect.Type) any { return reflect.NewAt(t, p.p).Interface() }

// Load returns the pointer that is stored at p, where p is the address of a pointer of any type.
func (p Pointer) Load() Pointer { return Pointer{*(*unsafe.Pointer)(p.p)} }

// Store writes the pointer q at p, where p is the address of a pointer of the type that q is.
func (p Pointer) Store(q Pointer) { *(*unsafe.Pointer)(p.p) = q.p }

// Offset returns how far field lies behind base, or false where it lies outside the size bytes of base.
func Offset(base, field Pointer, size uintptr) (uintptr, bool) {
	b, f := uintptr(base.p), uintptr(field.p)
	if f < b || f >= b+size {
		return 0, false
	}
	return f - b, true
}

// New returns the address of a new zero value of type t.
func New(t reflect.Type) Pointer { return Pointer{reflect.New(t).UnsafePointer()} }

// Slice returns ps as a slice of *T.
// Invariant: each pointer in ps is a *T or nil.
func Slice[T any](ps []Pointer) []*T { return AsPointers[*T](ps) }

// Address returns p as a number, which keeps nothing alive: once the value is gone, another may get the same address.
func (p Pointer) Address() uintptr { return uintptr(p.p) }

// Pointers returns ps as a slice of addresses, without a copy.
func Pointers[T any](ps []*T) []Pointer {
	return unsafe.Slice((*Pointer)(unsafe.Pointer(unsafe.SliceData(ps))), len(ps))
}
