package bulk

import (
	"encoding/binary"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// packed is an array in PostgreSQL's binary form at the end of a buffer:
//
//	dimensions (1) │ has nulls │ OID of the elements │ length │ first index (1) ║ size │ bytes ║ size │ bytes ║ …
//
// An array without elements has no dimensions, and ends behind the OID. All numbers are four bytes; the size of NULL is -1.
type packed struct {
	buf   []byte
	head  int // where the array begins in buf
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

func (a *packed) begin(buf []byte, oid uint32) {
	a.head, a.n, a.nulls = len(buf), 0, false
	var header [headerSize]byte
	binary.BigEndian.PutUint32(header[8:], oid)
	a.buf = append(buf, header[:]...)
}

func (a *packed) append(p rowscan.Pointer) (err error) {
	at := len(a.buf)
	if a.buf, err = a.write(append(a.buf, 0, 0, 0, 0), p); err != nil {
		return err
	}
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

// end completes the header and returns the buffer.
func (a *packed) end() []byte {
	header := a.buf[a.head:]
	if a.n == 0 {
		return a.buf[:a.head+emptySize]
	}
	binary.BigEndian.PutUint32(header, 1)
	if a.nulls {
		binary.BigEndian.PutUint32(header[4:], 1)
	}
	binary.BigEndian.PutUint32(header[12:], uint32(a.n))
	binary.BigEndian.PutUint32(header[16:], 1)
	return a.buf
}
