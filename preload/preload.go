package preload

import (
	"context"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// SelectIn loads the related objects of path with one query for each relation of it, whatever the number of rows. What
// is loaded already is not asked for again, nor what the session of the query holds.
func SelectIn[P, C any](path schema.Path[P, C]) query.LoaderOf[*P] {
	return query.LoaderOf[*P]{L: selectIn{schema.RelationsOf(path)}}
}

// None keeps a relation that was declared with schema.Always from being loaded by one query.
func None[P, C any](path schema.Path[P, C]) query.LoaderOf[*P] {
	return query.LoaderOf[*P]{L: none{schema.RelationsOf(path)}}
}

// Load fills the relations of path for parents that were read before, as [SelectIn] does with a query. Relations that
// are loaded are left as they are.
func Load[P, C any](ctx context.Context, db query.DB, parents []*P, path schema.Path[P, C]) error {
	ps := make([]rowscan.Pointer, 0, len(parents))
	for _, p := range parents {
		ps = append(ps, rowscan.Of(p))
	}
	return selectIn{schema.RelationsOf(path)}.Load(ctx, db, ps)
}

// none loads nothing.
type none struct{ path []*sqlast.Relation }

func (l none) Covers(r *sqlast.Relation) bool { return len(l.path) > 0 && l.path[0] == r }

func (none) Load(context.Context, query.DB, []rowscan.Pointer) error { return nil }

func init() { query.SetAlways(always) }

// always loads relations that are declared to be loaded with every entity query.
func always(ctx context.Context, db query.DB, rs []*sqlast.Relation, parents []rowscan.Pointer) error {
	for _, r := range rs {
		on := context.WithValue(ctx, wayKey{}, visited(ctx, r))
		if err := (selectIn{[]*sqlast.Relation{r}}).Load(on, db, parents); err != nil {
			return err
		}
	}
	return nil
}
