package bulk

import (
	"strconv"
	"sync"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Message is statements with their parameters, as they go over the wire in one round trip. Where many rows are written, it
// takes the place of a pgx.Batch, which would have every array as a text, encode that, and copy it.
// It is taken with [NewMessage] and belongs to one goroutine.
type Message struct {
	buf        []byte // parameters that are text, one behind another
	params     []param
	statements []statement
	arrays     []*Array // used first, then to be used
	used       int
	limit      int // of the parameters of one statement, in bytes
}

// param is text in the message's buffer, an array of the message's, or a column of the caller's.
type param struct {
	from, to int // from is -1 for NULL
	array    *Array
	packed   []byte
}

type statement struct {
	sql      string
	prepared *pgconn.StatementDescription // nil where it is sent as text
	results  []int16                      // formats of the columns that come back; text where there are none
	first    int                          // of its parameters
}

var messages = sync.Pool{New: func() any { return &Message{} }}

const keepMessage = 4 << 20 // larger buffers are not kept for reuse

// NewMessage returns an empty message.
func NewMessage() *Message {
	m := messages.Get().(*Message) //nolint:forcetypeassert // the pool holds nothing else
	m.limit = maxParameters
	return m
}

// Limit sets how many bytes the parameters of one statement may have, where that is fewer than PostgreSQL takes.
func (m *Message) Limit(bytes int) { m.limit = min(bytes, maxParameters) }

// Release gives m back. It was sent, or will not be.
func (m *Message) Release() {
	m.Clear()
	size := cap(m.buf)
	for _, a := range m.arrays {
		size += a.size()
	}
	if size <= keepMessage {
		messages.Put(m)
	}
}

// Clear makes m empty again.
func (m *Message) Clear() {
	clear(m.statements)
	clear(m.params)
	m.buf, m.params, m.statements, m.used = m.buf[:0], m.params[:0], m.statements[:0], 0
}

// Statement begins a statement, whose parameters follow.
func (m *Message) Statement(sql string, results []int16) {
	m.statements = append(m.statements, statement{sql: sql, results: results, first: len(m.params)})
}

// Prepared says that the statement that was begun last is prepared on the connection.
func (m *Message) Prepared(sd *pgconn.StatementDescription) {
	m.statements[len(m.statements)-1].prepared = sd
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
	m.text(buf, from)
	return nil
}

// Number adds a parameter with a number.
func (m *Message) Number(n int64) {
	m.text(strconv.AppendInt(m.buf, n, 10), len(m.buf))
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
		m.text(append(m.buf, text...), len(m.buf))
	}
	return nil
}

// Array adds a parameter with an array of values of type t, which w writes. Its elements are added before Send; several
// arrays may be filled side by side.
func (m *Message) Array(w *rowsend.Writer, t *sqltype.Type) *Array {
	a := m.next()
	write, oid := packer(w, t)
	a.begin(write, oid)
	return a
}

// Bools adds a parameter with an array of booleans.
func (m *Message) Bools() *Array {
	a := m.next()
	a.binary = true
	a.packed.begin(pgtype.BoolOID)
	return a
}

func (m *Message) next() *Array {
	if m.used == len(m.arrays) {
		m.arrays = append(m.arrays, &Array{})
	}
	a := m.arrays[m.used]
	m.used++
	m.params = append(m.params, param{array: a})
	return a
}

func (m *Message) text(buf []byte, from int) {
	m.buf = buf
	m.params = append(m.params, param{from: from, to: len(buf)})
}

// arguments are the parameters of statement i. It completes the arrays among them, so it is called once.
func (m *Message) arguments(i int) (values [][]byte, formats []int16) {
	end := len(m.params)
	if i+1 < len(m.statements) {
		end = m.statements[i+1].first
	}
	for _, p := range m.params[m.statements[i].first:end] {
		v, format := p.value(m.buf)
		values, formats = append(values, v), append(formats, format)
	}
	return values, formats
}

func (p *param) value(buf []byte) ([]byte, int16) {
	switch {
	case p.packed != nil:
		return p.packed, pgtype.BinaryFormatCode
	case p.array != nil && p.array.binary:
		return p.array.packed.end(), pgtype.BinaryFormatCode
	case p.array != nil:
		return p.array.literal.Bytes(), pgtype.TextFormatCode
	case p.from < 0:
		return nil, pgtype.TextFormatCode
	default:
		return buf[p.from:p.to:p.to], pgtype.TextFormatCode
	}
}
