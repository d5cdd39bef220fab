package query

import (
	"context"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Loader loads related objects of rows of type T. Package preload makes loaders; the root type is checked by the compiler.
type Loader[T any] interface {
	loads(T)
	loading() Loading
}

// LoaderOf makes a [Loading] a [Loader] for rows of type T.
type LoaderOf[T any] struct{ L Loading }

func (LoaderOf[T]) loads(T)            {}
func (l LoaderOf[T]) loading() Loading { return l.L }

// Loading is a loader without its type. It is implemented by package preload.
type Loading interface {
	// Covers reports whether the loader decides about relation r of its root, so that the relation's own default does not.
	Covers(r *sqlast.Relation) bool
	// Load fills the holders of parents, which are entities of the loader's root.
	Load(ctx context.Context, db DB, parents []rowscan.Pointer) error
}

// always loads the relations that are declared to be loaded with every entity query; package preload sets it.
var always func(ctx context.Context, db DB, rs []*sqlast.Relation, parents []rowscan.Pointer) error

// SetAlways tells how relations declared to be loaded always are loaded. Package preload calls it when the program starts.
func SetAlways(f func(ctx context.Context, db DB, rs []*sqlast.Relation, parents []rowscan.Pointer) error) {
	always = f
}

// loads is what a query loads of the entities that it reads.
type loads struct {
	items   []item
	loaders []Loading
}

// any reports whether there is something to load.
func (l *loads) any() bool {
	if len(l.loaders) > 0 {
		return true
	}
	for i := range l.items {
		if e := l.items[i].entity; e != nil && len(l.defaults(e.Table)) > 0 {
			return true
		}
	}
	return false
}

// defaults are the relations of t that are loaded although the query does not say so.
func (l *loads) defaults(t *sqlast.Table) (rs []*sqlast.Relation) {
	for _, r := range t.Relations {
		if r.Always != sqlast.StrategyNone && !l.covers(r) {
			rs = append(rs, r)
		}
	}
	return rs
}

func (l *loads) covers(r *sqlast.Relation) bool {
	for _, x := range l.loaders {
		if x.Covers(r) {
			return true
		}
	}
	return false
}

// run runs the loaders over what the reader read. The query's own loaders belong to its only entity.
func (l *loads) run(ctx context.Context, db DB, read *reader) error {
	for i := range read.entities {
		e := &read.entities[i]
		if rs := l.defaults(e.source.Table); len(rs) > 0 {
			if always == nil {
				return refuse("select list", rs[0].Name, "is declared to be loaded always; import github.com/rowan-go/rowan/preload, which loads it")
			}
			if err := always(ctx, db, rs, e.read); err != nil {
				return err
			}
		}
	}
	if len(read.entities) == 0 {
		return nil
	}
	for _, x := range l.loaders {
		if err := x.Load(ctx, db, read.entities[0].read); err != nil {
			return err
		}
	}
	return nil
}
