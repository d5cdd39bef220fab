package query

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// ReserveKeys takes n new values for column from the database: numbers of its identity's sequence, or values of its default
// expression, such as gen_random_uuid(). It sends one SELECT. Nobody else is given these numbers, whether rows with them are
// written or not; a rollback does not give them back. They are for rows that must know their keys before they are written, as those
// that [CopyEntities] loads and those that refer to them.
//
// It returns a [BuildError] where the definition of the column has neither, and where the database gives no number: the column has
// no sequence there, or the role may not use it.
func ReserveKeys[K any](ctx context.Context, db DB, column Expr[K], n int) ([]K, error) {
	sql, col, err := reserving(column, n)
	if err != nil {
		return nil, err
	}
	at := strings.LastIndex(sql, howMany)
	text := &sqlast.Raw{Texts: []string{sql[:at], sql[at+len(howMany):]}, Args: []sqlast.Expr{argument(int64(n))}}
	q := Query[K]{rawQuery(text, false, rawItem(valueItem[K](newCell(text), false)))}
	keys, err := q.Rows(ctx, db).All()
	if errors.Is(err, rowscan.ErrNull) {
		return nil, refuse("reserve keys", col.Table.Name+"."+col.Name, fmt.Sprintf("got no number: it has no sequence in the database, or the role may not use it;"+
			" GRANT USAGE ON the sequence that SELECT pg_get_serial_sequence(%s, %s) names, or let INSERT number the rows, as query.InsertEntities does with query.Returning",
			render.Literal(render.Table(col.Table)), render.Literal(col.Name)))
	}
	return keys, err
}

// howMany is the placeholder that package render leaves for the number of keys.
const howMany = "$1"

// reserving is the statement that gives $1 values for a column.
func reserving(column Expression, n int) (sql string, col *sqlast.Column, err error) {
	f, ok := nodeOf(column).(*sqlast.Field)
	if !ok {
		return "", nil, refuse("reserve keys", "the expression", "is no column of a table")
	}
	col = f.Column
	name := col.Table.Name + "." + col.Name
	switch {
	case n < 0:
		return "", nil, refuse("reserve keys", name, fmt.Sprintf("cannot give %d keys; ask for none or more", n))
	case col.Identity != sqlast.NoIdentity:
		return render.Numbers(col), col, nil
	case col.Default != nil && col.Default.Kind == sqlast.ServerExpr:
		sql, err = render.Values(col.Default.Expr)
		return sql, col, err
	}
	return "", nil, refuse("reserve keys", name, "is no identity and has no default expression, so the database has no keys for it; give the rows keys of your own")
}
