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
type Table[E, K any] = TableOf[*E, K]

// TableOf is a [Table] by the pointer type of its entities. All pointers share one body of machine code for each of its
// methods, which keeps programs with many tables quick to build.
type TableOf[P, K any] struct {
	_ [0]func() // tables are not compared, so no comparison of all their columns is compiled
	query.Entity[P]
	d *definition
}

// AnyTable is a table of any type.
type AnyTable interface {
	query.Source
	ModelItem
}

// Keyed is a table of entities E whose primary key is a K.
type Keyed[E, K any] interface {
	query.EntityOf[E]
	table() *TableOf[*E, K]
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

func (t *TableOf[P, K]) table() *TableOf[P, K] { return t }
func (t *TableOf[P, K]) part() part            { return t.d }

// definition is what a table was defined with.
type definition struct {
	table *sqlast.Table
	build func(d *Def) any // runs the definition's function for one source
	errs  []error
	keyed bool // a primary key was given
	done  bool // the function has run for the table's own name

	mu      sync.Mutex
	aliases map[string]any
}

// Define makes the table called name, or schema.name, from f, which maps the columns of t to the fields of e. e is a
// zero entity whose fields only give their places. What is wrong with the definition is reported by [NewModel].
//
// f runs once now, and once more for each other name that [As] gives the table.
//
//go:noinline
func Define[P, K any, T interface{ table() *TableOf[P, K] }](name string, f func(d *Def, t T, e P)) T {
	build := func(d *Def) any {
		c := rowscan.AsPointer[T](zeroTable(reflect.TypeFor[T]().Elem()))
		t := c.table()
		t.d, t.Entity = d.def, query.EntityOfSource[P](d.source)
		f(d, c, rowscan.AsPointer[P](d.base))
		return c
	}
	return define(name, reflect.TypeFor[P](), build).(T) //nolint:forcetypeassert // build returns a T
}

func define(name string, entity reflect.Type, build func(*Def) any) any {
	t := newTable(name, entity.Elem())
	def := &definition{table: t, build: build}
	d := def.mapping(&sqlast.Source{Table: t})
	c := build(d)
	d.finish(c)
	return c
}

// mapping is a run of the definition's function for a source.
func (def *definition) mapping(s *sqlast.Source) *Def {
	return &Def{def: def, source: s, base: zeroEntity(def.table.GoType)}
}

// As is the table t under another name, for queries that read it twice. The same name gives the same value.
func As[T AnyTable](t T, name string) T {
	return t.part().(*definition).as(name).(T) //nolint:forcetypeassert // the part of a table is its definition; build returns a T
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
	d := def.mapping(&sqlast.Source{Table: def.table, Alias: name})
	d.again = true
	c := def.build(d)
	def.aliases[name] = c
	return c
}
