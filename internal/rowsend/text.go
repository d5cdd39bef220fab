package rowsend

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// stringWriter sends the text as it is, whatever the SQL type: as enum, numeric or JSON it is the server's to judge.
func stringWriter(p *pair) *Writer {
	w := &Writer{
		Text: func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			s := *rowscan.As[string](ptr)
			if err := checkText(s); err != nil {
				return nil, p.fail(err)
			}
			return append(buf, s...), nil
		},
		Arg: func(ptr rowscan.Pointer) (any, error) {
			s := *rowscan.As[string](ptr)
			if err := checkText(s); err != nil {
				return nil, p.fail(err)
			}
			return s, nil
		},
		Immutable: true,
	}
	switch p.sql.OID {
	case pgtype.BPCharOID:
		w.Canonical = prefixed(func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return append(buf, strings.TrimRight(*rowscan.As[string](p), " ")...), nil
		})
	case pgtype.JSONBOID:
		w.Canonical = prefixed(func(buf []byte, ptr rowscan.Pointer) ([]byte, error) {
			return p.appendCanonicalJSON(buf, []byte(*rowscan.As[string](ptr)))
		})
	default:
		w.Canonical = prefixed(func(buf []byte, p rowscan.Pointer) ([]byte, error) {
			return append(buf, *rowscan.As[string](p)...), nil
		})
	}
	return w
}

// checkText refuses what PostgreSQL cannot keep as text.
func checkText(s string) error {
	if at := strings.IndexByte(s, 0); at >= 0 {
		return fmt.Errorf("%w: at byte %d of %d", ErrNUL, at, len(s))
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%w: %.40q", ErrEncoding, s)
	}
	return nil
}

// isText reports whether bytes are sent to the SQL type as they are.
func isText(sql *sqltype.Type) bool {
	return sql.Kind == sqltype.Text || sql.Kind == sqltype.Enum || sql.Kind == sqltype.JSON
}
