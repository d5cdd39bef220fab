package query

import (
	"math"
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Item is one entry of a select list that reads into an R: an expression, a table (whose entity it reads, R is *E), or [Optional].
type Item[R any] interface{ entry(R) entry }

// entry is an entry of a select list. With the type that it is read into it makes an [item].
type entry struct {
	cell *cell // of the expression, or of the entity's source; nil for what the check of the statement refuses
	kind entryKind
}

type entryKind uint8

const (
	value          entryKind = iota // an expression
	plainValue                      // one that is read into a type with no place for NULL
	entity                          // all columns of a table
	optionalEntity                  // those of one that an outer join may leave out
)

// item is an entry of a select list with what reading it needs.
type item struct {
	cell     *cell          // of the expression
	entity   *sqlast.Source // all columns of it, instead of an expression
	goType   reflect.Type   // that the value is decoded into; of an entity, the struct
	offset   uint32         // in the row
	plain    bool           // its Go type has no place for NULL
	optional bool           // an entity that an outer join may leave out
}

// item is the entry, read into a value of type t at offset of the row.
func (e entry) item(t reflect.Type, offset uint32) item {
	switch {
	case e.cell == nil:
		return item{offset: offset}
	case e.kind == entity, e.kind == optionalEntity:
		it := entityItem(e.cell.source(), e.kind == optionalEntity)
		it.offset = offset
		return it
	}
	return item{cell: e.cell, goType: t, offset: offset, plain: e.kind == plainValue}
}

func valueItem[R any](c *cell, plain bool) item {
	return item{cell: c, goType: reflect.TypeFor[R](), plain: plain}
}

func (i *item) expr() sqlast.Expr { return i.cell.node() }

func (i *item) ast() sqlast.Item { return sqlast.Item{Expr: i.expr(), Entity: i.entity} }

// width is how many columns of the server's row the item takes.
func (i *item) width() int {
	if i.entity != nil {
		return len(i.entity.Table.Columns)
	}
	return 1
}

// Source is what a query reads from: a table, or a table under another name.
type Source interface{ source() *cell }

// EntityOf is a table whose rows are entities of type E.
type EntityOf[E any] interface {
	Source
	Item[*E]
}

// Entity makes a table an item and a source of queries; P is the pointer type of its entities. schema.Table embeds it;
// its methods are unexported so that columns may have any name.
//
// P is a pointer and the methods have pointer receivers for the sake of building a program: each entity of a model then
// costs two small functions here and no more.
type Entity[P any] struct{ c *cell }

func (e *Entity[P]) source() *cell { return e.c }
func (e *Entity[P]) entry(P) entry { return entry{e.c, entity} }

// entityItem is the entity of s; of a nil s nothing, which the check of the statement refuses.
func entityItem(s *sqlast.Source, optional bool) item {
	if s == nil {
		return item{}
	}
	return item{entity: s, goType: s.Table.GoType, optional: optional}
}

// entityOf is the entity of t, which may be nil.
func entityOf(t Source, kind entryKind) entry {
	c, _ := sourceCell("select list", t) // none is refused when the query is checked
	return entry{c, kind}
}

// entryOf is i as an entry. A nil i gives one that the check of the statement refuses.
func entryOf[R any](i Item[R]) entry {
	if isNil(i) {
		return entry{}
	}
	var r R // only its type is meant
	return i.entry(r)
}

// OptionalEntity is the entity of a table that an outer join may leave out; see [Optional].
type OptionalEntity[E any] struct{ c *cell }

func (o OptionalEntity[E]) entry(*E) entry { return entry{o.c, optionalEntity} }

// Optional is the entity of t, or nil in rows where an outer join found none.
func Optional[E any](t EntityOf[E]) OptionalEntity[E] {
	return OptionalEntity[E]{entityOf(t, optionalEntity).cell}
}

// FieldOf is one field of a struct that a query reads into; see [Into].
type FieldOf[R any] struct{ it item }

// Into reads e into the field of R that field returns the address of. field is called once, with a zero R.
func Into[R, T any](e Item[T], field func(*R) *T) FieldOf[R] {
	var r R
	at := uint32(outside)
	if offset, ok := rowscan.Offset(rowscan.Of(&r), rowscan.Of(field(&r)), reflect.TypeFor[R]().Size()); ok {
		at = uint32(offset)
	}
	return FieldOf[R]{entryOf(e).item(reflect.TypeFor[T](), at)}
}

// outside marks a field that does not lie in its struct; building the query refuses it.
const outside = math.MaxUint32
