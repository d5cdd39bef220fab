package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// builder collects a model and what is wrong with it.
type builder struct {
	model     *Model
	foreign   []*ForeignKeyDef
	relations []*relation
	errs      []error
}

func (b *builder) wrong(table, thing, problem string) {
	b.errs = append(b.errs, &DefinitionError{Table: table, Thing: thing, Problem: problem})
}

func (b *builder) has(t *sqlast.Table) bool { return b.model.byEntity[t.GoType] == t }

func (b *builder) table(d *definition) {
	t := d.table
	if slices.Contains(b.model.defs, d) {
		b.wrong(t.Name, "the table", "is given twice; keep one of the two")
		return
	}
	for _, old := range b.model.defs {
		if old.table.Name == t.Name && old.table.Schema == t.Schema {
			b.wrong(t.Name, "the table", "has the name of another one; give each table a name of its own")
		}
	}
	if old := b.model.byEntity[t.GoType]; old != nil {
		b.wrong(t.Name, "the entity "+t.GoType.String(), "is that of table "+old.Name+" too; give each table an entity of its own")
	} else {
		b.model.byEntity[t.GoType] = t
	}
	b.model.defs = append(b.model.defs, d)
	b.errs = append(b.errs, d.errs...)
}

func (b *builder) checkTables() {
	for _, d := range b.model.defs {
		t := d.table
		if len(t.Key) == 0 && !d.keyed {
			b.wrong(t.Name, "the primary key", "is missing; call schema.PrimaryKey in the definition")
		}
		for _, f := range t.Foreign {
			b.checkForeign(f)
		}
	}
}

// checkForeign refuses keys that the database would refuse.
func (b *builder) checkForeign(f *sqlast.ForeignKey) {
	thing := "foreign key " + f.Name
	if !b.has(f.To) {
		b.wrong(f.Table.Name, thing, "refers to table "+f.To.Name+", which is not in the model; give it to NewModel too")
	}
	unique := sameSet(f.ToColumns, f.To.Key)
	for _, u := range f.To.Uniques {
		unique = unique || !u.Deferrable && sameSet(f.ToColumns, u.Columns)
	}
	if !unique {
		b.wrong(f.Table.Name, thing, "refers to "+names(f.To, f.ToColumns)+", which is neither primary key nor unique; refer to one that is, or make it unique")
	}
}

// sameSet reports whether a and b have the same columns, in whatever order.
func sameSet(a, b []int) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(c int) bool { return !slices.Contains(b, c) })
}

// completeRelations finds the foreign key and the other side of each relation. The functions that it returns make the
// relations what was found, once nothing is wrong with the model.
func (b *builder) completeRelations() (finish []func()) {
	type found struct{ declared, whole *sqlast.Relation }
	var all []found
	for _, d := range b.relations {
		r := b.complete(d)
		if r == nil {
			continue
		}
		for _, o := range all {
			if o.declared == d.r {
				b.wrong(r.From.Name, "relation "+r.Name, "is given to NewModel twice; keep one of the two")
			} else {
				b.checkTwins(o.whole, r)
			}
		}
		all = append(all, found{d.r, r})
	}
	for _, f := range all {
		for _, o := range all {
			if f.whole.Foreign == o.whole.Foreign && f.whole.Kind != o.whole.Kind {
				f.whole.Inverse = o.declared
			}
		}
		finish = append(finish, func() {
			*f.declared = *f.whole
			f.whole.From.Relations = append(f.whole.From.Relations, f.declared)
		})
	}
	return finish
}

// checkTwins refuses relations that say two things of one field, or one thing twice.
func (b *builder) checkTwins(old, r *sqlast.Relation) {
	switch {
	case old.From != r.From:
	case old.Offset == r.Offset:
		b.wrong(r.From.Name, "relation "+r.Name, "has the holder of another relation; give each relation a field of its own")
	case old.Foreign == r.Foreign && old.Kind == r.Kind:
		b.wrong(r.From.Name, "relation "+r.Name, "goes along foreign key "+r.Foreign.Name+" as "+old.Name+" does; keep one of the two")
	}
}

// complete makes a relation whole, or notes what is wrong with it and returns nil.
func (b *builder) complete(d *relation) *sqlast.Relation {
	thing, table := "relation "+d.r.Name, "(none)"
	for _, c := range d.from {
		if c != nil {
			table = c.Table.Name
			break
		}
	}
	switch {
	case d.problem != "":
		b.wrong(table, thing, d.problem)
	case d.r.From != nil:
		b.wrong(table, thing, "is in a model already; declare one for each model")
	case !b.has(d.alone.From) || !b.has(d.alone.To):
		b.wrong(table, thing, "joins a table that is not in the model; give both tables to NewModel")
	default:
		r := *d.alone
		r.Always = d.r.Always
		if r.Foreign = foreignOf(&r); r.Foreign != nil {
			return &r
		}
		b.wrong(table, thing, fmt.Sprintf("joins %s and %s, which no foreign key does; declare it with References on the column, or with schema.ForeignKey", names(r.From, r.Columns), names(r.To, r.Others)))
	}
	return nil
}

// foreignOf is the foreign key that r goes along, or nil.
func foreignOf(r *sqlast.Relation) *sqlast.ForeignKey {
	child, parent, columns, key := r.From, r.To, r.Columns, r.Others
	if r.Kind == sqlast.OneToMany {
		child, parent, columns, key = r.To, r.From, r.Others, r.Columns
	}
	for _, f := range child.Foreign {
		if f.To == parent && samePairs(f, columns, key) {
			return f
		}
	}
	return nil
}

// checkHolders refuses fields for related objects that no relation of the model fills: they would always say that there
// are none.
func (b *builder) checkHolders() {
	filled := map[reflect.Type][]uintptr{}
	for _, d := range b.relations {
		if d.entity != nil {
			filled[d.entity] = append(filled[d.entity], d.r.Offset)
		}
	}
	for _, d := range b.model.defs {
		t := d.table
		eachField(t.GoType, func(f reflect.StructField, offset uintptr) {
			if isHolder(f.Type) && !slices.Contains(filled[t.GoType], offset) {
				b.wrong(t.Name, "field "+t.GoType.Name()+"."+f.Name, "holds related objects of no relation; give NewModel the schema.ManyToOne or schema.OneToMany that returns it, or take the field out")
			}
		})
	}
}

// isHolder reports whether t is a [One] or a [Many].
func isHolder(t reflect.Type) bool {
	name, _, _ := strings.Cut(t.Name(), "[")
	return t.PkgPath() == holderPath && (name == "OneOf" || name == "ManyOf")
}

var holderPath = reflect.TypeFor[One[struct{}]]().PkgPath()

func names(t *sqlast.Table, columns []int) string {
	ns := make([]string, len(columns))
	for i, c := range columns {
		ns[i] = label(t.Columns[c])
	}
	return strings.Join(ns, ", ")
}
