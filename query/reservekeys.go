package query

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// ReserveKeys takes n new values for column from the database: numbers of its identity's sequence, or values of its default
// expression, such as gen_random_uuid(). It sends one SELECT. Nobody else is given these numbers, whether rows with them are
// written or not; a rollback does not give them back. They are for rows that must know their keys before they are written, as those
// that [CopyEntities] loads and those that refer to them.
//
// It returns a [BuildError] where the definition of the column has neither, and where the database gives no number: the column has
// no sequence there, or the role may not use it.
func ReserveKeys[K any](ctx context.Context, db DB, column Expr[K], n int) ([]K, error) {
	r, err := reserving(column, n, !sqltype.SelfConverting(reflect.TypeFor[K]()))
	if err != nil {
		return nil, err
	}
	var keys []K
	if r.packed {
		q := Query[[]K]{rawQuery(r.text, false, rawItem(valueItem[[]K](newCell(r.text), false)))}
		keys, err = q.Rows(ctx, db).One()
	} else {
		q := Query[K]{rawQuery(r.text, false, rawItem(valueItem[K](newCell(r.text), false)))}
		keys, err = q.Rows(ctx, db).All()
	}
	if errors.Is(err, rowscan.ErrNull) {
		col := r.column
		return nil, refuse("reserve keys", col.Table.Name+"."+col.Name, fmt.Sprintf("got no number: it has no sequence in the database, or the role may not use it;"+
			" GRANT USAGE ON the sequence that SELECT pg_get_serial_sequence(%s, %s) names, or let INSERT number the rows, as query.InsertEntities does with query.Returning",
			render.Literal(render.Table(col.Table)), render.Literal(col.Name)))
	}
	return keys, err
}

// howMany is the placeholder that package render leaves for the number of keys.
const howMany = "$1"

// reservation is the statement that gives values for a column: a row each, or many as one array.
type reservation struct {
	column *sqlast.Column
	text   *sqlast.Raw
	packed bool
}

func reserving(column Expression, n int, mayPack bool) (*reservation, error) {
	f, ok := nodeOf(column).(*sqlast.Field)
	if !ok {
		return nil, refuse("reserve keys", "the expression", "is no column of a table")
	}
	c := f.Column
	r := &reservation{column: c, packed: mayPack && n >= bulk.ManyRows && n <= bulk.MostPacked && bulk.Packs(c.Type)}
	sql, err := "", error(nil)
	switch {
	case n < 0:
		return nil, refuse("reserve keys", c.Table.Name+"."+c.Name, fmt.Sprintf("cannot give %d keys; ask for none or more", n))
	case c.Identity != sqlast.NoIdentity:
		sql = render.Numbers(c, r.packed)
	case c.Default != nil && c.Default.Kind == sqlast.ServerExpr:
		sql, err = render.Values(c.Default.Expr, r.packed)
	default:
		return nil, refuse("reserve keys", c.Table.Name+"."+c.Name, "is no identity and has no default expression, so the database has no keys for it; give the rows keys of your own")
	}
	if err != nil {
		return nil, err
	}
	at := strings.LastIndex(sql, howMany)
	r.text = &sqlast.Raw{Texts: []string{sql[:at], sql[at+len(howMany):]}, Args: []sqlast.Expr{argument(int64(n))}}
	return r, nil
}
