package rowsend

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

func boolWriter(p *pair) *Writer {
	w := &Writer{
		Text: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return strconv.AppendBool(buf, *rowscan.As[bool](p)), nil
		},
		Canonical: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return append(buf, *rowscan.As[byte](p)), nil // a bool is one byte, 0 or 1
		},
		Immutable: true,
	}
	if p.sql.Kind == sqltype.Bool {
		w.Arg = func(p rowscan.Pointer) (any, error) { return *rowscan.As[bool](p), nil }
	}
	return w
}

// intReader returns what reads a signed integer of the kind of t.
func intReader(t reflect.Type) func(rowscan.Pointer) int64 {
	switch t.Kind() {
	case reflect.Int:
		return func(p rowscan.Pointer) int64 { return int64(*rowscan.As[int](p)) }
	case reflect.Int8:
		return func(p rowscan.Pointer) int64 { return int64(*rowscan.As[int8](p)) }
	case reflect.Int16:
		return func(p rowscan.Pointer) int64 { return int64(*rowscan.As[int16](p)) }
	case reflect.Int32:
		return func(p rowscan.Pointer) int64 { return int64(*rowscan.As[int32](p)) }
	default:
		return func(p rowscan.Pointer) int64 { return *rowscan.As[int64](p) }
	}
}

// uintReader returns what reads an unsigned integer of the kind of t.
func uintReader(t reflect.Type) func(rowscan.Pointer) uint64 {
	switch t.Kind() {
	case reflect.Uint:
		return func(p rowscan.Pointer) uint64 { return uint64(*rowscan.As[uint](p)) }
	case reflect.Uint8:
		return func(p rowscan.Pointer) uint64 { return uint64(*rowscan.As[uint8](p)) }
	case reflect.Uint16:
		return func(p rowscan.Pointer) uint64 { return uint64(*rowscan.As[uint16](p)) }
	case reflect.Uint32:
		return func(p rowscan.Pointer) uint64 { return uint64(*rowscan.As[uint32](p)) }
	default:
		return func(p rowscan.Pointer) uint64 { return *rowscan.As[uint64](p) }
	}
}

// bounds returns the least and the greatest integer that the SQL type holds.
func bounds(sql *sqltype.Type) (low, high int64) {
	switch sql.OID {
	case pgtype.Int2OID:
		return math.MinInt16, math.MaxInt16
	case pgtype.Int4OID:
		return math.MinInt32, math.MaxInt32
	case pgtype.OIDOID:
		return 0, math.MaxUint32
	default:
		return math.MinInt64, math.MaxInt64
	}
}

func intWriter(p *pair) *Writer {
	read := intReader(p.t)
	low, high := bounds(p.sql)
	check := func(ptr rowscan.Pointer) (int64, error) {
		v := read(ptr)
		if v < low || v > high {
			return 0, p.fail(fmt.Errorf("%w: %d", ErrOutOfRange, v))
		}
		return v, nil
	}
	return p.integer(check)
}

// uintWriter refuses numbers that an integer column cannot hold; numeric holds them all.
func uintWriter(p *pair) *Writer {
	read := uintReader(p.t)
	if p.sql.Kind != sqltype.Int && p.sql.OID != pgtype.OIDOID {
		return &Writer{
			Text: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
				return strconv.AppendUint(buf, read(p), 10), nil
			},
			Immutable: true,
		}
	}
	_, high := bounds(p.sql)
	return p.integer(func(ptr rowscan.Pointer) (int64, error) {
		v := read(ptr)
		if v > uint64(high) {
			return 0, p.fail(fmt.Errorf("%w: %d", ErrOutOfRange, v))
		}
		return int64(v), nil
	})
}

func (p *pair) integer(read func(rowscan.Pointer) (int64, error)) *Writer {
	w := &Writer{
		Text: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			v, err := read(p)
			return strconv.AppendInt(buf, v, 10), err
		},
		Canonical: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			v, err := read(p)
			return binary.BigEndian.AppendUint64(buf, uint64(v)), err
		},
		Immutable: true,
	}
	if p.sql.Kind == sqltype.Int {
		w.Arg = func(p rowscan.Pointer) (any, error) {
			v, err := read(p)
			if err != nil {
				return nil, err
			}
			return v, nil
		}
	}
	return w
}

func floatWriter(p *pair) *Writer {
	bits := p.t.Bits()
	read := func(p rowscan.Pointer) float64 { return *rowscan.As[float64](p) }
	if bits == 32 {
		read = func(p rowscan.Pointer) float64 { return float64(*rowscan.As[float32](p)) }
	}
	w := &Writer{
		Text: func(buf []byte, p rowscan.Pointer) ([]byte, error) { return appendFloat(buf, read(p), bits), nil },
		Canonical: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return binary.BigEndian.AppendUint64(buf, canonicalFloat(read(p))), nil
		},
		Immutable: true,
	}
	if p.sql.Kind == sqltype.Float {
		w.Arg = func(p rowscan.Pointer) (any, error) { return read(p), nil }
	}
	return w
}

func appendFloat(buf []byte, f float64, bits int) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(buf, "Infinity"...)
	case math.IsInf(f, -1):
		return append(buf, "-Infinity"...)
	default:
		return strconv.AppendFloat(buf, f, 'g', -1, bits)
	}
}

// canonicalFloat gives all NaNs, and both zeros, the same bits: PostgreSQL takes them as equal.
func canonicalFloat(f float64) uint64 {
	switch {
	case math.IsNaN(f):
		return math.Float64bits(math.NaN())
	case f == 0:
		return 0
	default:
		return math.Float64bits(f)
	}
}
