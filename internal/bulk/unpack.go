package bulk

import (
	"encoding/binary"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Packs reports whether values of type t may come back as an array of all rows instead of in a row each: those that are small
// and surely have a binary form. Sent that way, many rows take server and client half of the time.
func Packs(t *sqltype.Type) bool {
	switch t.Kind {
	case sqltype.Bool, sqltype.Int, sqltype.Float, sqltype.Time, sqltype.Civil, sqltype.UUID, sqltype.Span:
		return t.OID != 0
	default:
		return false
	}
}

// MostPacked is for how many rows an array is asked for; the server holds it in memory.
const MostPacked = 1 << 20

// Unpack gives the rows that came as one row with an array of each column, in binary, as array_agg makes them. types are those that
// the columns are taken for.
func Unpack(rows pgx.Rows, types []*sqltype.Type) pgx.Rows {
	return &unpacked{Rows: rows, types: types}
}

type unpacked struct {
	pgx.Rows
	types  []*sqltype.Type
	rest   [][]byte // of each array
	left   int      // rows in them
	values [][]byte
	fields []pgconn.FieldDescription
	err    error
}

var errPacked = errors.New("bulk: the arrays of an answer are malformed")

// Next reads the next row.
func (u *unpacked) Next() bool {
	for u.left == 0 {
		if u.err != nil || !u.Rows.Next() {
			return false
		}
		u.open(u.Rows.RawValues())
	}
	u.left--
	for i, rest := range u.rest {
		var ok bool
		if u.values[i], u.rest[i], ok = rowscan.CutElement(rest); !ok || u.left == 0 && len(u.rest[i]) > 0 {
			return u.fail()
		}
	}
	return true
}

func (u *unpacked) fail() bool {
	u.err, u.left = errPacked, 0
	u.Close()
	return false
}

// open begins with the arrays of a row. One that is NULL has no elements.
func (u *unpacked) open(arrays [][]byte) {
	u.rest, u.values = make([][]byte, len(arrays)), make([][]byte, len(arrays))
	u.fields = make([]pgconn.FieldDescription, len(arrays))
	for i, a := range arrays {
		n := 0
		if a != nil && i < len(u.types) {
			n, u.rest[i] = cutHeader(a)
			u.fields[i] = pgconn.FieldDescription{DataTypeOID: elementOID(a, u.types[i]), Format: pgtype.BinaryFormatCode}
		}
		if n < 0 || i > 0 && n != u.left {
			u.fail()
			return
		}
		u.left = n
	}
}

// cutHeader returns how many elements the array has, and those. The number is negative where there is no header.
func cutHeader(array []byte) (n int, elements []byte) {
	switch {
	case len(array) == emptySize && binary.BigEndian.Uint32(array) == 0:
		return 0, nil
	case len(array) < headerSize || binary.BigEndian.Uint32(array) != 1:
		return -1, nil
	}
	return int(int32(binary.BigEndian.Uint32(array[12:]))), array[headerSize:]
}

// elementOID is the type of the elements of array. Where only the server knows it, it is a domain, whose values are sent as those
// of the type beneath: the column's, or one of the same family as wide as the first value.
func elementOID(array []byte, t *sqltype.Type) uint32 {
	if len(array) < emptySize {
		return t.OID
	}
	oid := binary.BigEndian.Uint32(array[8:])
	if sqltype.ByOID(oid) != nil {
		return oid
	}
	switch width := widthOf(array[min(headerSize, len(array)):]); {
	case t.Kind == sqltype.Int && width == 2:
		return pgtype.Int2OID
	case t.Kind == sqltype.Int && width == 4:
		return pgtype.Int4OID
	case t.Kind == sqltype.Int && width == 8:
		return pgtype.Int8OID
	case t.Kind == sqltype.Float && width == 4:
		return pgtype.Float4OID
	case t.Kind == sqltype.Float && width == 8:
		return pgtype.Float8OID
	}
	return t.OID
}

// widthOf is the size of the first of the elements that is not NULL.
func widthOf(elements []byte) int {
	for ok := true; ok; {
		var elem []byte
		if elem, elements, ok = rowscan.CutElement(elements); elem != nil {
			return len(elem)
		}
	}
	return 0
}

// RawValues are the values of the row at hand.
func (u *unpacked) RawValues() [][]byte { return u.values }

// FieldDescriptions are the columns as they would stand in rows, without their names.
func (u *unpacked) FieldDescriptions() []pgconn.FieldDescription { return u.fields }

// Err is the error that ended the rows.
func (u *unpacked) Err() error {
	if u.err != nil {
		return u.err
	}
	return u.Rows.Err()
}
