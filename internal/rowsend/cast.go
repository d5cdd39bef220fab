package rowsend

import "github.com/rowan-go/rowan/internal/sqltype"

// NeedsCast reports whether a parameter of the type must be cast in the statement ($1::jsonb). The types without a cast
// are those whose arguments pgx sends rightly where the server takes the type from a column beside the parameter; where
// it cannot (a bare SELECT $1, CASE, COALESCE), the statement casts every type. Text types go without: a cast would take
// citext and char(n) their own way of comparing.
func NeedsCast(sql *sqltype.Type) bool {
	switch sql.Kind {
	case sqltype.Bool, sqltype.Int, sqltype.Float, sqltype.Text, sqltype.Bytes, sqltype.Time, sqltype.UUID:
		return false
	default:
		return true
	}
}
