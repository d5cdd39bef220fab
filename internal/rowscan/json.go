package rowscan

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/jackc/pgx/v5/pgtype"
)

// jsonBody strips what the binary form of jsonb puts in front of the text: its version, which is 1.
func (p *pair) jsonBody(src []byte) ([]byte, error) {
	if src == nil {
		return nil, p.fail(ErrNull)
	}
	if p.oid != pgtype.JSONBOID || p.format == text {
		return src, nil
	}
	if len(src) == 0 || src[0] != 1 {
		return nil, p.malformed(src)
	}
	return src[1:], nil
}

// jsonDecoder gives strings and bytes the JSON text and unmarshals everything else.
func jsonDecoder(p *pair) Decode {
	switch {
	case p.t.Kind() == reflect.String:
		return func(dst Pointer, src []byte, m *Memory) error {
			body, err := p.jsonBody(src)
			if err == nil {
				*(*string)(dst.p) = m.str(body)
			}
			return err
		}
	case p.t.Kind() == reflect.Slice && p.t.Elem().Kind() == reflect.Uint8:
		return rawJSONDecoder(p)
	default:
		return unmarshalJSON(p)
	}
}

func rawJSONDecoder(p *pair) Decode {
	if p.oid != pgtype.JSONOID && p.oid != pgtype.JSONBOID && !isTextual(p.oid) {
		return nil
	}
	return func(dst Pointer, src []byte, _ *Memory) error {
		body, err := p.jsonBody(src)
		if err != nil {
			return err
		}
		b := make([]byte, len(body))
		copy(b, body)
		*(*[]byte)(dst.p) = b
		return nil
	}
}

// unmarshalJSON begins with a zero value, because json.Unmarshal would merge into the old one.
func unmarshalJSON(p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		body, err := p.jsonBody(src)
		if err != nil {
			return err
		}
		v := reflect.NewAt(p.t, dst.p)
		v.Elem().SetZero()
		if err := json.Unmarshal(body, v.Interface()); err != nil {
			return p.fail(fmt.Errorf("%w: %w", ErrMalformed, err))
		}
		return nil
	}
}
