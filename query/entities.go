package query

import (
	"context"
	"reflect"
	"strconv"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// EntityQuery selects the entities of one table, for rowan's other packages. It is checked and rendered once; goroutines
// may share it.
type EntityQuery struct {
	core  *core
	table *sqlast.Table
	row   reflect.Type // of rows that are no entities alone; see NewKeyedQuery
	why   Why          // nil: the program asked
}

// For is q, sent for a reason. It is called before q is shared.
func (q *EntityQuery) For(why Why) *EntityQuery {
	q.why = why
	return q
}

// NewEntityQuery makes a query of s, whose only item is the entity of source. Its parameters have the slots 1 to n. What
// is wrong with it is reported by each run.
func NewEntityQuery(s *sqlast.Select, source *sqlast.Source) *EntityQuery {
	return &EntityQuery{core: ready(&core{stmt: s, items: []item{entityItem(source, false)}}), table: source.Table}
}

// NewKeyedQuery makes a query of s whose rows are structs: in front the entity of source, a nil pointer where an outer
// join found none, and behind it what the other items of s are, read into the given types.
func NewKeyedQuery(s *sqlast.Select, source *sqlast.Source, keys ...reflect.Type) *EntityQuery {
	fields := []reflect.StructField{{Name: "Entity", Type: reflect.TypeFor[rowscan.Pointer]()}}
	for i, t := range keys {
		fields = append(fields, reflect.StructField{Name: "Key" + strconv.Itoa(i), Type: t})
	}
	q := &EntityQuery{table: source.Table, row: reflect.StructOf(fields)}
	items := []item{entityItem(source, true)}
	for i, t := range keys {
		items = append(items, item{cell: newCell(s.Items[i+1].Expr), goType: t, offset: uint32(q.KeyOffset(i))})
	}
	q.core = ready(&core{stmt: s, items: items})
	return q
}

// KeyOffset is where the key with the given index lies in a row of [NewKeyedQuery].
func (q *EntityQuery) KeyOffset(i int) uintptr { return q.row.Field(i + 1).Offset }

// Load runs the query with an argument for each slot and returns its entities in order; in a session, the session's own.
// Relations that are declared to be loaded always are, but for those of without. The slice args is the query's from then on.
func (q *EntityQuery) Load(ctx context.Context, db DB, without []*sqlast.Relation, args ...any) ([]rowscan.Pointer, error) {
	a := Ask{Query: q, Why: q.why}
	if err := a.runWith(ctx, db, args); err != nil {
		return nil, err
	}
	if len(a.Found) == 0 || alwaysLoads(q.table) == nil {
		return a.Found, nil
	}
	return a.Found, loadRelated(ctx, db, []Related{{Table: q.table, Parents: a.Found, Without: without}})
}

// String shows the query's SQL, or why it is refused.
func (q *EntityQuery) String() string { return q.core.String() }

// sink takes the query's rows, and shows each to the taker, if any.
func (q *EntityQuery) sink(t Taker) found {
	if t != nil {
		t.Begin()
	}
	if q.row == nil {
		return &pointers{taker: t}
	}
	return &structs{row: q.row, slab: rowscan.NewSlab(q.row), pointers: pointers{taker: t}}
}

// Taker sees each row once it was read, while it is at hand.
type Taker interface {
	Begin() // of the rows; all of them may come once more
	Take(row rowscan.Pointer)
}

// found takes rows and remembers where they are.
type found interface {
	sink
	all() []rowscan.Pointer
}

// pointers takes rows that are one entity each.
type pointers struct {
	of    []rowscan.Pointer
	first [1]rowscan.Pointer // what of begins as
	taker Taker
}

func (ps *pointers) expect(rows int) {
	if ps.of = ps.first[:0]; rows > 1 {
		ps.of = make([]rowscan.Pointer, 0, min(rows+rows/chunkMargin, largeChunk))
	}
}

func (ps *pointers) next() rowscan.Pointer {
	ps.add(rowscan.Pointer{})
	return rowscan.Of(&ps.of[len(ps.of)-1])
}

// add makes place for a row. The one before it is read.
func (ps *pointers) add(p rowscan.Pointer) {
	ps.show()
	ps.of = append(ps.of, p)
}

func (ps *pointers) show() {
	if n := len(ps.of); n > 0 && ps.taker != nil {
		ps.taker.Take(ps.of[n-1])
	}
}

// all ends the rows, none of which failed.
func (ps *pointers) all() []rowscan.Pointer {
	ps.show()
	return ps.of
}

// structs takes rows of a type that is known when the program runs.
type structs struct {
	row  reflect.Type
	slab *rowscan.Slab
	pointers
}

func (s *structs) expect(rows int) {
	s.pointers.expect(rows)
	if rows > 0 {
		s.slab.Reset(s.row, rows)
	}
}

func (s *structs) next() rowscan.Pointer {
	p := s.slab.Next()
	s.add(p)
	return p
}

// Entities runs s once, as [EntityQuery] does.
func Entities(ctx context.Context, db DB, s *sqlast.Select, source *sqlast.Source, without []*sqlast.Relation) ([]rowscan.Pointer, error) {
	return NewEntityQuery(s, source).Load(ctx, db, without)
}
