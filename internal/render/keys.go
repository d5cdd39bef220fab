package render

import (
	"fmt"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Numbers is a statement that takes $1 numbers from the sequence of an identity column. It gives NULLs where the role may
// not use the sequence, or where the column is no identity in the database.
func Numbers(c *sqlast.Column) string {
	return fmt.Sprintf("SELECT CASE WHEN p.may THEN nextval(p.seq) END FROM (SELECT q.seq, has_sequence_privilege(q.seq, 'USAGE') AS may"+
		" FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS seq OFFSET 0) q OFFSET 0) p, generate_series(1, $1::bigint)",
		Literal(Table(c.Table)), Literal(c.Name))
}

// Values is a statement that calculates e $1 times.
func Values(e sqlast.Expr) (string, error) {
	w := &writer{literal: func(*sqlast.Param) (string, error) {
		return "", fmt.Errorf("render: a default with a value in it")
	}}
	w.str("SELECT ")
	w.expr(e, 0)
	w.str(" FROM generate_series(1, $1::bigint)")
	return string(w.buf), w.err
}
