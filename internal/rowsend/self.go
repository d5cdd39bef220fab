package rowsend

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"sync"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// typeMaps encode the values that convert themselves. A map serves one goroutine at a time.
var typeMaps = sync.Pool{New: func() any { return pgtype.NewMap() }}

// selfWriter sends types that convert themselves, as pgx would. They may say that they are NULL.
func selfWriter(p *pair) *Writer {
	return &Writer{
		Immutable: isPlain(p.t),
		Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			b, err := p.encodeSelf(ptr)
			return append(buf, b...), err
		},
		Canonical: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			b, err := p.encodeSelf(ptr)
			if err != nil || b == nil {
				return append(buf, markNull), err
			}
			buf = binaryLength(append(buf, markValue), len(b))
			return append(buf, b...), nil
		},
		IsNull: func(ptr rowscan.Pointer) bool {
			b, err := p.encodeSelf(ptr)
			return err == nil && b == nil
		},
		Arg: func(ptr rowscan.Pointer) (any, error) {
			b, err := p.encodeSelf(ptr)
			if err != nil || b == nil {
				return nil, err
			}
			return string(b), nil
		},
	}
}

func binaryLength(buf []byte, n int) []byte {
	return append(buf, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

// encodeSelf returns the text form of a value, nil for NULL.
func (p *pair) encodeSelf(ptr rowscan.Pointer) ([]byte, error) {
	pointer := ptr.Any(p.t)
	v := reflect.ValueOf(pointer).Elem().Interface()
	if _, ok := v.(driver.Valuer); !ok {
		if _, ok := pointer.(driver.Valuer); ok {
			v = pointer
		}
	}
	m := typeMaps.Get().(*pgtype.Map) //nolint:forcetypeassert // the pool holds nothing else
	defer typeMaps.Put(m)
	b, err := p.encodeWith(m, v)
	if err != nil {
		return nil, p.fail(err)
	}
	if b != nil && p.sql.Kind != sqltype.Bytes {
		if err := checkText(string(b)); err != nil {
			return nil, p.fail(err)
		}
	}
	return b, nil
}

// encodeWith asks pgx for the text form. Bytes that a Value method gives for another type than bytea are text.
func (p *pair) encodeWith(m *pgtype.Map, v any) ([]byte, error) {
	if b, err := m.Encode(p.sql.OID, pgtype.TextFormatCode, v, []byte{}); err == nil && p.sql.OID != 0 {
		return b, nil
	}
	valuer, ok := v.(driver.Valuer)
	if !ok {
		return m.Encode(p.sql.OID, pgtype.TextFormatCode, v, []byte{})
	}
	base, err := valuer.Value()
	if err != nil {
		return nil, fmt.Errorf("its Value method: %w", err)
	}
	switch base := base.(type) {
	case nil:
		return nil, nil
	case []byte:
		return notNil(base), nil
	case string:
		return append([]byte{}, base...), nil
	default:
		return m.Encode(0, pgtype.TextFormatCode, base, []byte{})
	}
}
