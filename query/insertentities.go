package query

import (
	"fmt"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// InsertEntities begins an INSERT of a row for each of es, with what their fields hold in columns; in all columns that
// programs write, where none is named: not those that the database owns, numbers or generates. A column that is not
// named gets its default, and a nil pointer is NULL. It is the fast way to insert many rows without a session: the values
// are taken now and travel as one array for each column, so neither the text nor the number of parameters depends on
// the number of rows. Related objects are not looked at, and es are not changed. [Returning] gives back what the database
// made; the server promises no order of what it returns, so match rows by a column that the program gave. A session
// does that by itself.
func InsertEntities[E any](t EntityOf[E], es []*E, columns ...Expression) InsertStmt {
	into, err := sourceOf("insert", t)
	if err != nil {
		return InsertStmt{&writing{stmt: &sqlast.Insert{}, errs: []error{err}}}
	}
	b := &bulkInsert{into: into, rows: rowscan.Pointers(es)}
	b.build(columns)
	return InsertStmt{&writing{stmt: &b.stmt, errs: b.errs}}
}

// bulkInsert builds INSERT INTO … SELECT … FROM unnest(…).
type bulkInsert struct {
	into *sqlast.Source
	rows []rowscan.Pointer
	stmt sqlast.Insert
	errs []error
}

func (b *bulkInsert) build(columns []Expression) {
	b.stmt.Into = b.into
	if len(b.rows) == 0 {
		b.refuse(b.into.Table.Name, "gets no row; give at least one entity")
		return
	}
	for i, p := range b.rows {
		if p.IsNil() {
			b.refuse(fmt.Sprintf("entity %d of %d", i+1, len(b.rows)), "is nil; leave it out")
			return
		}
	}
	given := &sqlast.Source{Table: &sqlast.Table{Name: "given"}, Alias: "given"}
	sel := &sqlast.Select{From: given}
	b.stmt.Query = sel
	for _, c := range b.columns(columns) {
		b.add(sel, given, c)
	}
}

func (b *bulkInsert) refuse(thing, problem string) {
	b.errs = append(b.errs, refuse("insert", thing, problem))
}

// columns are those that are named, or all that programs write.
func (b *bulkInsert) columns(named []Expression) (out []*sqlast.Column) {
	t := b.into.Table
	for _, e := range named {
		f, ok := nodeOf(e).(*sqlast.Field)
		if !ok || f.Column.Table != t {
			b.refuse("an entry of the column list", "is no column of "+t.Name)
			continue
		}
		out = append(out, f.Column)
	}
	if len(named) > 0 {
		return out
	}
	for _, c := range t.Columns {
		if !c.Owned && c.Stored == nil && c.Identity == sqlast.NoIdentity {
			out = append(out, c)
		}
	}
	return out
}

// add takes the values of one column.
func (b *bulkInsert) add(sel *sqlast.Select, given *sqlast.Source, c *sqlast.Column) {
	w, err := rowsend.For(c.GoType, c.Type)
	if err != nil {
		b.refuse(c.Table.Name+"."+c.Name, err.Error())
		return
	}
	values, row, err := columnOf(w, c, b.rows)
	if err != nil {
		b.refuse(fmt.Sprintf("%s.%s of entity %d", c.Table.Name, c.Name, row+1), err.Error())
	}
	array, cast := bulk.Carrier(c.Type)
	col := &sqlast.Column{Table: given.Table, Index: len(given.Table.Columns), Name: c.Name, Type: array.Elem}
	given.Table.Columns = append(given.Table.Columns, col)
	given.Arrays = append(given.Arrays, &sqlast.Param{Value: values, Type: array, Cast: true})
	var value sqlast.Expr = &sqlast.Field{Source: given, Column: col}
	if cast != nil {
		value = &sqlast.Cast{X: value, Type: cast}
	}
	b.stmt.Columns = append(b.stmt.Columns, c)
	sel.Items = append(sel.Items, sqlast.Item{Expr: value})
}

// columnOf is a column of rows as one array: in binary where its values have such a form, else as a text. An error comes with
// the number of its row.
func columnOf(w *rowsend.Writer, c *sqlast.Column, rows []rowscan.Pointer) (values any, row int, err error) {
	packed, row, err := bulk.Pack(w, c.GoType, c.Type, rows, c.Offset)
	if packed != nil || err != nil {
		return packed, row, err
	}
	a := bulk.NewArray()
	for i, p := range rows {
		if err := a.Append(w, p.Field(c.Offset)); err != nil {
			return "", i, err
		}
	}
	return a.End(), 0, nil
}
