package bulk

import "github.com/rowan-go/rowan/internal/sqltype"

// Carrier is the type of the array in which values of type t travel, and the type that its elements are cast to where the
// array has another one. unnest takes arrays apart to their innermost elements, so arrays travel as text; so do types
// that the server alone knows. A length or precision is left to the assignment, which refuses what a cast would cut.
func Carrier(t *sqltype.Type) (array, cast *sqltype.Type) {
	base := sqltype.ByOID(t.OID)
	switch {
	case t.Kind == sqltype.Text && t.OID != 0:
		return sqltype.ArrayOf(sqltype.TextType), nil
	case base != nil && base.Kind != sqltype.Array && base.Kind != sqltype.Other:
		return sqltype.ArrayOf(base), nil
	case t.Kind == sqltype.Array && t.Elem != nil && t.Elem.Kind == sqltype.Text && t.Elem.OID != 0:
		return sqltype.ArrayOf(sqltype.TextType), sqltype.ArrayOf(sqltype.TextType)
	}
	return sqltype.ArrayOf(sqltype.TextType), t
}
