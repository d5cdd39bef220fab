package rowsend

import (
	"encoding/binary"
	"math"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// binaryOf is what appends the binary form of a value, or nil where this package has none: for numerics, spans, addresses,
// and types that convert themselves. It refuses what w.Text refuses, and gives what the server makes of that text.
func (p *pair) binaryOf(w *Writer) writeFunc {
	switch {
	case isUUID(p.t) && (p.sql.Kind == sqltype.UUID || p.sql.Kind == sqltype.Bytes):
		return w.Canonical // its 16 bytes
	case p.t == reflect.TypeFor[time.Time]():
		return p.binaryInstant()
	case p.t == reflect.TypeFor[civil.DateTime](), p.t == reflect.TypeFor[civil.Date](), p.t == reflect.TypeFor[civil.Time]():
		return p.binaryCivil()
	case p.sql.Kind == sqltype.JSON && p.sql.OID != 0:
		return p.binaryJSON(w.Text)
	case sqltype.SelfConverting(p.t):
		return nil
	}
	return p.binaryByKind(w)
}

func (p *pair) binaryByKind(w *Writer) writeFunc {
	switch kind := p.t.Kind(); {
	case p.sql.Kind == sqltype.Text && (kind == reflect.String || isBytes(p.t)):
		return w.Text
	case p.sql.Kind == sqltype.Bytes && isBytes(p.t):
		return func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return append(buf, *rowscan.As[[]byte](p)...), nil
		}
	case p.sql.Kind == sqltype.Bool && kind == reflect.Bool:
		return w.Canonical // its one byte
	case p.sql.Kind == sqltype.Int && kind >= reflect.Int && kind <= reflect.Uint64:
		return p.binaryInteger(w.Canonical)
	case p.sql.OID == pgtype.Float8OID && kind == reflect.Float64:
		return func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return binary.BigEndian.AppendUint64(buf, math.Float64bits(*rowscan.As[float64](p))), nil
		}
	case p.sql.OID == pgtype.Float4OID && kind == reflect.Float32:
		return func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return binary.BigEndian.AppendUint32(buf, math.Float32bits(*rowscan.As[float32](p))), nil
		}
	}
	return nil
}

// binaryInteger cuts the eight canonical bytes of an integer, whose range they were checked for, to the column's width.
func (p *pair) binaryInteger(eight writeFunc) writeFunc {
	width := 8
	switch p.sql.OID {
	case pgtype.Int8OID:
		if p.t.Kind() == reflect.Int64 {
			return appendInt64
		}
		return eight
	case pgtype.Int4OID:
		width = 4
	case pgtype.Int2OID:
		width = 2
	default:
		return nil
	}
	return func(buf []byte, p rowscan.Pointer) ([]byte, error) {
		at := len(buf)
		buf, err := eight(buf, p)
		if err != nil {
			return buf, err
		}
		copy(buf[at:], buf[len(buf)-width:])
		return buf[:at+width], nil
	}
}

func appendInt64(buf []byte, p rowscan.Pointer) ([]byte, error) {
	return binary.BigEndian.AppendUint64(buf, uint64(*rowscan.As[int64](p))), nil
}

// secondsTo2000 is from 1970 to 2000, where PostgreSQL begins to count.
const secondsTo2000 = 946684800

// binaryInstant is for columns that keep a date and a time both. Common years are in range, so they are not looked at.
func (p *pair) binaryInstant() writeFunc {
	if p.sql.OID != pgtype.TimestamptzOID && p.sql.OID != pgtype.TimestampOID {
		return nil
	}
	return func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
		t := *rowscan.As[time.Time](ptr)
		seconds := t.Unix()
		if seconds < firstCommonSecond || seconds >= lastCommonSecond {
			if err := p.checkInstant(Cut(t)); err != nil {
				return buf, err
			}
		}
		micros := (seconds-secondsTo2000)*1e6 + int64(t.Nanosecond()/1000)
		return binary.BigEndian.AppendUint64(buf, uint64(micros)), nil
	}
}

// All instants between these are in the range of a timestamp: 1 AD to 9999.
var firstCommonSecond, lastCommonSecond = time.Time{}.Unix(), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

var year2000 = civil.DateOf(time.Unix(secondsTo2000, 0).UTC())

func (p *pair) binaryCivil() writeFunc {
	switch {
	case p.t == reflect.TypeFor[civil.DateTime]() && p.sql.OID == pgtype.TimestampOID:
		return func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			micros, err := rowscan.As[civil.DateTime](ptr).Postgres()
			if err != nil {
				return buf, p.outOfRange(err)
			}
			return binary.BigEndian.AppendUint64(buf, uint64(micros)), nil
		}
	case p.t == reflect.TypeFor[civil.Date]() && p.sql.OID == pgtype.DateOID:
		return func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			d := *rowscan.As[civil.Date](ptr)
			if !d.IsValid() {
				_, err := d.AppendText(nil)
				return buf, p.outOfRange(err)
			}
			return binary.BigEndian.AppendUint32(buf, uint32(int32(d.DaysSince(year2000)))), nil
		}
	case p.t == reflect.TypeFor[civil.Time]() && p.sql.OID == pgtype.TimeOID:
		return func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			return binary.BigEndian.AppendUint64(buf, uint64(rowscan.As[civil.Time](ptr).Micros())), nil
		}
	}
	return nil
}

// binaryJSON is the text; jsonb has the number of its format in front.
func (p *pair) binaryJSON(text writeFunc) writeFunc {
	if p.sql.OID != pgtype.JSONBOID {
		return text
	}
	return func(buf []byte, p rowscan.Pointer) ([]byte, error) { return text(append(buf, 1), p) }
}
