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

// LoadingOf returns l without its type, for package preload.
func LoadingOf[T any](l Loader[T]) Loading { return l.loading() }

// Loading is a loader without its type. Package preload implements it.
type Loading interface {
	// Path is what the loader says something about: relations, one after another, that begin at the rows.
	Path() []*sqlast.Relation
}

// Related tells what is to be loaded for entities of one table.
type Related struct {
	Table   *sqlast.Table
	Parents []rowscan.Pointer
	Loaders []Loading          // of the query that read them
	Without []*sqlast.Relation // not loaded, although they are declared to be loaded always
}

// Reads is one entity that a query reads, and the query's loaders for it.
type Reads struct {
	Source  *sqlast.Source
	Loaders []Loading
}

// Preloader is what package preload does for queries.
type Preloader interface {
	// Load fills the holders of all entities.
	Load(ctx context.Context, db DB, all []Related) error
	// Beside returns what a query can take along in its round trip, or nil where there is nothing. s is nil where the
	// query is no SELECT of rowan's.
	Beside(s *sqlast.Select, entities []Reads) (Companion, error)
}

// preloader loads related objects; package preload sets it.
var preloader Preloader

// SetPreloader tells who loads related objects. Package preload calls it when the program starts.
func SetPreloader(p Preloader) { preloader = p }

// loadsAny reports whether reading the items with loaders asks for related objects.
func loadsAny(items []item, loaders []Loading) bool {
	if len(loaders) > 0 {
		return true
	}
	for i := range items {
		if e := items[i].entity; e != nil && alwaysLoads(e.Table) != nil {
			return true
		}
	}
	return false
}

func readsEntity(items []item) bool {
	for i := range items {
		if items[i].entity != nil {
			return true
		}
	}
	return false
}

// alwaysLoads is a relation of t that is loaded with every entity query, or nil.
func alwaysLoads(t *sqlast.Table) *sqlast.Relation {
	for _, r := range t.Relations {
		if r.Always != sqlast.StrategyNone {
			return r
		}
	}
	return nil
}

// load loads what is related to what the reader read.
func (c *core) load(ctx context.Context, db DB, read *reader) error {
	return loadRelated(ctx, db, c.related(read))
}

// entities are those that the query reads. Its loaders belong to its only entity.
func (c *core) entities() (all []Reads) {
	for i := range c.items {
		if e := c.items[i].entity; e != nil {
			all = append(all, Reads{Source: e})
		}
	}
	if len(all) > 0 {
		all[0].Loaders = c.loaders
	}
	return all
}

// related are the entities that the reader read. The query's own loaders belong to its only entity.
func (c *core) related(read *reader) []Related {
	all := make([]Related, len(read.entities))
	for i := range read.entities {
		all[i] = Related{Table: read.entities[i].source.Table, Parents: read.entities[i].read}
	}
	if len(all) > 0 {
		all[0].Loaders = c.loaders
	}
	return all
}

func loadRelated(ctx context.Context, db DB, all []Related) error {
	if preloader != nil {
		return preloader.Load(ctx, db, all)
	}
	for _, rel := range all {
		if r := alwaysLoads(rel.Table); r != nil {
			return refuse("select list", r.Name, "is declared to be loaded always; import github.com/rowan-go/rowan/preload, which loads it")
		}
	}
	return nil
}
