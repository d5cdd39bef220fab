package rowsend

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// elements walks a slice whose type is known at run time alone.
type elements struct {
	first rowscan.Pointer
	size  uintptr
	len   int
}

// header is how a slice lies in memory.
// Invariant: it is only read where a slice lies, and never written.
type header struct {
	data unsafe.Pointer
	len  int
	_    int // the capacity
}

// elementsOf returns the elements of the slice at p.
// Invariant: p is the address of a slice whose elements have the given size.
func elementsOf(p rowscan.Pointer, size uintptr) elements {
	h := rowscan.As[header](p)
	return elements{rowscan.Of((*byte)(h.data)), size, h.len}
}

func (e elements) at(i int) rowscan.Pointer { return e.first.Field(uintptr(i) * e.size) }

// arrayWriter sends a slice as an array literal.
func arrayWriter(p *pair) *Writer {
	if p.sql.Kind != sqltype.Array || p.sql.Elem == nil || p.sql.Elem.Kind == sqltype.Array {
		return nil
	}
	elem, err := For(p.t.Elem(), p.sql.Elem)
	if err != nil {
		return nil
	}
	size := p.t.Elem().Size()
	return &Writer{
		Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			return p.appendLiteral(buf, elementsOf(ptr, size), elem)
		},
		Canonical: func(buf []byte, ptr rowscan.Pointer) (_ []byte, err error) {
			all := elementsOf(ptr, size)
			buf = binary.AppendUvarint(buf, uint64(all.len))
			for i := range all.len {
				if buf, err = elem.Canonical(buf, all.at(i)); err != nil {
					return nil, p.element(i, err)
				}
			}
			return buf, nil
		},
	}
}

func (p *pair) element(i int, err error) error { return p.fail(fmt.Errorf("element %d: %w", i+1, err)) }

func (p *pair) appendLiteral(buf []byte, all elements, elem *Writer) ([]byte, error) {
	if p.t.Elem().Kind() == reflect.Slice && p.sql.Elem.Kind == sqltype.Array {
		return nil, p.fail(ErrNoWriter)
	}
	scratch := make([]byte, 0, 64)
	buf = append(buf, '{')
	for i := range all.len {
		if i > 0 {
			buf = append(buf, ',')
		}
		at := all.at(i)
		if elem.IsNull(at) {
			buf = append(buf, "NULL"...)
			continue
		}
		text, err := elem.Text(scratch[:0], at)
		if err != nil {
			return nil, p.element(i, err)
		}
		buf, scratch = AppendArrayElement(buf, text), text
	}
	return append(buf, '}'), nil
}
