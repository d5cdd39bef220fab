package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/query"
)

// Def is a table that is being defined. It lives while the function given to [Define] runs.
type Def struct {
	def    *definition
	source *sqlast.Source
	base   rowscan.Pointer // of the entity whose fields give their places
	again  bool            // the table is defined already, and gets another name
	at     int             // columns mapped so far, when again
	done   bool            // the definition's function has returned

	uniques, checks, indexes int // constraints and indexes made so far, when again
	unnamed                  []*IndexDef
}

func newTable(name string, entity reflect.Type) *sqlast.Table {
	t := &sqlast.Table{Name: name, GoType: entity}
	if s, n, ok := strings.Cut(name, "."); ok {
		t.Schema, t.Name = s, n
	}
	return t
}

// Map maps column c, called name in the database, to a field. The SQL type follows from T; [ColDef.Type] says another.
//
//go:noinline
func Map[T any](d *Def, c plainCol[T], name string, field *T) *ColDef[T] {
	var zero T
	return &ColDef[T]{d.add(c, name, reflect.TypeFor[T](), reflect.TypeFor[T](), rowscan.Of(field), use{owned: c.owned(zero)})}
}

// MapNull maps column c, which may be NULL, to a pointer field.
//
//go:noinline
func MapNull[T any](d *Def, c nullableCol[T], name string, field **T) *ColDef[T] {
	return &ColDef[T]{d.add(c, name, reflect.TypeFor[*T](), reflect.TypeFor[T](), rowscan.Of(field), use{null: true})}
}

// use is what a program does with a column: it may leave it NULL, or leave it to the database.
type use struct{ null, owned bool }

// add maps one column. When the table gets another name, the column is there already and only its source is new.
func (d *Def) add(c binder, name string, field, value reflect.Type, at rowscan.Pointer, u use) *column {
	t := d.def.table
	if old, ok := mapped(c); ok {
		d.wrong(name, "is mapped with the column value of "+quote(old)+"; give each column of the database a value of its own in the table's struct")
	}
	if d.again {
		d.at++
		if d.at > len(t.Columns) {
			return &column{d: d, col: &sqlast.Column{Table: t, Name: name}}
		}
		col := t.Columns[d.at-1]
		c.bind(&sqlast.Field{Source: d.source, Column: col})
		return &column{d: d, col: col}
	}
	col := &sqlast.Column{
		Table: t, Index: len(t.Columns), Name: name, Type: sqltype.Of(value), GoType: field, Nullable: u.null, Owned: u.owned,
	}
	d.place(col, at)
	d.named(col)
	t.Columns = append(t.Columns, col)
	c.bind(&sqlast.Field{Source: d.source, Column: col})
	return &column{d: d, col: col}
}

// place finds where the column's field lies.
func (d *Def) place(col *sqlast.Column, at rowscan.Pointer) {
	t := d.def.table
	offset, ok := rowscan.Offset(d.base, at, t.GoType.Size())
	if !ok {
		d.wrong(col.Name, fmt.Sprintf("is mapped to a field outside of %s; map it to a field of the entity that the definition is given, not of one behind a pointer", t.GoType))
	}
	col.Offset = offset
	for _, old := range t.Columns {
		if old.Offset == offset && ok && t.GoType.Size() > 0 && old.GoType.Size() > 0 {
			d.wrong(col.Name, fmt.Sprintf("is mapped to the field of column %q; map each column to a field of its own", old.Name))
		}
	}
}

func (d *Def) named(col *sqlast.Column) {
	if col.Name == "" {
		d.wrong(col.Name, "has no name; give the name that it has in the database")
	}
	for _, old := range d.def.table.Columns {
		if old.Name == col.Name {
			d.wrong(col.Name, "is mapped twice; give each column a name of its own, and map it once")
		}
	}
}

// wrong notes what is wrong with a column, for NewModel to report.
func (d *Def) wrong(column, problem string) {
	if d.again {
		return
	}
	d.def.errs = append(d.def.errs, &DefinitionError{Table: d.def.table.Name, Thing: "column " + quote(column), Problem: problem})
}

func quote(s string) string { return fmt.Sprintf("%q", s) }

// mapped returns the name that c is mapped to in the database already, if it is.
func mapped(c binder) (string, bool) {
	e, ok := c.(query.Expression)
	if !ok {
		return "", false
	}
	f, ok := query.NodeOf(e).(*sqlast.Field)
	if !ok {
		return "", false
	}
	return f.Column.Name, true
}

// finish checks what can be known only when all columns are mapped. table is the address of the table's struct.
func (d *Def) finish(table any) {
	d.done, d.def.done = true, true
	d.checkUnmapped(table)
	d.nameIndexes()
	t := d.def.table
	for _, c := range t.Columns {
		if c.Type == nil {
			d.wrong(c.Name, fmt.Sprintf("has the Go type %s, for which no SQL type is known; name one with Type", c.GoType))
		}
	}
}

// checkUnmapped refuses columns of the table's struct that the definition forgot: queries could not use them.
func (d *Def) checkUnmapped(table any) {
	base, t := rowscan.OfAny(table), reflect.TypeOf(table).Elem()
	eachField(t, func(f reflect.StructField, offset uintptr) {
		c, ok := base.Field(offset).Any(f.Type).(binder)
		if !ok {
			return
		}
		if _, ok := mapped(c); !ok {
			d.def.wrong("field "+f.Name+" of "+t.Name(), "is a column that is not mapped; map it, or take it out of the struct")
		}
	})
}

// Comment is kept by the database, with the table.
func (d *Def) Comment(text string) {
	if !d.again {
		d.def.table.Comment = text
	}
}

// PrimaryKey makes c the primary key of t.
func PrimaryKey[P, K any](t *TableOf[P, K], c Column[K]) { t.d.key(c) }

// PrimaryKey2 makes a and b together the primary key of t.
func PrimaryKey2[P, A, B any](t *TableOf[P, Key2[A, B]], a Column[A], b Column[B]) { t.d.key(a, b) }

// PrimaryKey3 makes a, b and c together the primary key of t.
func PrimaryKey3[P, A, B, C any](t *TableOf[P, Key3[A, B, C]], a Column[A], b Column[B], c Column[C]) {
	t.d.key(a, b, c)
}

//go:noinline
func (def *definition) key(cs ...AnyColumn) {
	if def == nil || def.done {
		return
	}
	if def.keyed {
		def.wrong("the primary key", "is given twice; call schema.PrimaryKey once")
		return
	}
	def.keyed = true
	columns := columnsOf(cs...)
	t, problem := ofOneTable(columns)
	switch {
	case problem != "":
		def.wrong("the primary key", problem)
		return
	case t != def.table:
		def.wrong("the primary key", "is "+label(columns[0])+", the column of another table; give it a column of this one")
		return
	}
	for i, c := range columns {
		if c.Nullable {
			def.wrong("the primary key", "has "+label(c)+", which may be NULL; map it with schema.Map")
		}
		if slices.Contains(columns[:i], c) {
			def.wrong("the primary key", "has "+label(c)+" twice; name each column once")
		}
	}
	def.table.Key = places(columns)
}
