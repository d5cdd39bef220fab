package schema

import (
	"errors"
	"reflect"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Model is all tables and relations of a program together. It does not change, and goroutines may share it.
type Model struct {
	defs     []*definition
	byEntity map[reflect.Type]*sqlast.Table
}

// ModelItem is what a model is made of: a table that [Define] returned, a relation, or a [ForeignKey].
type ModelItem interface{ part() part }

// part is a model's item without its types. Its join is called on nil for an item that was declared and never made.
type part interface{ join(b *builder) }

func (def *definition) join(b *builder) {
	if def == nil {
		b.wrong("(none)", "a table", "is not defined; make it with schema.Define")
		return
	}
	b.table(def)
}

func (d *relation) join(b *builder) {
	if d == nil {
		b.wrong("(none)", "a relation", "is not defined; make it with schema.ManyToOne or schema.OneToMany")
		return
	}
	b.relations = append(b.relations, d)
}

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
		b.item(it)
	}
	undo := b.addForeign()
	b.checkTables()
	b.checkNames()
	b.checkEnums()
	complete := b.completeRelations()
	b.checkHolders()
	if len(b.errs) > 0 {
		undo()
		return nil, errors.Join(b.errs...)
	}
	for _, finish := range complete {
		finish()
	}
	return b.model, nil
}

func (b *builder) item(it ModelItem) {
	if it == nil || reflect.ValueOf(it).IsNil() {
		b.wrong("(none)", "a nil item", "is given to NewModel; leave it out, or define it before the model")
		return
	}
	it.part().join(b)
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
