package bulk

import (
	"bytes"
	"encoding/binary"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// packed is an array in PostgreSQL's binary form:
//
//	dimensions (1) │ has nulls │ OID of the elements │ length │ first index (1) ║ size │ bytes ║ size │ bytes ║ …
//
// An array without elements has no dimensions, and ends behind the OID. All numbers are four bytes; the size of NULL is -1.
type packed struct {
	buf   []byte
	n     int
	nulls bool
	write func(buf []byte, p rowscan.Pointer) ([]byte, error)
}

const (
	headerSize = 20
	emptySize  = 12
)

// packer is what writes values of type t, which w writes, as elements in binary, and the OID of the elements. Values that
// travel as text are their text. It is nil where there is no binary form.
func packer(w *rowsend.Writer, t *sqltype.Type) (func([]byte, rowscan.Pointer) ([]byte, error), uint32) {
	array, _ := Carrier(t)
	if array.Elem == sqltype.TextType {
		return w.Text, array.Elem.OID
	}
	return w.Binary, array.Elem.OID
}

func (a *packed) begin(oid uint32) {
	a.n, a.nulls = 0, false
	var header [headerSize]byte
	binary.BigEndian.PutUint32(header[8:], oid)
	a.buf = append(a.buf[:0], header[:]...)
}

// give ends the array and gives it away: with its buffer, where that is hardly larger than it, else as a copy.
func (a *packed) give() []byte {
	out := a.end()
	if cap(out) > len(out)+len(out)/8+1024 {
		return bytes.Clone(out)
	}
	a.buf = nil
	return out
}

func (a *packed) append(p rowscan.Pointer) error {
	at := len(a.buf)
	buf, err := a.write(append(a.buf, 0, 0, 0, 0), p)
	if err != nil {
		return err
	}
	a.buf = buf
	binary.BigEndian.PutUint32(a.buf[at:], uint32(len(a.buf)-at-4))
	a.n++
	return nil
}

func (a *packed) appendNull() {
	a.buf = append(a.buf, 0xff, 0xff, 0xff, 0xff)
	a.nulls = true
	a.n++
}

func (a *packed) appendBool(b bool) {
	a.buf = append(a.buf, 0, 0, 0, 1, 0)
	if b {
		a.buf[len(a.buf)-1] = 1
	}
	a.n++
}

// end completes the header and returns the array.
func (a *packed) end() []byte {
	if a.n == 0 {
		return a.buf[:emptySize]
	}
	binary.BigEndian.PutUint32(a.buf, 1)
	if a.nulls {
		binary.BigEndian.PutUint32(a.buf[4:], 1)
	}
	binary.BigEndian.PutUint32(a.buf[12:], uint32(a.n))
	binary.BigEndian.PutUint32(a.buf[16:], 1)
	return a.buf
}
