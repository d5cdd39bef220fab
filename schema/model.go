package schema

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Model is all tables and relations of a program together. It does not change, and goroutines may share it.
type Model struct {
	defs     []*definition
	byEntity map[reflect.Type]*sqlast.Table
}

// ModelItem is what a model is made of: a table that [Define] returned, or a relation.
type ModelItem interface{ part() part }

// part is a model's item without its types.
type part interface{ join(b *builder) }

func (def *definition) join(b *builder) { b.table(def) }
func (d *relation) join(b *builder)     { b.relations = append(b.relations, d) }

// NewModel puts tables and relations together. Definitions that can never work are reported all at once, each with its
// mend, by a panic: it runs when the program starts. [CheckModel] returns the same as an error.
//
// The definitions become part of the model; a relation belongs to one model.
func NewModel(items ...ModelItem) *Model {
	m, err := CheckModel(items...)
	if err != nil {
		panic(err)
	}
	return m
}

// CheckModel is [NewModel] for definitions that are not known to be right. The error joins a [DefinitionError] for each
// mistake.
func CheckModel(items ...ModelItem) (*Model, error) {
	b := &builder{model: &Model{byEntity: map[reflect.Type]*sqlast.Table{}}}
	for _, it := range items {
		if it == nil {
			b.wrong("(none)", "a nil item", "is given to NewModel; leave it out")
			continue
		}
		it.part().join(b)
	}
	b.checkTables()
	b.checkNames()
	b.checkEnums()
	complete := b.completeRelations()
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	for _, r := range complete {
		r.From.Relations = append(r.From.Relations, r)
	}
	return b.model, nil
}

// Tables returns the tables in the order in which they were given.
func (m *Model) Tables() []*sqlast.Table {
	ts := make([]*sqlast.Table, len(m.defs))
	for i, d := range m.defs {
		ts[i] = d.table
	}
	return ts
}

// TableOf returns the table whose entities are of type t, or nil.
func (m *Model) TableOf(t reflect.Type) *sqlast.Table { return m.byEntity[t] }

// builder collects a model and what is wrong with it.
type builder struct {
	model     *Model
	relations []*relation
	errs      []error
}

func (b *builder) wrong(table, thing, problem string) {
	b.errs = append(b.errs, &DefinitionError{Table: table, Thing: thing, Problem: problem})
}

func (b *builder) table(d *definition) {
	t := d.table
	for _, old := range b.model.defs {
		switch {
		case old == d:
			b.wrong(t.Name, "the table", "is given twice; keep one of the two")
			return
		case old.table.Name == t.Name && old.table.Schema == t.Schema:
			b.wrong(t.Name, "the table", "has the name of another one; give each table a name of its own")
		case old.table.GoType == t.GoType:
			b.wrong(t.Name, "the entity "+t.GoType.String(), "is that of table "+old.table.Name+" too; give each table an entity of its own")
		}
	}
	b.model.defs = append(b.model.defs, d)
	b.model.byEntity[t.GoType] = t
	b.errs = append(b.errs, d.errs...)
}

func (b *builder) checkTables() {
	for _, d := range b.model.defs {
		t := d.table
		if len(t.Key) == 0 {
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
	if b.model.byEntity[f.To.GoType] != f.To {
		b.wrong(f.Table.Name, thing, "refers to table "+f.To.Name+", which is not in the model; give it to NewModel too")
	}
	unique := slices.Equal(f.ToColumns, f.To.Key)
	for _, u := range f.To.Uniques {
		unique = unique || slices.Equal(f.ToColumns, u.Columns)
	}
	if !unique {
		b.wrong(f.Table.Name, thing, "refers to "+names(f.To, f.ToColumns)+", which is neither primary key nor unique; refer to one that is, or make it unique")
	}
}

// completeRelations finds the foreign key and the other side of each relation.
func (b *builder) completeRelations() []*sqlast.Relation {
	var done []*sqlast.Relation
	for _, d := range b.relations {
		if r := b.complete(d); r != nil {
			done = append(done, r)
		}
	}
	for _, r := range done {
		for _, o := range done {
			if r != o && r.Foreign == o.Foreign && r.Kind != o.Kind {
				r.Inverse = o
			}
		}
	}
	return done
}

// complete makes a relation whole, or notes what is wrong with it and returns nil.
func (b *builder) complete(d *relation) *sqlast.Relation {
	name := d.name()
	if len(d.from) == 0 || len(d.to) == 0 {
		b.wrong(d.entity.Name(), "relation "+name, "is made of a column that is not mapped; map it in its table's definition")
		return nil
	}
	from, to := d.from[0].Table, d.to[0].Table
	thing := "relation " + name
	switch {
	case d.r.From != nil:
		b.wrong(from.Name, thing, "is given to NewModel twice; keep one of the two")
	case !d.inside:
		b.wrong(from.Name, thing, "has its holder outside of "+d.entity.Name()+"; return the address of a field of the argument")
	case from.GoType != d.entity:
		b.wrong(from.Name, thing, "begins at a column of "+from.Name+", and its holder is in "+d.entity.Name()+"; begin it at a column of that entity's table")
	case b.model.byEntity[from.GoType] != from || b.model.byEntity[to.GoType] != to:
		b.wrong(from.Name, thing, "joins a table that is not in the model; give both tables to NewModel")
	default:
		return b.related(d, name, from, to)
	}
	return nil
}

func (b *builder) related(d *relation, name string, from, to *sqlast.Table) *sqlast.Relation {
	r := *d.r
	r.Name, r.From, r.To = name, from, to
	r.Columns, r.Others = places(d.from), places(d.to)
	r.Foreign = foreign(&r)
	if r.Foreign == nil {
		b.wrong(from.Name, "relation "+name, fmt.Sprintf("joins %s and %s, which no foreign key does; declare it with References on the column", names(from, r.Columns), names(to, r.Others)))
		return nil
	}
	*d.r = r
	return d.r
}

// foreign is the foreign key that r goes along, or nil.
func foreign(r *sqlast.Relation) *sqlast.ForeignKey {
	child, parent, columns, key := r.From, r.To, r.Columns, r.Others
	if r.Kind == sqlast.OneToMany {
		child, parent, columns, key = r.To, r.From, r.Others, r.Columns
	}
	for _, f := range child.Foreign {
		if f.To == parent && slices.Equal(f.Columns, columns) && slices.Equal(f.ToColumns, key) {
			return f
		}
	}
	return nil
}

// name is the relation as people know it: its entity and the field of its holder.
func (d *relation) name() string {
	if d.inside {
		for _, f := range reflect.VisibleFields(d.entity) {
			if f.Offset == d.r.Offset && len(f.Index) == 1 && !f.Anonymous {
				return d.entity.Name() + "." + f.Name
			}
		}
	}
	return d.entity.Name() + ".(unknown field)"
}

func places(cs []*sqlast.Column) []int {
	is := make([]int, len(cs))
	for i, c := range cs {
		is[i] = c.Index
	}
	return is
}

func names(t *sqlast.Table, columns []int) string {
	ns := make([]string, len(columns))
	for i, c := range columns {
		ns[i] = t.Name + "." + t.Columns[c].Name
	}
	return strings.Join(ns, ", ")
}
