package query

import (
	"fmt"
	"time"

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
// does that by itself; where nothing is to come back, [CopyEntities] takes less. Of the defaults that the program makes, only
// schema.SessionClock is known here: where such a column is written and its field is the zero time, the row gets the time now.
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
	written, errs := columnsToWrite("insert", b.into.Table, columns)
	b.errs = append(b.errs, errs...)
	for _, v := range b.values(written) {
		b.add(sel, given, v)
	}
}

// columnsToWrite are those that are named, or all that programs write.
func columnsToWrite(statement string, t *sqlast.Table, named []Expression) (out []*sqlast.Column, errs []error) {
	for _, e := range named {
		f, ok := nodeOf(e).(*sqlast.Field)
		if !ok || f.Column.Table != t {
			errs = append(errs, refuse(statement, "an entry of the column list", "is no column of "+t.Name))
			continue
		}
		out = append(out, f.Column)
	}
	if len(named) > 0 {
		return out, errs
	}
	for _, c := range t.Columns {
		if !c.Owned && c.Stored == nil && c.Identity == sqlast.NoIdentity {
			out = append(out, c)
		}
	}
	return out, errs
}

func (b *bulkInsert) refuse(thing, problem string) {
	b.errs = append(b.errs, refuse("insert", thing, problem))
}

// values takes the values of columns.
func (b *bulkInsert) values(columns []*sqlast.Column) []columnValues {
	all := make([]columnValues, 0, len(columns))
	for _, c := range columns {
		w, err := rowsend.For(c.GoType, c.Type)
		if err != nil {
			b.refuse(c.Table.Name+"."+c.Name, err.Error())
			continue
		}
		v := columnValues{column: c, write: w, rows: b.rows, offset: c.Offset}
		if isTimed(c) {
			v.rows, v.offset = b.timed(c), 0
		}
		v.packed = bulk.NewPacker(w, c.GoType, c.Type, v.offset)
		if v.packed == nil {
			v.text = bulk.NewArray()
		}
		all = append(all, v)
	}
	for from := 0; from < len(b.rows); from += bulk.BlockRows {
		for i := range all {
			b.take(&all[i], from, min(from+bulk.BlockRows, len(b.rows)))
		}
	}
	return all
}

// isTimed reports whether a zero time in the column is the time now.
func isTimed(c *sqlast.Column) bool {
	return c.Default != nil && c.Default.Kind == sqlast.SessionClock && !c.Nullable
}

// timed is the times in a column that takes the clock of a session, which there is none of here: the time now where one is zero.
func (b *bulkInsert) timed(c *sqlast.Column) []rowscan.Pointer {
	now := rowsend.Cut(time.Now())
	fields := make([]rowscan.Pointer, len(b.rows))
	for i, p := range b.rows {
		if fields[i] = p.Field(c.Offset); rowscan.As[time.Time](fields[i]).IsZero() {
			fields[i] = rowscan.Of(&now)
		}
	}
	return fields
}

// columnValues are the values of a column as one array: in binary where they have such a form, else as a text.
type columnValues struct {
	column *sqlast.Column
	write  *rowsend.Writer
	rows   []rowscan.Pointer // what hold the values
	offset uintptr           // in those
	packed *bulk.Packer
	text   *bulk.Array
	failed bool
}

// take adds the values of rows from and following.
func (b *bulkInsert) take(v *columnValues, from, to int) {
	if v.failed {
		return
	}
	row, err := v.add(v.rows[from:to])
	if from == 0 && v.packed != nil {
		v.packed.Expect(to, len(b.rows))
	}
	if v.failed = err != nil; v.failed {
		b.refuse(fmt.Sprintf("%s.%s of entity %d", v.column.Table.Name, v.column.Name, from+row+1), err.Error())
	}
}

// add adds the values of rows. An error comes with the number of its row.
func (v *columnValues) add(rows []rowscan.Pointer) (row int, err error) {
	if v.packed != nil {
		return v.packed.Append(rows)
	}
	for i, p := range rows {
		if err := v.text.Append(v.write, p.Field(v.offset)); err != nil {
			return i, err
		}
	}
	return 0, nil
}

func (v *columnValues) end() any {
	if v.packed != nil {
		return v.packed.End()
	}
	return v.text.End()
}

// add adds a column to the statement.
func (b *bulkInsert) add(sel *sqlast.Select, given *sqlast.Source, v columnValues) {
	c := v.column
	array, cast := bulk.Carrier(c.Type)
	col := &sqlast.Column{Table: given.Table, Index: len(given.Table.Columns), Name: c.Name, Type: array.Elem}
	given.Table.Columns = append(given.Table.Columns, col)
	given.Arrays = append(given.Arrays, &sqlast.Param{Value: v.end(), Type: array, Cast: true})
	var value sqlast.Expr = &sqlast.Field{Source: given, Column: col}
	if cast != nil {
		value = &sqlast.Cast{X: value, Type: cast}
	}
	b.stmt.Columns = append(b.stmt.Columns, c)
	sel.Items = append(sel.Items, sqlast.Item{Expr: value})
}
