package schema

import (
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// Relation is a relation of any kind, as [NewModel] takes it.
type Relation interface{ relation() *relation }

// relation is a relation that is being defined. The model completes r.
type relation struct {
	r        *sqlast.Relation
	from, to []*sqlast.Column
	entity   reflect.Type // whose field the holder is
	inside   bool         // the holder lies in the entity
	err      error
}

// Path leads from entities A to related entities B; relations are the shortest ones.
type Path[A, B any] interface {
	path() []*sqlast.Relation
	leads(A, B)
}

// ToOne is a many-to-one relation: each P has at most one C.
type ToOne[P, C any] struct{ d *relation }

// ToMany is a one-to-many relation: each P has any number of C.
type ToMany[P, C any] struct{ d *relation }

func (r ToOne[P, C]) relation() *relation       { return r.d }
func (r ToOne[P, C]) path() []*sqlast.Relation  { return []*sqlast.Relation{r.d.r} }
func (ToOne[P, C]) leads(P, C)                  {}
func (r ToMany[P, C]) relation() *relation      { return r.d }
func (r ToMany[P, C]) path() []*sqlast.Relation { return []*sqlast.Relation{r.d.r} }
func (ToMany[P, C]) leads(P, C)                 {}

// RelationOption changes how a relation is defined.
type RelationOption func(*sqlast.Relation)

// Strategy is how related rows are loaded.
type Strategy = sqlast.Strategy

// SelectIn loads related rows with one more query for all objects at hand.
const SelectIn = sqlast.StrategySelectIn

// Always loads the relation with every entity query, unless the query says otherwise.
func Always(s Strategy) RelationOption { return func(r *sqlast.Relation) { r.Always = s } }

// ManyToOne relates each P to the one C whose key its foreign key has. field returns the holder in P.
func ManyToOne[P, C, K any](fk, key Column[K], field func(*P) *One[C], opts ...RelationOption) ToOne[P, C] {
	p := new(P)
	return ToOne[P, C]{newRelation(sqlast.ManyToOne, reflect.TypeFor[P](), rowscan.Of(p), rowscan.Of(field(p)), columnsOf(fk), columnsOf(key), opts)}
}

// OneToMany relates each P to the C whose foreign key has its key. field returns the holder in P.
func OneToMany[P, C, K any](key, fk Column[K], field func(*P) *Many[C], opts ...RelationOption) ToMany[P, C] {
	p := new(P)
	return ToMany[P, C]{newRelation(sqlast.OneToMany, reflect.TypeFor[P](), rowscan.Of(p), rowscan.Of(field(p)), columnsOf(key), columnsOf(fk), opts)}
}

func newRelation(kind sqlast.RelationKind, entity reflect.Type, base, field rowscan.Pointer, from, to []*sqlast.Column, opts []RelationOption) *relation {
	offset, ok := rowscan.Offset(base, field, entity.Size())
	d := &relation{r: &sqlast.Relation{Kind: kind, Offset: offset}, from: from, to: to, entity: entity, inside: ok}
	for _, o := range opts {
		o(d.r)
	}
	return d
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
	return route[A, C]{append(append([]*sqlast.Relation(nil), x.path()...), y.path()...)}
}

// RelationsOf returns the relations of a path, for rowan's other packages.
func RelationsOf[A, B any](p Path[A, B]) []*sqlast.Relation { return p.path() }

// route is a path of several relations.
type route[A, B any] struct{ rs []*sqlast.Relation }

func (r route[A, B]) path() []*sqlast.Relation { return r.rs }
func (route[A, B]) leads(A, B)                 {}
