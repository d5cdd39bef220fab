package rowscan

import (
	"reflect"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/numeric"
)

func numericDecoder(p *pair) Decode {
	switch p.oid {
	case pgtype.NumericOID:
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return numericFromInt(p)
	default:
		return nil
	}
	return func(dst Pointer, src []byte, _ *Memory) (err error) {
		*(*numeric.Numeric)(dst.p), err = p.readNumeric(src)
		return err
	}
}

func numericFromInt(p *pair) Decode {
	read := intFor[int64](p)
	return func(dst Pointer, src []byte, m *Memory) error {
		var v int64
		if err := read(Of(&v), src, m); err != nil {
			return err
		}
		*(*numeric.Numeric)(dst.p) = numeric.FromInt(v)
		return nil
	}
}

func (p *pair) readNumeric(src []byte) (n numeric.Numeric, err error) {
	if p.format == text {
		n, err = numeric.Parse(string(src))
	} else {
		n, err = numeric.FromPostgres(src)
	}
	if err != nil {
		return n, p.malformed(src)
	}
	return n, nil
}

// intFromNumeric takes whole numbers, whatever their scale.
func intFromNumeric[T integer](p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		n, err := p.readNumeric(src)
		if err != nil {
			return err
		}
		if v, err := n.Int64(); err == nil {
			if t, ok := narrow[T](v); ok {
				*(*T)(dst.p) = t
				return nil
			}
		} else if u, err := n.Uint64(); err == nil {
			if t := T(u); t > 0 && uint64(t) == u {
				*(*T)(dst.p) = t
				return nil
			}
		}
		return p.outOfRange(n)
	}
}

// floatFromNumeric gives the nearest float, as a cast on the server does.
func floatFromNumeric(p *pair) Decode {
	single := p.t.Kind() == reflect.Float32
	return func(dst Pointer, src []byte, _ *Memory) error {
		n, err := p.readNumeric(src)
		if err != nil {
			return err
		}
		f, _ := n.Float64()
		if single {
			*(*float32)(dst.p) = float32(f)
		} else {
			*(*float64)(dst.p) = f
		}
		return nil
	}
}
