package query

import (
	"context"
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Entities runs s, whose only item is the entity of source, for package preload. Relations of without are not loaded
// with the entities, although they are declared to be loaded always.
func Entities(ctx context.Context, db DB, s *sqlast.Select, source *sqlast.Source, without []*sqlast.Relation) ([]rowscan.Pointer, error) {
	c := &core{stmt: s, items: []item{entityItem(source, false)}, loaders: []Loading{except(without)}}
	var out pointers
	r := run{core: c, ctx: ctx, db: db}
	err := r.collect(fetchAll, allColumns, &out)
	return out, err
}

// pointers takes rows that are one entity each.
type pointers []rowscan.Pointer

func (ps *pointers) expect(rows int) {
	if rows > 0 {
		*ps = make(pointers, 0, min(rows+rows/chunkMargin, largeChunk))
	}
}

func (ps *pointers) next() rowscan.Pointer {
	*ps = append(*ps, rowscan.Pointer{})
	return rowscan.Of(&(*ps)[len(*ps)-1])
}

// except keeps relations from being loaded.
type except []*sqlast.Relation

func (e except) Covers(r *sqlast.Relation) bool { return slices.Contains(e, r) }

func (except) Load(context.Context, DB, []rowscan.Pointer) error { return nil }
