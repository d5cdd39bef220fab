package bulk

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// CopyColumn is a column of a [Copy].
type CopyColumn struct {
	write  *rowsend.Writer
	sql    *sqltype.Type
	label  bool
	offset uintptr
	now    *time.Time                                          // stands for the zero time
	binary func(buf []byte, p rowscan.Pointer) ([]byte, error) // nil where it has to be text
}

// NewCopyColumn is a column of the values at field of rows, which w writes as sql. isEnum says that sql is surely an enum: other
// types that are not PostgreSQL's own may have a binary form that is not their text. It goes as text until [CopyColumn.On].
func NewCopyColumn(w *rowsend.Writer, sql *sqltype.Type, field uintptr, isEnum bool) CopyColumn {
	return CopyColumn{write: w, sql: sql, offset: field, label: sql.OID == 0 && (isEnum || sql.Kind == sqltype.Text)}
}

// Timed makes t stand for the zero time. The column is one of times.
func (c *CopyColumn) Timed(t time.Time) { c.now = &t }

// at is where a row has the column's value.
func (c *CopyColumn) at(row rowscan.Pointer) rowscan.Pointer {
	p := row.Field(c.offset)
	if c.now != nil && rowscan.As[time.Time](p).IsZero() {
		return rowscan.Of(c.now)
	}
	return p
}

// HasBinary reports whether the column can go in binary, where the server's type allows it.
func (c *CopyColumn) HasBinary() bool { return c.label || c.sql.OID != 0 && c.write.Binary != nil }

// On says which type the column has on the server. A COPY in binary casts nothing: the server takes the bytes for that type. So
// values go in binary only where it is the type that their form belongs to; text is parsed whatever the type is.
func (c *CopyColumn) On(oid uint32) {
	switch {
	case c.label && oid >= firstUserOID, c.sql.Kind == sqltype.Text && isText(oid):
		c.binary = c.write.Text // texts, citext and the labels of enums are their own binary form
	case oid == c.sql.OID:
		c.binary = c.write.Binary
	}
}

// firstUserOID is from where on types are not PostgreSQL's own.
const firstUserOID = 16384

func isText(oid uint32) bool {
	return oid == pgtype.TextOID || oid == pgtype.VarcharOID || oid == pgtype.BPCharOID
}

// What stands around the rows of a COPY in binary: a signature, no flags, no more header; a row of -1 columns.
// https://www.postgresql.org/docs/current/sql-copy.html
const (
	copyHeader  = "PGCOPY\n\xff\r\n\x00" + "\x00\x00\x00\x00" + "\x00\x00\x00\x00"
	copyTrailer = "\xff\xff"
)

// binaryRow appends the number of columns, and each as an element of an array in binary.
func (c *Copy) binaryRow(buf []byte, row rowscan.Pointer) (after []byte, column int, err error) {
	buf = binary.BigEndian.AppendUint16(buf, uint16(len(c.columns)))
	for i := range c.columns {
		col, p := &c.columns[i], c.columns[i].at(row)
		if !col.write.NeverNull && col.write.IsNull(p) {
			buf = append(buf, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		at := len(buf)
		if buf, err = col.binary(append(buf, 0, 0, 0, 0), p); err != nil {
			return nil, i, err
		}
		size := len(buf) - at - 4
		if size > math.MaxInt32 {
			return nil, i, fmt.Errorf("a value of %d bytes is more than PostgreSQL takes", size)
		}
		binary.BigEndian.PutUint32(buf[at:], uint32(size))
	}
	return buf, 0, nil
}

// textRow appends the columns as texts with tabs between them, and the end of the line.
func (c *Copy) textRow(buf []byte, row rowscan.Pointer) (after []byte, column int, err error) {
	for i := range c.columns {
		col, p := &c.columns[i], c.columns[i].at(row)
		if i > 0 {
			buf = append(buf, '\t')
		}
		if !col.write.NeverNull && col.write.IsNull(p) {
			buf = append(buf, `\N`...)
			continue
		}
		at := len(buf)
		if buf, err = col.write.Text(buf, p); err != nil {
			return nil, i, err
		}
		buf = escapeCopy(buf, at)
	}
	return append(buf, '\n'), 0, nil
}

// escapeCopy escapes what stands in buf from at on: backslashes, and what would end a column or a line.
func escapeCopy(buf []byte, at int) []byte {
	n := 0
	for _, b := range buf[at:] {
		if escapeOf(b) != 0 {
			n++
		}
	}
	if n == 0 {
		return buf
	}
	from := len(buf) - 1
	for range n {
		buf = append(buf, 0)
	}
	for to := len(buf) - 1; to > from; from-- {
		if e := escapeOf(buf[from]); e != 0 {
			buf[to], buf[to-1] = e, '\\'
			to -= 2
			continue
		}
		buf[to] = buf[from]
		to--
	}
	return buf
}

// escapeOf is what stands behind the backslash in place of b, 0 where b needs none.
func escapeOf(b byte) byte {
	switch b {
	case '\\':
		return '\\'
	case '\t':
		return 't'
	case '\n':
		return 'n'
	case '\r':
		return 'r'
	default:
		return 0
	}
}
