package render

import (
	"fmt"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Numbers is a statement that takes $1 numbers from the sequence of an identity column. It gives NULLs where the role may
// not use the sequence, or where the column is no identity in the database. With packed they come as one array.
func Numbers(c *sqlast.Column, packed bool) string {
	number := "CASE WHEN p.may THEN nextval(p.seq) END"
	if packed {
		number = "array_agg(" + number + ")"
	}
	return fmt.Sprintf("SELECT %s FROM (SELECT q.seq, has_sequence_privilege(q.seq, 'USAGE') AS may"+
		" FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS seq OFFSET 0) q OFFSET 0) p, generate_series(1, $1::bigint)",
		number, Literal(Table(c.Table)), Literal(c.Name))
}

// Values is a statement that calculates e $1 times. With packed the values come as one array.
func Values(e sqlast.Expr, packed bool) (string, error) {
	w := &writer{literal: func(*sqlast.Param) (string, error) {
		return "", fmt.Errorf("render: a default with a value in it")
	}}
	w.str("SELECT ")
	if packed {
		w.str("array_agg(")
	}
	w.expr(e, 0)
	if packed {
		w.str(")")
	}
	w.str(" FROM generate_series(1, $1::bigint)")
	return string(w.buf), w.err
}
