package rowsend

import (
	"strconv"
	"strings"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// AppendArrayElement appends text as an element of an array literal, in quotes where the literal needs them.
func AppendArrayElement(buf, text []byte) []byte {
	if !needsQuotes(text) {
		return append(buf, text...)
	}
	buf = append(buf, '"')
	for _, c := range text {
		if c == '"' || c == '\\' {
			buf = append(buf, '\\')
		}
		buf = append(buf, c)
	}
	return append(buf, '"')
}

// needsQuotes reports whether an element would be read as something else without quotes. All kinds of blanks count,
// those that the server's locale may know included.
func needsQuotes(text []byte) bool {
	if len(text) == 0 || (len(text) == 4 && strings.EqualFold(string(text), "null")) {
		return true
	}
	for _, c := range text {
		if quotable[c] {
			return true
		}
	}
	return false
}

// quotable are the bytes that an element without quotes must not have.
var quotable = func() (is [256]bool) {
	for c := range is {
		is[c] = c <= ' ' || c >= 0x7f
	}
	for _, c := range `"\{},;` {
		is[c] = true
	}
	return is
}()

// ArrayLiteral builds the text of an array for parameters such as $1::bigint[], element by element, in a buffer that can
// be used again. The zero ArrayLiteral is ready for Begin.
type ArrayLiteral struct{ buf []byte }

// Begin starts an empty array and forgets the one before.
func (a *ArrayLiteral) Begin() { a.buf = append(a.buf[:0], '{') }

// Append adds an element in PostgreSQL's text form.
func (a *ArrayLiteral) Append(text []byte) {
	a.comma()
	a.buf = AppendArrayElement(a.buf, text)
}

// AppendInt adds an integer.
func (a *ArrayLiteral) AppendInt(n int64) {
	a.comma()
	a.buf = strconv.AppendInt(a.buf, n, 10)
}

// AppendValue adds the value at p, which is not null, as w writes it. After an error the array is of no use.
func (a *ArrayLiteral) AppendValue(w *Writer, p rowscan.Pointer) (err error) {
	a.comma()
	a.buf, err = w.Element(a.buf, p)
	return err
}

// AppendNull adds a NULL.
func (a *ArrayLiteral) AppendNull() {
	a.comma()
	a.buf = append(a.buf, "NULL"...)
}

// End returns the literal.
func (a *ArrayLiteral) End() string { return string(a.Bytes()) }

// Bytes is End without a copy: the bytes are written over by the next array.
func (a *ArrayLiteral) Bytes() []byte {
	a.buf = append(a.buf, '}')
	return a.buf
}

// Len returns the number of bytes so far.
func (a *ArrayLiteral) Len() int { return len(a.buf) }

func (a *ArrayLiteral) comma() {
	if len(a.buf) > 1 {
		a.buf = append(a.buf, ',')
	}
}
