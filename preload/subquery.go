package preload

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// companion is the statements that travel with a query because its loaders, or the defaults of its entities, say Subquery.
type companion struct {
	roots  []wishes // for each entity that the query reads
	routes []*route
}

// route is how the children that one wish is about come along with a query.
type route struct {
	wish  *wish
	query *query.EntityQuery
	key   key // of its rows
	keyed bool
}

// Beside returns the statements that travel with a query of s, or nil where there are none.
func (preloader) Beside(s *sqlast.Select, entities []query.Reads) (query.Companion, error) {
	c := &companion{}
	for _, e := range entities {
		ws, err := wishesOf(e.Loaders)
		if err != nil {
			return nil, err
		}
		fits := repeatable(s)
		if r := ws.first(subquery); r != nil && fits != nil {
			return nil, failed(r, fits)
		}
		if fits == nil {
			ws.expand(e.Source.Table, nil)
			if err := c.add(&repeated{s, e.Source}, ws, nil); err != nil {
				return nil, err
			}
		}
		c.roots = append(c.roots, ws)
	}
	if len(c.routes) == 0 {
		return nil, nil //nolint:nilnil // nothing travels along
	}
	return c, nil
}

// first is a relation that is wished for in the given way, or nil.
func (ws wishes) first(h how) *sqlast.Relation {
	for _, w := range ws {
		if w.how == h {
			return w.relation
		}
		if r := w.below.first(h); r != nil {
			return r
		}
	}
	return nil
}

// expand adds the relations that are always loaded in this way, as far as nothing else is said about them.
func (ws *wishes) expand(t *sqlast.Table, way []*sqlast.Relation) {
	for _, r := range t.Relations {
		if r.Always == sqlast.StrategySubquery && !leadsBack(r, way) {
			if w := ws.about(r); w.how == unsaid {
				w.how = subquery
			}
		}
	}
	for _, w := range *ws {
		if w.how == subquery {
			w.below.expand(w.relation.To, append(slices.Clip(way), w.relation))
		}
	}
}

// add makes a route for each wish that asks for one, chain being the relations before it.
func (c *companion) add(from *repeated, ws wishes, chain []*sqlast.Relation) error {
	for _, w := range ws {
		if w.how == unsaid || w.how == none {
			continue
		}
		chain := append(slices.Clip(chain), w.relation)
		if w.how == subquery {
			r, err := from.route(w, chain)
			if err != nil {
				return failed(w.relation, err)
			}
			c.routes = append(c.routes, r)
		}
		if err := c.add(from, w.below, chain); err != nil {
			return err
		}
	}
	return nil
}

// Queries are the statements.
func (c *companion) Queries() []*query.EntityQuery {
	qs := make([]*query.EntityQuery, len(c.routes))
	for i, r := range c.routes {
		qs[i] = r.query
	}
	return qs
}

// Load fills the holders of what the query read.
func (c *companion) Load(ctx context.Context, db query.DB, all []query.Related, answers [][]rowscan.Pointer) error {
	w := walk{ctx: ctx, db: db, along: make(map[*wish]rows, len(answers))}
	for i, all := range answers {
		r := c.routes[i]
		w.along[r.wish] = rows{source: source{key: r.key, keyed: r.keyed, part: true}, all: all}
	}
	return w.run(all, c.roots)
}

// Why a query cannot be repeated.
var (
	errNoSelect = errors.New("Subquery repeats a query as a subquery, which only a SELECT made by package query can be; use SelectIn")
	errDistinct = errors.New("Subquery cannot repeat a query with Distinct and a limit or an offset: its keys alone would be " +
		"other rows; use SelectIn, or DistinctOn the key")
)

func repeatable(s *sqlast.Select) error {
	switch {
	case s == nil:
		return errNoSelect
	case s.Distinct && len(s.DistinctOn) == 0 && cutsRows(s):
		return errDistinct
	}
	return nil
}

// cutsRows reports whether the order of the query decides which rows it has.
func cutsRows(s *sqlast.Select) bool { return s.Limit != nil || s.Offset != nil || s.Fetch > 0 }

// repeated is a query that others have as a subquery, and the entity in it that relations begin at.
type repeated struct {
	query  *sqlast.Select
	source *sqlast.Source
}

// keys is the query for columns of the entity: the same rows, without locks and without an order where it does not matter.
func (q *repeated) keys(columns []int) *sqlast.Select {
	s := *q.query
	s.Lock = sqlast.Lock{}
	s.Items = itemsOf(fieldsOf(q.source, columns))
	if len(s.DistinctOn) == 0 && !cutsRows(&s) {
		s.Distinct, s.OrderBy = false, nil
	}
	s.OrderBy = slices.Clone(s.OrderBy)
	for i, o := range s.OrderBy {
		if named, ok := o.X.(*sqlast.Named); ok { // the select list that has the name is gone
			s.OrderBy[i].X = named.X
		}
	}
	return &s
}

