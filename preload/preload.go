package preload

import (
	"context"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// SelectIn loads the related objects of path with one query for each relation of it, whatever the number of rows. The
// relations of all loaders that begin at the same objects are asked for in one round trip: a path of n relations takes n
// round trips behind the query's own. What is loaded already is not asked for again, nor what the session of the query holds.
func SelectIn[P, C any](path schema.Path[P, C]) query.LoaderOf[*P] {
	return query.LoaderOf[*P]{L: loader{schema.RelationsOf(path), selectIn}}
}

// Subquery loads the related objects of path with queries that repeat the query of the rows as a subquery, so that all
// of them travel together with it: one round trip for the rows and a path of any length. It pays where round trips are
// slow and the query is quick; the server runs the query once more for each relation, and chooses a plan of its own for that.
//
// What changes between the statements is seen as [SelectIn] sees it: parents that the repeated query does not give again
// (another transaction changed them; a limit without an order picked others) are asked for by their keys, in one more
// round trip for each relation. With Each, which reads rows in blocks, it does what SelectIn does.
//
// A query with DISTINCT and a limit, a raw statement, and INSERT, UPDATE or DELETE cannot be repeated: running them is an error.
func Subquery[P, C any](path schema.Path[P, C]) query.LoaderOf[*P] {
	return query.LoaderOf[*P]{L: loader{schema.RelationsOf(path), subquery}}
}

// None keeps the last relation of path from being loaded by one query, although it was declared with schema.Always.
// It takes back what loaders before it said; loaders after it take it back in turn.
func None[P, C any](path schema.Path[P, C]) query.LoaderOf[*P] {
	return query.LoaderOf[*P]{L: loader{schema.RelationsOf(path), none}}
}

// Load fills the relations of path for parents that were read before, as [SelectIn] does with a query. Relations that
// are loaded are left as they are; nil parents are passed over. Nothing is sent where nothing is missing.
func Load[P, C any](ctx context.Context, db query.DB, parents []*P, path schema.Path[P, C]) error {
	return LoadAll(ctx, db, parents, SelectIn(path))
}

// LoadAll is [Load] with several loaders: relations of the same objects are asked for in one round trip. There is no
// query that a [Subquery] could repeat, so it does what SelectIn does.
func LoadAll[P any](ctx context.Context, db query.DB, parents []*P, loaders ...query.Loader[*P]) error {
	all := query.Related{Parents: make([]rowscan.Pointer, 0, len(parents))}
	for _, p := range parents {
		all.Parents = append(all.Parents, rowscan.Of(p))
	}
	for _, l := range loaders {
		all.Loaders = append(all.Loaders, query.LoadingOf(l))
	}
	return preloader{}.Load(ctx, db, []query.Related{all})
}

// LoadRelations fills each of the relations for its parents, all in one round trip, for rowan's other packages.
func LoadRelations(ctx context.Context, db query.DB, relations []*sqlast.Relation, parents [][]rowscan.Pointer) error {
	all := make([]query.Related, len(relations))
	for i, r := range relations {
		all[i] = query.Related{Parents: parents[i], Loaders: []query.Loading{loader{[]*sqlast.Relation{r}, selectIn}}}
	}
	return preloader{}.Load(ctx, db, all)
}

// how is what a loader does with the relations of its path.
type how uint8

const (
	unsaid   how = iota // nothing: the relation's own default holds
	none                // it is not loaded
	selectIn            // see SelectIn
	subquery            // see Subquery
)

// loader is what With takes.
type loader struct {
	path []*sqlast.Relation
	how  how
}

// Path is the relations that the loader is about.
func (l loader) Path() []*sqlast.Relation { return l.path }

// preloader loads what queries read.
type preloader struct{}

func init() { query.SetPreloader(preloader{}) }

// Load fills the holders of all entities.
func (preloader) Load(ctx context.Context, db query.DB, all []query.Related) error {
	return (&walk{ctx: ctx, db: db}).run(all, nil)
}
