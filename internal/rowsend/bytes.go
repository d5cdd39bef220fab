package rowsend

import (
	"encoding/hex"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// bytesWriter sends bytes as bytea, and as text where the SQL type is one.
func bytesWriter(p *pair) *Writer {
	raw := func(buf []byte, p rowscan.Pointer) ([]byte, error) {
		return append(buf, *rowscan.As[[]byte](p)...), nil
	}
	switch {
	case p.sql.Kind == sqltype.JSON:
		return rawJSONWriter(p)
	case isText(p.sql):
		return &Writer{
			Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
				b := *rowscan.As[[]byte](ptr)
				if err := checkText(string(b)); err != nil {
					return nil, p.fail(err)
				}
				return append(buf, b...), nil
			},
			Canonical: prefixed(raw),
		}
	case p.sql.Kind != sqltype.Bytes:
		return nil
	}
	return &Writer{
		Text: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return hex.AppendEncode(append(buf, '\\', 'x'), *rowscan.As[[]byte](p)), nil
		},
		Canonical: prefixed(raw),
		Arg:       func(p rowscan.Pointer) (any, error) { return notNil(*rowscan.As[[]byte](p)), nil },
	}
}

// notNil keeps nil bytes from being sent as NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// uuidWriter serves every [16]byte type, whatever its methods.
func uuidWriter(p *pair) *Writer {
	w := &Writer{
		Text: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return appendUUID(buf, rowscan.As[[16]byte](p)), nil
		},
		Canonical: func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return append(buf, rowscan.As[[16]byte](p)[:]...), nil
		},
		Immutable: true,
	}
	if p.sql.Kind == sqltype.Bytes {
		w.Text = func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return hex.AppendEncode(append(buf, '\\', 'x'), rowscan.As[[16]byte](p)[:]), nil
		}
	}
	return w
}

func appendUUID(buf []byte, id *[16]byte) []byte {
	buf = append(hex.AppendEncode(buf, id[:4]), '-')
	buf = append(hex.AppendEncode(buf, id[4:6]), '-')
	buf = append(hex.AppendEncode(buf, id[6:8]), '-')
	buf = append(hex.AppendEncode(buf, id[8:10]), '-')
	return hex.AppendEncode(buf, id[10:])
}
