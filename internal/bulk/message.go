package bulk

import (
	"strconv"
	"sync"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Message is statements with their parameters, as they go over the wire in one round trip. Where many rows are written, it
// takes the place of a pgx.Batch, which would have every array as a text, encode that, and copy it.
// It is taken with [NewMessage] and belongs to one goroutine.
type Message struct {
	buf        []byte // the parameters, one behind another
	params     []param
	statements []statement
	array      Array
}

// param lies in the message's buffer, or is a column of the caller's.
type param struct {
	from, to int // from is -1 for NULL
	format   int16
	packed   []byte
}

type statement struct {
	sql     string
	results []int16 // formats of the columns that come back; text where there are none
	first   int     // of its parameters
}

var messages = sync.Pool{New: func() any { return &Message{} }}

const keepMessage = 4 << 20 // larger buffers are not kept for reuse

// NewMessage returns an empty message.
func NewMessage() *Message {
	return messages.Get().(*Message) //nolint:forcetypeassert // the pool holds nothing else
}

// Release gives m back. It was sent, or will not be.
func (m *Message) Release() {
	m.Clear()
	if cap(m.buf) <= keepMessage {
		messages.Put(m)
	}
}

// Clear makes m empty again.
func (m *Message) Clear() {
	clear(m.statements)
	clear(m.params)
	m.buf, m.params, m.statements = m.buf[:0], m.params[:0], m.statements[:0]
}

// Statement begins a statement, whose parameters follow.
func (m *Message) Statement(sql string, results []int16) {
	m.statements = append(m.statements, statement{sql, results, len(m.params)})
}

// Null adds a parameter that is NULL.
func (m *Message) Null() { m.params = append(m.params, param{from: -1}) }

// Value adds a parameter with the value at p, which w writes.
func (m *Message) Value(w *rowsend.Writer, p rowscan.Pointer) error {
	if w.IsNull(p) {
		m.Null()
		return nil
	}
	from := len(m.buf)
	buf, err := w.Text(m.buf, p)
	if err != nil {
		return err
	}
	m.add(buf, from, pgtype.TextFormatCode)
	return nil
}

// Number adds a parameter with a number.
func (m *Message) Number(n int64) {
	m.add(strconv.AppendInt(m.buf, n, 10), len(m.buf), pgtype.TextFormatCode)
}

// Constant adds a parameter with a value as [rowsend.Arg] returns it.
func (m *Message) Constant(v any) error {
	text, null, err := rowsend.Text(v)
	switch {
	case err != nil:
		return err
	case null:
		m.Null()
	default:
		m.add(append(m.buf, text...), len(m.buf), pgtype.TextFormatCode)
	}
	return nil
}

// Array begins a parameter with an array of values of type t, which w writes. It ends with EndArray.
func (m *Message) Array(w *rowsend.Writer, t *sqltype.Type) *Array {
	a := &m.array
	write, oid := packer(w, t)
	if a.binary = write != nil; !a.binary {
		a.literal.Begin()
		return a
	}
	a.packed.write = write
	a.packed.begin(m.buf, oid)
	return a
}

// Bools begins a parameter with an array of booleans.
func (m *Message) Bools() *Array {
	m.array.binary = true
	m.array.packed.begin(m.buf, pgtype.BoolOID)
	return &m.array
}

// EndArray ends the array that was begun last.
func (m *Message) EndArray() {
	a, from := &m.array, len(m.buf)
	if a.binary {
		m.add(a.packed.end(), from, pgtype.BinaryFormatCode)
		a.packed = packed{}
		return
	}
	m.add(append(m.buf, a.literal.End()...), from, pgtype.TextFormatCode)
}

func (m *Message) add(buf []byte, from int, format int16) {
	m.buf = buf
	m.params = append(m.params, param{from: from, to: len(buf), format: format})
}

// arguments are the parameters of statement i.
func (m *Message) arguments(i int) (values [][]byte, formats []int16) {
	end := len(m.params)
	if i+1 < len(m.statements) {
		end = m.statements[i+1].first
	}
	for _, p := range m.params[m.statements[i].first:end] {
		v, format := p.packed, p.format
		switch {
		case v != nil:
			format = pgtype.BinaryFormatCode
		case p.from >= 0:
			v = m.buf[p.from:p.to:p.to]
		}
		values, formats = append(values, v), append(formats, format)
	}
	return values, formats
}
