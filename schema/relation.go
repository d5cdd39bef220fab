package schema

import (
	"reflect"
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// relation is a relation that is being defined. The model completes r.
type relation struct {
	r        *sqlast.Relation
	from, to []*sqlast.Column
	entity   reflect.Type // whose field the holder is
	base     rowscan.Pointer
	inside   bool // the holder lies in the entity
	err      error
}

// Path leads from entities A to related entities B; relations are the shortest ones.
type Path[A, B any] interface {
	path(*A, *B) []*sqlast.Relation
}

// ToOne is a many-to-one relation: each P has at most one C.
type ToOne[P, C any] = ToOneOf[*P, *C]

// ToMany is a one-to-many relation: each P has any number of C.
type ToMany[P, C any] = ToManyOf[*P, *C]

// ToOneOf is a [ToOne] by the pointer types of its entities, as [TableOf] is a table.
type ToOneOf[P, C any] struct{ d *relation }

// ToManyOf is a [ToMany] by the pointer types of its entities, as [TableOf] is a table.
type ToManyOf[P, C any] struct{ d *relation }

func (r *ToOneOf[P, C]) part() part                    { return r.d }
func (r *ToOneOf[P, C]) path(P, C) []*sqlast.Relation  { return r.d.path() }
func (r *ToManyOf[P, C]) part() part                   { return r.d }
func (r *ToManyOf[P, C]) path(P, C) []*sqlast.Relation { return r.d.path() }

//go:noinline
func (d *relation) path() []*sqlast.Relation { return []*sqlast.Relation{d.r} }

// RelationOption changes how a relation is defined.
type RelationOption func(*sqlast.Relation)

// Strategy is how related rows are loaded.
type Strategy = sqlast.Strategy

// SelectIn loads related rows with one more query for all objects at hand.
const SelectIn = sqlast.StrategySelectIn

// Always loads the relation with every entity query, unless the query says otherwise.
func Always(s Strategy) RelationOption { return func(r *sqlast.Relation) { r.Always = s } }

// ManyToOne relates each P to the one C whose key its foreign key has. field returns the holder in P.
//
//go:noinline
func ManyToOne[P, C, K any](fk, key Column[K], field func(P) *OneOf[C], opts ...RelationOption) *ToOneOf[P, C] {
	d := newRelation(sqlast.ManyToOne, reflect.TypeFor[P](), columnsOf(fk), columnsOf(key), opts)
	d.place(rowscan.Of(field(rowscan.AsPointer[P](d.base))))
	return &ToOneOf[P, C]{d}
}

// OneToMany relates each P to the C whose foreign key has its key. field returns the holder in P.
//
//go:noinline
func OneToMany[P, C, K any](key, fk Column[K], field func(P) *ManyOf[C], opts ...RelationOption) *ToManyOf[P, C] {
	d := newRelation(sqlast.OneToMany, reflect.TypeFor[P](), columnsOf(key), columnsOf(fk), opts)
	d.place(rowscan.Of(field(rowscan.AsPointer[P](d.base))))
	return &ToManyOf[P, C]{d}
}

func newRelation(kind sqlast.RelationKind, entity reflect.Type, from, to []*sqlast.Column, opts []RelationOption) *relation {
	d := &relation{r: &sqlast.Relation{Kind: kind}, from: from, to: to, entity: entity.Elem()}
	d.base = rowscan.New(d.entity)
	for _, o := range opts {
		o(d.r)
	}
	return d
}

// place finds where the holder's field lies.
func (d *relation) place(field rowscan.Pointer) {
	d.r.Offset, d.inside = rowscan.Offset(d.base, field, d.entity.Size())
}

func columnsOf(cs ...AnyColumn) []*sqlast.Column {
	out := make([]*sqlast.Column, 0, len(cs))
	for _, c := range cs {
		if f, ok := query.NodeOf(c).(*sqlast.Field); ok {
			out = append(out, f.Column)
		}
	}
	return out
}

// Then is the path that goes on with y where x ends: company, employees, their manager.
func Then[A, B, C any](x Path[A, B], y Path[B, C]) Path[A, C] {
	return route[*A, *C]{append(slices.Clone(x.path(nil, nil)), y.path(nil, nil)...)}
}

// RelationsOf returns the relations of a path, for rowan's other packages.
func RelationsOf[A, B any](p Path[A, B]) []*sqlast.Relation { return p.path(nil, nil) }

// route is a path of several relations.
type route[A, B any] struct{ rs []*sqlast.Relation }

func (r route[A, B]) path(A, B) []*sqlast.Relation { return r.rs }
