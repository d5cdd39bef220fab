package schema

import (
	"fmt"
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// ForeignKeyDef is a foreign key as a value of its own. [NewModel] takes it, and errors.Is(err, key) tells whether a
// statement broke it.
//
// It is for keys that [ColDef.References] cannot declare: of several columns, and of tables that refer to each other,
// whose Go variables could not be made one after another. The methods change the key and return it, so that they chain
// where it is declared.
type ForeignKeyDef struct { //nolint:errname // it is a constraint that errors are compared with
	fk      *sqlast.ForeignKey
	problem string // what is wrong with it
	given   bool   // to a model
}

// ForeignKey makes columns, of one table, refer to key, of another or the same. The types of the two are compared by the
// compiler; [Columns2] and [Columns3] are keys of several columns.
func ForeignKey[K any](columns, key Column[K]) *ForeignKeyDef {
	return newForeignKey(columnsOf(columns), columnsOf(key))
}

func newForeignKey(columns, key []*sqlast.Column) *ForeignKeyDef {
	d := &ForeignKeyDef{fk: &sqlast.ForeignKey{}}
	if d.fk.Table, d.problem = ofOneTable(columns); d.problem != "" {
		return d
	}
	if d.fk.To, d.problem = ofOneTable(key); d.problem != "" {
		return d
	}
	d.fk.Columns, d.fk.ToColumns = places(columns), places(key)
	d.fk.Name = chooseName(d.fk.Table, columnNames(d.fk.Table, d.fk.Columns), "fkey")
	return d
}

// Named gives the constraint a name. Without it, it has the one that PostgreSQL would choose.
func (d *ForeignKeyDef) Named(name string) *ForeignKeyDef { d.fk.Name = name; return d }

// OnDelete says what becomes of the row when the row that it refers to is deleted.
func (d *ForeignKeyDef) OnDelete(a Action) *ForeignKeyDef { d.fk.OnDelete = a; return d }

// OnUpdateKey says what becomes of the row when the key that it refers to is changed.
func (d *ForeignKeyDef) OnUpdateKey(a Action) *ForeignKeyDef { d.fk.OnUpdate = a; return d }

// Deferrable lets the foreign key be checked at the end of a transaction.
func (d *ForeignKeyDef) Deferrable() *ForeignKeyDef { d.fk.Deferrable = true; return d }

// Error names the constraint.
func (d *ForeignKeyDef) Error() string {
	if d == nil || d.fk == nil || d.fk.Table == nil {
		return "schema: an undefined foreign key"
	}
	return fmt.Sprintf("schema: foreign key %s of table %s", d.fk.Name, d.fk.Table.Name)
}

// Constraint returns the table and the name of the constraint.
func (d *ForeignKeyDef) Constraint() (table, name string) {
	if d == nil || d.fk == nil || d.fk.Table == nil {
		return "", ""
	}
	return d.fk.Table.Name, d.fk.Name
}

func (d *ForeignKeyDef) part() part { return d }

func (d *ForeignKeyDef) join(b *builder) {
	if d == nil || d.fk == nil {
		b.wrong("(none)", "a foreign key", "is not defined; make it with schema.ForeignKey")
		return
	}
	b.foreign = append(b.foreign, d)
}

// addForeign gives the tables the foreign keys that are values of their own. The function that it returns takes them
// away again, for a model that is not made.
func (b *builder) addForeign() (undo func()) {
	var added []*ForeignKeyDef
	for _, d := range b.foreign {
		if b.mayAdd(d) {
			d.given = true
			d.fk.Table.Foreign = append(d.fk.Table.Foreign, d.fk)
			added = append(added, d)
		}
	}
	return func() {
		for _, d := range added {
			d.given = false
			d.fk.Table.Foreign = slices.DeleteFunc(slices.Clone(d.fk.Table.Foreign), func(f *sqlast.ForeignKey) bool { return f == d.fk })
		}
	}
}

func (b *builder) mayAdd(d *ForeignKeyDef) bool {
	f, table := d.fk, "(none)"
	if f.Table != nil {
		table = f.Table.Name
	}
	thing := "foreign key " + f.Name
	switch {
	case d.problem != "":
		b.wrong(table, "a foreign key", d.problem)
	case d.given:
		b.wrong(table, thing, "is given to NewModel twice; keep one of the two")
	case b.model.byEntity[f.Table.GoType] != f.Table:
		b.wrong(table, thing, "is of a table that is not in the model; give that to NewModel too")
	case slices.ContainsFunc(f.Table.Foreign, func(old *sqlast.ForeignKey) bool { return old.To == f.To && samePairs(old, f.Columns, f.ToColumns) }):
		b.wrong(table, thing, "joins "+names(f.Table, f.Columns)+" and "+names(f.To, f.ToColumns)+", which another foreign key does already; keep one of the two")
	default:
		return true
	}
	return false
}

// samePairs reports whether f joins the same columns, in whatever order.
func samePairs(f *sqlast.ForeignKey, columns, others []int) bool {
	if len(f.Columns) != len(columns) {
		return false
	}
	for i, c := range columns {
		at := slices.Index(f.Columns, c)
		if at < 0 || f.ToColumns[at] != others[i] {
			return false
		}
	}
	return true
}
