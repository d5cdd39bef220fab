package rowscan

import (
	"encoding/binary"
	"math"
	"reflect"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"
)

func boolDecoder(p *pair) Decode {
	if p.oid != pgtype.BoolOID {
		return nil
	}
	yes, no := byte(1), byte(0)
	if p.format == text {
		yes, no = 't', 'f'
	}
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 1 || (src[0] != yes && src[0] != no) {
			return p.malformed(src)
		}
		*(*bool)(dst.p) = src[0] == yes
		return nil
	}
}

type integer interface {
	int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64
}

// intDecoder chooses by the kind beneath p.t, so that the layout is that of the type argument.
func intDecoder(p *pair) Decode {
	switch p.t.Kind() {
	case reflect.Int:
		return intFor[int](p)
	case reflect.Int8:
		return intFor[int8](p)
	case reflect.Int16:
		return intFor[int16](p)
	case reflect.Int32:
		return intFor[int32](p)
	case reflect.Int64:
		return intFor[int64](p)
	case reflect.Uint:
		return intFor[uint](p)
	case reflect.Uint8:
		return intFor[uint8](p)
	case reflect.Uint16:
		return intFor[uint16](p)
	case reflect.Uint32:
		return intFor[uint32](p)
	default:
		return intFor[uint64](p)
	}
}

func intFor[T integer](p *pair) Decode {
	switch {
	case p.oid == pgtype.NumericOID:
		return intFromNumeric[T](p)
	case p.oid != pgtype.Int2OID && p.oid != pgtype.Int4OID && p.oid != pgtype.Int8OID && p.oid != pgtype.OIDOID:
		return nil
	case p.format == text:
		return intFromText[T](p)
	case p.oid == pgtype.Int2OID:
		return intFromInt2[T](p)
	case p.oid == pgtype.Int4OID:
		return intFromInt4[T](p)
	case p.oid == pgtype.OIDOID:
		return intFromOID[T](p)
	default:
		return intFromInt8[T](p)
	}
}

// narrow converts v and reports whether nothing was lost.
func narrow[T integer](v int64) (T, bool) {
	t := T(v)
	return t, int64(t) == v && (t < 0) == (v < 0)
}

func intFromInt8[T integer](p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 8 {
			return p.malformed(src)
		}
		v := int64(binary.BigEndian.Uint64(src))
		t, ok := narrow[T](v)
		if !ok {
			return p.outOfRange(v)
		}
		*(*T)(dst.p) = t
		return nil
	}
}

func intFromInt4[T integer](p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 4 {
			return p.malformed(src)
		}
		v := int64(int32(binary.BigEndian.Uint32(src)))
		t, ok := narrow[T](v)
		if !ok {
			return p.outOfRange(v)
		}
		*(*T)(dst.p) = t
		return nil
	}
}

func intFromInt2[T integer](p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 2 {
			return p.malformed(src)
		}
		v := int64(int16(binary.BigEndian.Uint16(src)))
		t, ok := narrow[T](v)
		if !ok {
			return p.outOfRange(v)
		}
		*(*T)(dst.p) = t
		return nil
	}
}

func intFromOID[T integer](p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 4 {
			return p.malformed(src)
		}
		v := int64(binary.BigEndian.Uint32(src))
		t, ok := narrow[T](v)
		if !ok {
			return p.outOfRange(v)
		}
		*(*T)(dst.p) = t
		return nil
	}
}

func intFromText[T integer](p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		v, err := strconv.ParseInt(string(src), 10, 64)
		if err != nil {
			return p.malformed(src)
		}
		t, ok := narrow[T](v)
		if !ok {
			return p.outOfRange(v)
		}
		*(*T)(dst.p) = t
		return nil
	}
}

func floatDecoder(p *pair) Decode {
	if p.oid == pgtype.NumericOID {
		return floatFromNumeric(p)
	}
	if p.oid != pgtype.Float4OID && p.oid != pgtype.Float8OID {
		return nil
	}
	single := p.t.Kind() == reflect.Float32
	switch {
	case p.format == text:
		return floatFromText(p, single)
	case single:
		return singleFromBinary(p)
	default:
		return doubleFromBinary(p)
	}
}

func readFloat(src []byte) (float64, bool) {
	switch len(src) {
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(src)), true
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(src))), true
	default:
		return 0, false
	}
}

func (p *pair) floatSize() int {
	if p.oid == pgtype.Float4OID {
		return 4
	}
	return 8
}

func doubleFromBinary(p *pair) Decode {
	size := p.floatSize()
	return func(dst Pointer, src []byte, _ *Memory) error {
		f, ok := readFloat(src)
		if !ok || len(src) != size {
			return p.malformed(src)
		}
		*(*float64)(dst.p) = f
		return nil
	}
}

func singleFromBinary(p *pair) Decode {
	size := p.floatSize()
	return func(dst Pointer, src []byte, _ *Memory) error {
		f, ok := readFloat(src)
		if !ok || len(src) != size {
			return p.malformed(src)
		}
		return p.storeSingle(dst, f)
	}
}

// storeSingle refuses numbers that a float32 would change.
func (p *pair) storeSingle(dst Pointer, f float64) error {
	single := float32(f)
	if float64(single) != f && !math.IsNaN(f) {
		return p.outOfRange(f)
	}
	*(*float32)(dst.p) = single
	return nil
}

func floatFromText(p *pair, single bool) Decode {
	bits := 8 * p.floatSize()
	return func(dst Pointer, src []byte, _ *Memory) error {
		f, err := strconv.ParseFloat(string(src), bits)
		if err != nil {
			return p.malformed(src)
		}
		if single {
			return p.storeSingle(dst, f)
		}
		*(*float64)(dst.p) = f
		return nil
	}
}
