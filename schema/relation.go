package schema

import (
	"reflect"
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// relation is a relation as it was declared. The model completes r.
type relation struct {
	r        *sqlast.Relation
	from, to []*sqlast.Column
	entity   reflect.Type // whose field the holder is
	target   reflect.Type // that the holder has
	problem  string       // what is wrong with the declaration
	alone    *sqlast.Relation
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
func (d *relation) path() []*sqlast.Relation {
	if d == nil {
		return []*sqlast.Relation{{Name: "(none)"}}
	}
	return []*sqlast.Relation{d.r}
}

// RelationOption changes how a relation is defined.
type RelationOption func(*sqlast.Relation)

// Strategy is how related rows are loaded.
type Strategy = sqlast.Strategy

// SelectIn loads related rows with one more query for all objects at hand.
const SelectIn = sqlast.StrategySelectIn

// Always loads the relation with every entity query, unless the query says otherwise.
func Always(s Strategy) RelationOption { return func(r *sqlast.Relation) { r.Always = s } }

// ManyToOne relates each P to the one C whose key its foreign key has; P and C are pointers to entities. field returns
// the holder in P. Keys of several columns are [Columns2] and [Columns3].
//
//go:noinline
func ManyToOne[P, C, K any](fk, key Column[K], field func(P) *OneOf[C], opts ...RelationOption) *ToOneOf[P, C] {
	d := newRelation(sqlast.ManyToOne, reflect.TypeFor[P](), reflect.TypeFor[C](), columnsOf(fk), columnsOf(key))
	if base := d.zero(field == nil); !base.IsNil() {
		d.place(base, rowscan.Of(field(rowscan.AsPointer[P](base))))
	}
	return &ToOneOf[P, C]{d.with(opts)}
}

// OneToMany relates each P to the C whose foreign key has its key; P and C are pointers to entities. field returns the
// holder in P. Keys of several columns are [Columns2] and [Columns3].
//
//go:noinline
func OneToMany[P, C, K any](key, fk Column[K], field func(P) *ManyOf[C], opts ...RelationOption) *ToManyOf[P, C] {
	d := newRelation(sqlast.OneToMany, reflect.TypeFor[P](), reflect.TypeFor[C](), columnsOf(key), columnsOf(fk))
	if base := d.zero(field == nil); !base.IsNil() {
		d.place(base, rowscan.Of(field(rowscan.AsPointer[P](base))))
	}
	return &ToManyOf[P, C]{d.with(opts)}
}

func newRelation(kind sqlast.RelationKind, entity, target reflect.Type, from, to []*sqlast.Column) *relation {
	d := &relation{r: &sqlast.Relation{Kind: kind, Name: entity.String() + ".(unknown field)"}, from: from, to: to}
	for _, t := range []reflect.Type{entity, target} {
		if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
			d.problem = "is between " + t.String() + " and others, which is no pointer to an entity; declare the holder as schema.One[Entity] or schema.Many[Entity]"
			return d
		}
	}
	d.entity, d.target = entity.Elem(), target.Elem()
	d.r.Name = d.entity.Name() + ".(unknown field)"
	return d
}

// zero is an entity to find the holder's field in, or nil where there is nothing to find.
func (d *relation) zero(blind bool) rowscan.Pointer {
	if d.problem == "" && blind {
		d.problem = "has no function that returns its holder; return the address of a field of the argument"
	}
	if d.problem != "" {
		return rowscan.Pointer{}
	}
	return zeroEntity(d.entity)
}

// place finds where the holder lies, and whether the columns are those of its entity and of the related ones.
func (d *relation) place(base, holder rowscan.Pointer) {
	offset, inside := rowscan.Offset(base, holder, d.entity.Size())
	if !inside {
		d.problem = "has its holder outside of " + d.entity.Name() + "; return the address of a field of the argument, and of none behind a pointer"
		return
	}
	d.r.Offset = offset
	d.r.Name = d.entity.Name() + "." + fieldAt(d.entity, offset)
	from, problem := ofOneTable(d.from)
	to, other := ofOneTable(d.to)
	switch {
	case problem != "" || other != "":
		d.problem = problem
		if problem == "" {
			d.problem = other
		}
	case from.GoType != d.entity:
		d.problem = "begins at a column of " + from.Name + ", and its holder is in " + d.entity.Name() + "; begin it at a column of that entity's table"
	case to.GoType != d.target:
		d.problem = "ends at a column of " + to.Name + ", and its holder has a " + d.target.Name() + "; end it at a column of that entity's table"
	default:
		d.alone = &sqlast.Relation{Name: d.r.Name, Kind: d.r.Kind, From: from, To: to, Columns: places(d.from), Others: places(d.to), Offset: offset}
	}
}

func (d *relation) with(opts []RelationOption) *relation {
	for _, o := range opts {
		o(d.r)
	}
	return d
}

// linked is the relation as its model has made it, or without its other side where it is in no model; nil where its
// declaration is wrong.
func (d *relation) linked() *sqlast.Relation {
	switch {
	case d == nil:
		return nil
	case d.r.From != nil:
		return d.r
	}
	return d.alone
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
