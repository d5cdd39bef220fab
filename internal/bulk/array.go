package bulk

import (
	"slices"
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

// begin makes a an empty array of elements that write appends in binary; as text, where write is nil.
func (a *Array) begin(write func([]byte, rowscan.Pointer) ([]byte, error), oid uint32) {
	if a.binary = write != nil; a.binary {
		a.packed.write = write
		a.packed.begin(oid)
		return
	}
	a.literal.Begin()
}

// size is how many bytes a keeps for reuse.
func (a *Array) size() int { return cap(a.packed.buf) + a.literal.Len() }

// Expect makes room for total elements, where done of them are there.
func (a *Array) Expect(done, total int) {
	if a.binary && done > 0 && done < total {
		rest := len(a.packed.buf) / done * (total - done)
		a.packed.buf = slices.Grow(a.packed.buf, rest+rest/16+headerSize)
	}
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
