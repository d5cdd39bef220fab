package bulk

import (
	"encoding/binary"
	"fmt"
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Column is an array in binary: what a column holds in many rows. A [Message] takes it as it is; for pgx it becomes a text.
// It does not change.
type Column struct {
	packed []byte
	elem   *sqltype.Type // of the array
	t      reflect.Type  // of the values, or what they point at
}

// Packer makes a [Column]. It is taken with [NewPacker] and given back with End.
type Packer struct {
	array  *Array
	write  *rowsend.Writer
	field  uintptr
	column Column
}

// NewPacker begins a column of the values at field of rows, of type t, which w writes as sql. It is nil where the values have
// no binary form.
func NewPacker(w *rowsend.Writer, t reflect.Type, sql *sqltype.Type, field uintptr) *Packer {
	write, oid := packer(w, sql)
	if write == nil || sql.Kind == sqltype.JSON {
		return nil
	}
	carrier, _ := Carrier(sql)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	a := arrays.Get().(*Array) //nolint:forcetypeassert // the pool holds nothing else
	a.begin(write, oid)
	return &Packer{a, w, field, Column{elem: carrier.Elem, t: t}}
}

// Append adds the values of rows. An error comes with the number of its row.
func (p *Packer) Append(rows []rowscan.Pointer) (row int, err error) {
	for i, r := range rows {
		if err := p.array.Append(p.write, r.Field(p.field)); err != nil {
			return i, err
		}
	}
	return 0, nil
}

// Expect makes room for total rows, where done of them were added.
func (p *Packer) Expect(done, total int) { p.array.Expect(done, total) }

// End returns the column.
func (p *Packer) End() *Column {
	p.column.packed = p.array.packed.give()
	p.array.binary = false
	if p.array.size() <= keepBuffer {
		arrays.Put(p.array)
	}
	return &p.column
}

// Arg returns the array in PostgreSQL's text form, as [rowsend.Arg] wants it.
func (c *Column) Arg() (any, error) {
	t := c.t
	if c.elem.Kind == sqltype.Bytes {
		t = reflect.TypeFor[[]byte]() // arrays of bytes can be written and not read
	}
	var base *rowsend.Writer // of values whose binary form is not their text
	if c.elem != sqltype.TextType {
		var err error
		if base, err = rowsend.For(t, c.elem); err != nil {
			return nil, err
		}
	}
	literal := rowsend.ArrayLiteral{}
	literal.Begin()
	value, mem := rowscan.New(t), rowscan.NewMemory(0)
	for rest := c.elements(); len(rest) > 0; {
		var element []byte
		if element, rest = next(rest); element == nil {
			literal.AppendNull()
		} else if base == nil {
			literal.Append(element)
		} else if err := c.appendDecoded(&literal, base, t, value, element, mem); err != nil {
			return nil, err
		}
	}
	return literal.End(), nil
}

func (c *Column) appendDecoded(literal *rowsend.ArrayLiteral, w *rowsend.Writer, t reflect.Type, value rowscan.Pointer, element []byte, mem *rowscan.Memory) error {
	decode, err := rowscan.Find(t, c.elem.OID, 1)
	if err != nil {
		return err
	}
	mem.Row(len(element))
	if err := decode(value, element, mem); err != nil {
		return err
	}
	return literal.AppendValue(w, value)
}

// GoString shows the array as people write it.
func (c *Column) GoString() string {
	v, err := c.Arg()
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return fmt.Sprintf("%#v", v)
}

// Len returns the number of rows.
func (c *Column) Len() int {
	if len(c.packed) < headerSize {
		return 0
	}
	return int(binary.BigEndian.Uint32(c.packed[12:]))
}

// elements is what stands behind the array's header.
func (c *Column) elements() []byte { return c.packed[min(headerSize, len(c.packed)):] }

// next cuts the first element off, which is nil for NULL.
func next(elements []byte) (element, rest []byte) {
	n := int32(binary.BigEndian.Uint32(elements))
	if n < 0 {
		return nil, elements[4:]
	}
	return elements[4 : 4+n : 4+n], elements[4+n:]
}

// Column adds a parameter with a column.
func (m *Message) Column(c *Column) {
	m.params = append(m.params, param{packed: c.packed})
}
