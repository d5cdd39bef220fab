package rowscan

import (
	"encoding/hex"
	"errors"

	"github.com/jackc/pgx/v5/pgtype"
)

// bytesDecoder gives each row bytes of its own.
func bytesDecoder(p *pair) Decode {
	switch {
	case p.oid == pgtype.ByteaOID && p.format == text:
		return byteaFromText(p)
	case p.oid == pgtype.ByteaOID || isTextual(p.oid):
		return copyBytes(p)
	default:
		return nil
	}
}

func copyBytes(p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		if src == nil {
			return p.fail(ErrNull)
		}
		b := make([]byte, len(src))
		copy(b, src)
		*(*[]byte)(dst.p) = b
		return nil
	}
}

func byteaFromText(p *pair) Decode {
	return func(dst Pointer, src []byte, _ *Memory) error {
		b, err := parseBytea(src)
		if err != nil {
			return p.malformed(src)
		}
		*(*[]byte)(dst.p) = b
		return nil
	}
}

var errBytea = errors.New("no bytea")

// parseBytea reads both forms in which PostgreSQL writes bytea: \x and hexadecimal digits, or bytes with octal escapes.
func parseBytea(src []byte) ([]byte, error) {
	if len(src) >= 2 && src[0] == '\\' && src[1] == 'x' {
		b := make([]byte, hex.DecodedLen(len(src)-2))
		_, err := hex.Decode(b, src[2:])
		return b, err
	}
	if src == nil {
		return nil, errBytea
	}
	b := make([]byte, 0, len(src))
	for i := 0; i < len(src); i++ {
		switch {
		case src[i] != '\\':
			b = append(b, src[i])
		case i+1 < len(src) && src[i+1] == '\\':
			b = append(b, '\\')
			i++
		case i+3 < len(src) && isOctal(src[i+1], '3') && isOctal(src[i+2], '7') && isOctal(src[i+3], '7'):
			b = append(b, (src[i+1]-'0')<<6|(src[i+2]-'0')<<3|(src[i+3]-'0'))
			i += 3
		default:
			return nil, errBytea
		}
	}
	return b, nil
}

func isOctal(c, highest byte) bool { return c >= '0' && c <= highest }

// uuidDecoder serves every [16]byte type, whatever its methods: the bytes of a uuid are the bytes of the array.
func uuidDecoder(p *pair) Decode {
	if p.format == text {
		return func(dst Pointer, src []byte, _ *Memory) error {
			id, ok := parseUUID(src)
			if !ok {
				return p.malformed(src)
			}
			*(*[16]byte)(dst.p) = id
			return nil
		}
	}
	return func(dst Pointer, src []byte, _ *Memory) error {
		if len(src) != 16 {
			return p.malformed(src)
		}
		*(*[16]byte)(dst.p) = [16]byte(src)
		return nil
	}
}

func parseUUID(src []byte) (id [16]byte, ok bool) {
	if len(src) != 36 || src[8] != '-' || src[13] != '-' || src[18] != '-' || src[23] != '-' {
		return id, false
	}
	at := 0
	for _, part := range [][]byte{src[:8], src[9:13], src[14:18], src[19:23], src[24:]} {
		n, err := hex.Decode(id[at:], part)
		if err != nil {
			return id, false
		}
		at += n
	}
	return id, true
}
