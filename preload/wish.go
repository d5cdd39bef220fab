package preload

import (
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// wish is what a query says about one relation of the objects at one place.
type wish struct {
	relation *sqlast.Relation
	how      how
	below    wishes // about the objects that the relation leads to
}

// wishes are about the same objects, each about another relation.
type wishes []*wish

// wishesOf merges loaders, so that what they have in common is loaded once. Of two that say something else about a
// relation, the later one holds.
func wishesOf(loaders []query.Loading) (ws wishes, err error) {
	for _, l := range loaders {
		l, ok := l.(loader)
		if !ok {
			continue
		}
		if err := l.complete(); err != nil {
			return nil, err
		}
		ws.add(l)
	}
	return ws, nil
}

// complete refuses a path whose relations do not know their tables.
func (l loader) complete() error {
	for i, r := range l.path {
		if r.From == nil {
			return noModel(l.path, i)
		}
	}
	return nil
}

func (ws *wishes) add(l loader) {
	at := ws
	for i, r := range l.path {
		w := at.about(r)
		if l.how != none || i == len(l.path)-1 {
			w.how = l.how
		}
		at = &w.below
	}
}

// about returns the wish about r, a new one where there was none.
func (ws *wishes) about(r *sqlast.Relation) *wish {
	if w := ws.find(r); w != nil {
		return w
	}
	w := &wish{relation: r}
	*ws = append(*ws, w)
	return w
}

func (ws wishes) find(r *sqlast.Relation) *wish {
	for _, w := range ws {
		if w.relation == r {
			return w
		}
	}
	return nil
}

// withDefaults adds the relations of t that are always loaded, where nothing is said about them.
func (ws wishes) withDefaults(t *sqlast.Table, way []*sqlast.Relation) wishes {
	if t == nil {
		return ws
	}
	own := false
	for _, r := range t.Relations {
		if r.Always == sqlast.StrategyNone || leadsBack(r, way) {
			continue
		}
		w := ws.find(r)
		if w != nil && w.how != unsaid {
			continue
		}
		if !own { // wishes are shared by all runs of a query
			ws, own = slices.Clone(ws), true
		}
		ws = ws.replace(w, &wish{relation: r, how: defaultOf(r.Always)})
	}
	return ws
}

// leadsBack reports whether a relation that is always loaded is not loaded once more: it is on the way to the objects
// already, so that a circle of relations comes to an end, or it leads back to the objects that they were reached from.
func leadsBack(r *sqlast.Relation, way []*sqlast.Relation) bool {
	if n := len(way); n > 0 && r.Kind == sqlast.ManyToOne && r.Inverse == way[n-1] {
		return true
	}
	return slices.Contains(way, r)
}

// replace puts by in the place of old, with what old says about the objects behind.
func (ws wishes) replace(old, by *wish) wishes {
	if old == nil {
		return append(ws, by)
	}
	by.below = old.below
	ws[slices.Index(ws, old)] = by
	return ws
}

// defaultOf is the strategy that a relation was declared with.
func defaultOf(s sqlast.Strategy) how {
	if s == sqlast.StrategySubquery {
		return subquery
	}
	return selectIn
}