// reached is the query for columns of the objects at the end of chain.
func (q *repeated) reached(chain []*sqlast.Relation, columns []int) *sqlast.Select {
	if len(chain) == 0 {
		return q.keys(columns)
	}
	last := chain[len(chain)-1]
	source := &sqlast.Source{Table: last.To}
	return &sqlast.Select{Items: itemsOf(fieldsOf(source, columns)), From: source, Where: []sqlast.Expr{q.at(source, chain)}}
}

// at is the condition that rows of source are at the end of chain.
func (q *repeated) at(source *sqlast.Source, chain []*sqlast.Relation) sqlast.Expr {
	before, last := chain[:len(chain)-1], chain[len(chain)-1]
	return oneOf(fieldsOf(source, last.Others), q.reached(before, last.Columns))
}

// oneOf is the condition that fields hold the values of a row of keys. For one column that is field = ANY (ARRAY(keys)):
// the server runs keys once and looks the values up by their index, as if they had been sent. With IN it may take a join
// that reads the whole table; a row of several columns leaves no choice.
func oneOf(fields []sqlast.Expr, keys *sqlast.Select) sqlast.Expr {
	if len(fields) > 1 {
		return &sqlast.In{X: fields, Query: keys}
	}
	array := &sqlast.Raw{Texts: []string{"ARRAY", ""}, Args: []sqlast.Expr{&sqlast.Scalar{Query: keys}}}
	return &sqlast.Any{X: fields[0], Array: array}
}

// route is the statement for the objects at the end of chain.
func (q *repeated) route(w *wish, chain []*sqlast.Relation) (*route, error) {
	p, err := planOf(w.relation)
	if err != nil {
		return nil, err
	}
	if w.relation.Kind == sqlast.ManyToOne {
		source := &sqlast.Source{Table: w.relation.To}
		s := &sqlast.Select{Items: []sqlast.Item{{Entity: source}}, From: source, Where: []sqlast.Expr{q.at(source, chain)}}
		return &route{wish: w, query: query.NewEntityQuery(s, source).For(path(chain)), key: p.to}, nil
	}
	return q.keyedRoute(w, chain)
}

// keyedRoute has each parent's key beside its children, and a row without a child for a parent that has none. So a parent
// that the repeated query does not give is told from one without children.
func (q *repeated) keyedRoute(w *wish, chain []*sqlast.Relation) (*route, error) {
	r := w.relation
	parents, children := &sqlast.Source{Table: r.From, Alias: "parent"}, &sqlast.Source{Table: r.To}
	if children.Name() == parents.Alias {
		parents.Alias = "parents"
	}
	columns := fieldsOf(parents, r.Columns)
	s := &sqlast.Select{
		Items: append([]sqlast.Item{{Entity: children}}, itemsOf(columns)...), From: parents,
		Joins:   []sqlast.Join{{Kind: sqlast.LeftJoin, Source: children, On: allEqual(fieldsOf(children, r.Others), columns)}},
		OrderBy: append(ordersOf(columns), ordersOf(fieldsOf(children, r.To.Key))...),
	}
	if before := chain[:len(chain)-1]; len(before) > 0 {
		s.Where = []sqlast.Expr{q.at(parents, before)}
	} else {
		s.Where = []sqlast.Expr{oneOf(columns, q.keys(r.Columns))}
	}
	k, err := keyOf(r.From, r.Columns, r.To, r.Others)
	if err != nil {
		return nil, err
	}
	types := make([]reflect.Type, len(k))
	for i, c := range r.Columns {
		types[i] = r.From.Columns[c].GoType
	}
	made := query.NewKeyedQuery(s, children, types...).For(path(chain))
	for i := range k {
		k[i].offset = made.KeyOffset(i)
	}
	return &route{wish: w, query: made, key: k, keyed: true}, nil
}

func itemsOf(es []sqlast.Expr) []sqlast.Item {
	items := make([]sqlast.Item, len(es))
	for i, e := range es {
		items[i].Expr = e
	}
	return items
}

func ordersOf(es []sqlast.Expr) []sqlast.Order {
	os := make([]sqlast.Order, len(es))
	for i, e := range es {
		os[i].X = e
	}
	return os
}

// allEqual is as[0] = bs[0] AND as[1] = bs[1] …
func allEqual(as, bs []sqlast.Expr) sqlast.Expr {
	all := &sqlast.Logic{}
	for i := range as {
		all.Terms = append(all.Terms, &sqlast.Binary{Op: sqlast.Eq, Left: as[i], Right: bs[i]})
	}
	if len(all.Terms) == 1 {
		return all.Terms[0]
	}
	return all
}
