package schema

import (
	"reflect"
	"sync"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// Table makes a struct of columns a table of entities E with keys K. It is embedded in that struct, and [Define] fills it.
// Its methods are unexported, so columns may have any name but Table.
type Table[E, K any] struct {
	query.Entity[E]
	d *definition
}

// AnyTable is a table of any type.
type AnyTable interface {
	query.Source
	definition() *definition
}

// Keyed is a table of entities E whose primary key is a K.
type Keyed[E, K any] interface {
	query.EntityOf[E]
	keyed(K)
}

// Key2 is a primary key of two columns.
type Key2[A, B any] struct {
	A A
	B B
}

// Key3 is a primary key of three columns.
type Key3[A, B, C any] struct {
	A A
	B B
	C C
}

func (t *Table[E, K]) table() *Table[E, K]     { return t }
func (t *Table[E, K]) keyed(K)                 {}
func (t *Table[E, K]) definition() *definition { return t.d }

// definition is what a table was defined with.
type definition struct {
	table   *sqlast.Table
	keyType reflect.Type
	build   func(d *Def) any // runs the definition's function for one source
	errs    []error

	mu      sync.Mutex
	aliases map[string]any
}

// Define makes the table called name, or schema.name, from f, which maps the columns of t to the fields of e. e is a
// zero entity whose fields only give their places. What is wrong with the definition is reported by [NewModel].
//
// f runs once now, and once more for each other name that [As] gives the table.
func Define[E, K, C any, PC interface {
	*C
	table() *Table[E, K]
}](name string, f func(d *Def, t PC, e *E)) PC {
	build := func(d *Def) any {
		c, e := PC(new(C)), new(E)
		t := c.table()
		t.d, t.Entity = d.def, query.EntityOfSource[E](d.source)
		d.base = rowscan.Of(e)
		f(d, c, e)
		return c
	}
	return define(name, reflect.TypeFor[E](), reflect.TypeFor[K](), build).(PC) //nolint:forcetypeassert // build returns a PC
}

func define(name string, entity, key reflect.Type, build func(*Def) any) any {
	t := newTable(name, entity)
	def := &definition{table: t, keyType: key, build: build}
	d := &Def{def: def, source: &sqlast.Source{Table: t}}
	c := build(d)
	d.finish()
	return c
}

// As is the table t under another name, for queries that read it twice. The same name gives the same value.
func As[T interface{ definition() *definition }](t T, name string) T {
	return t.definition().as(name).(T) //nolint:forcetypeassert // build returns a T
}

func (def *definition) as(name string) any {
	def.mu.Lock()
	defer def.mu.Unlock()
	if c, ok := def.aliases[name]; ok {
		return c
	}
	if def.aliases == nil {
		def.aliases = map[string]any{}
	}
	c := def.build(&Def{def: def, source: &sqlast.Source{Table: def.table, Alias: name}, again: true})
	def.aliases[name] = c
	return c
}
