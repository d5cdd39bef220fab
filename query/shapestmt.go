package query

import "github.com/rowan-go/rowan/internal/sqlast"

// statement walks a finished statement and what is read from it.
func (w *shape) statement(s sqlast.Stmt, items []item, exact bool, fetch int) {
	switch s := s.(type) {
	case *sqlast.Select:
		w.tag(tagSelect, bit(exact), byte(fetch))
		w.selectStmt(s, items, fetch)
	case *sqlast.Update:
		w.tag(tagUpdate)
		w.source(s.Table)
		w.sets(s.Set)
		w.reads(s.From, s.Joins)
		w.exprs(s.Where)
		w.returning(s.Returning, items)
	case *sqlast.Delete:
		w.tag(tagDelete)
		w.source(s.From)
		w.reads(s.Using, s.Joins)
		w.exprs(s.Where)
		w.returning(s.Returning, items)
	case *sqlast.Insert:
		w.insert(s, items)
	case *sqlast.RawStmt:
		w.tag(tagRawStmt)
		w.raw(s.Raw)
		w.rawItems(items)
	default:
		w.odd = true
	}
}

// query walks a query inside another statement.
func (w *shape) query(s *sqlast.Select) {
	if s == nil {
		w.odd = true
		return
	}
	w.tag(tagSelect)
	w.selectStmt(s, nil, 0)
}

// selectStmt walks a SELECT whose result helper asks for fetch rows. items is its select list with what reading it
// depends on; nil in a subquery.
func (w *shape) selectStmt(s *sqlast.Select, items []item, fetch int) {
	w.odd = w.odd || s.Broken != nil || s.Fetch != 0 || s.Lock.Strength != ""
	w.tag(bit(s.Distinct))
	w.exprs(s.DistinctOn)
	if items != nil {
		w.items(items)
	} else {
		w.list(s.Items)
	}
	w.reads(s.From, s.Joins)
	w.exprs(s.Where)
	w.exprs(s.GroupBy)
	w.exprs(s.Having)
	w.orders(s.OrderBy, s.Items)
	w.limit(s.Limit, fetch)
	w.tag(bit(s.Offset != nil))
	if s.Offset != nil {
		w.param(s.Offset)
	}
}

func (w *shape) list(items []sqlast.Item) {
	w.num(len(items))
	for _, it := range items {
		if it.Entity != nil {
			w.tag(tagEntity)
			w.source(it.Entity)
			continue
		}
		w.tag(tagItem)
		w.expr(it.Expr)
	}
}

func (w *shape) reads(from *sqlast.Source, joins []sqlast.Join) {
	w.source(from)
	w.num(len(joins))
	for _, j := range joins {
		w.tag(byte(j.Kind))
		w.source(j.Source)
		if j.Kind != sqlast.CrossJoin {
			w.expr(j.On)
		}
	}
}

func (w *shape) sets(ss []sqlast.Set) {
	w.num(len(ss))
	for _, s := range ss {
		if s.Column == nil {
			w.odd = true
			return
		}
		w.num(int(s.Column.Table.Number()))
		w.num(s.Column.Index)
		w.value(s.Value)
	}
}

func (w *shape) value(e sqlast.Expr) {
	if e == nil {
		w.tag(tagDefault)
		return
	}
	w.expr(e)
}

// rawItems walks what a statement in SQL text is read into.
func (w *shape) rawItems(items []item) {
	w.num(len(items))
	for i := range items {
		it := &items[i]
		w.num(int(it.offset))
		if it.entity != nil {
			w.tag(tagEntity)
			w.source(it.entity)
			continue
		}
		w.tag(tagItem)
		w.goType(it.goType)
	}
}

// returning walks a returning list; items holds the same entries with what reading them depends on.
func (w *shape) returning(list []sqlast.Item, items []item) {
	w.num(len(list))
	w.items(items)
}

// smallInsert is how many values an INSERT may have for its shape to be worth keeping.
const smallInsert = 64

func (w *shape) insert(s *sqlast.Insert, items []item) {
	w.odd = w.odd || len(s.Rows)*len(s.Columns) > smallInsert
	w.tag(tagInsert, bit(s.Override), bit(s.Query != nil))
	if w.odd {
		return
	}
	w.source(s.Into)
	w.num(len(s.Columns))
	for _, c := range s.Columns {
		w.num(c.Index)
	}
	w.num(len(s.Rows))
	for _, row := range s.Rows {
		for _, v := range row {
			w.value(v)
		}
	}
	if s.Query != nil {
		w.query(s.Query)
	}
	w.conflict(s.Conflict)
	w.returning(s.Returning, items)
}

func (w *shape) conflict(c *sqlast.Conflict) {
	if c == nil {
		w.tag(tagNone)
		return
	}
	w.tag(tagClause, bit(c.Set != nil))
	w.str(c.Constraint)
	w.num(len(c.Columns))
	for _, col := range c.Columns {
		w.num(col.Index)
	}
	w.exprs(c.Where)
	w.sets(c.Set)
	w.exprs(c.Update)
}
