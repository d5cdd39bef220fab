package rowscan

import "github.com/jackc/pgx/v5/pgtype"

// stringDecoder takes the bytes as they are: for text types, and for all types in text format, enums and other user
// types among them.
func stringDecoder(p *pair) Decode {
	if p.format != text && !isTextual(p.oid) {
		return nil
	}
	return func(dst Pointer, src []byte, m *Memory) error {
		if src == nil {
			return p.fail(ErrNull)
		}
		*(*string)(dst.p) = m.str(src)
		return nil
	}
}

// isTextual reports whether the binary form of a type is its text.
func isTextual(oid uint32) bool {
	switch oid {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.UnknownOID, pgtype.XMLOID, pgtype.JSONOID:
		return true
	default:
		return false
	}
}
