package bulk

import (
	"sync"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
)

// Array writes one array: as text, taken with [NewArray] and given back with End, or into a [Message], in binary where the
// values have such a form.
type Array struct {
	literal rowsend.ArrayLiteral
	packed  packed
	binary  bool
}

var arrays = sync.Pool{New: func() any { return &Array{} }}

const keepBuffer = 1 << 20 // larger buffers are not kept for reuse

// NewArray begins an empty array as text.
func NewArray() *Array {
	a := arrays.Get().(*Array) //nolint:forcetypeassert // the pool holds nothing else
	a.literal.Begin()
	return a
}

// Append adds the value at p, which w writes.
func (a *Array) Append(w *rowsend.Writer, p rowscan.Pointer) error {
	switch {
	case !w.NeverNull && w.IsNull(p):
		a.AppendNull()
		return nil
	case a.binary:
		return a.packed.append(p)
	default:
		return a.literal.AppendValue(w, p)
	}
}

// AppendNull adds a NULL.
func (a *Array) AppendNull() {
	if a.binary {
		a.packed.appendNull()
		return
	}
	a.literal.AppendNull()
}

// AppendBool adds a boolean.
func (a *Array) AppendBool(b bool) {
	switch {
	case a.binary:
		a.packed.appendBool(b)
	case b:
		a.literal.Append(yes)
	default:
		a.literal.Append(no)
	}
}

var yes, no = []byte{'t'}, []byte{'f'}

// End returns the array as PostgreSQL's text form, and gives a back.
func (a *Array) End() string {
	s := a.literal.End()
	if a.literal.Len() <= keepBuffer {
		arrays.Put(a)
	}
	return s
}
