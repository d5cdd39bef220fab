package query

import (
	"context"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// EntityQuery selects the entities of one table, for rowan's other packages. It is checked and rendered once; goroutines
// may share it.
type EntityQuery struct {
	core  *core
	table *sqlast.Table
}

// NewEntityQuery makes a query of s, whose only item is the entity of source. Its parameters have the slots 1 to n. What
// is wrong with it is reported by each run.
func NewEntityQuery(s *sqlast.Select, source *sqlast.Source) *EntityQuery {
	return &EntityQuery{rendered(&core{stmt: s, items: []item{entityItem(source, false)}}), source.Table}
}

// Load runs the query with an argument for each slot and returns its entities in order; in a session, the session's own.
// Relations that are declared to be loaded always are, but for those of without.
func (q *EntityQuery) Load(ctx context.Context, db DB, without []*sqlast.Relation, args ...any) ([]rowscan.Pointer, error) {
	var out pointers
	if _, err := (run{core: q.core, ctx: ctx, db: db, slots: args}).fetch(fetchAll, q.core.items, &out, false); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, loadAlways(ctx, db, q.core.defaults(q.table, without), out)
}

// String shows the query's SQL, or why it is refused.
func (q *EntityQuery) String() string { return q.core.String() }

// Entities runs s once, as [EntityQuery] does.
func Entities(ctx context.Context, db DB, s *sqlast.Select, source *sqlast.Source, without []*sqlast.Relation) ([]rowscan.Pointer, error) {
	return NewEntityQuery(s, source).Load(ctx, db, without)
}

// pointers takes rows that are one entity each.
type pointers []rowscan.Pointer

func (ps *pointers) next() rowscan.Pointer {
	*ps = append(*ps, rowscan.Pointer{})
	return rowscan.Of(&(*ps)[len(*ps)-1])
}
