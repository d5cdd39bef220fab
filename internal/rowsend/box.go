package rowsend

import "unsafe"

// box is how an interface value without methods lies in memory, where its type is no pointer.
// Invariant: data is written before anybody else sees the value.
type box struct {
	_    unsafe.Pointer // the type
	data unsafe.Pointer
}

// Int64At returns *p as an interface value that holds p itself and no copy.
// Invariant: *p is never written again.
func Int64At(p *int64) any { return boxed(int64(0), unsafe.Pointer(p)) }

// StringAt returns *p as an interface value that holds p itself and no copy.
// Invariant: *p is never written again.
func StringAt(p *string) any { return boxed("", unsafe.Pointer(p)) }

// boxed is what lies at p, a value of like's type, as an interface value.
func boxed(like any, p unsafe.Pointer) any {
	(*box)(unsafe.Pointer(&like)).data = p
	return like
}
