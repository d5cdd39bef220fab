package render

import (
	"fmt"

	"github.com/rowan-go/rowan/internal/sqlast"
)

func (w *writer) stmt(s sqlast.Stmt) {
	switch s := s.(type) {
	case *sqlast.Select:
		w.selectStmt(s)
	case *sqlast.Insert:
		w.insert(s)
	case *sqlast.Update:
		w.update(s)
	case *sqlast.Delete:
		w.delete(s)
	case *sqlast.RawStmt:
		w.raw(s.Raw)
	case *sqlast.Checked:
		w.checked(s)
	default:
		w.fail(fmt.Errorf("render: %T is no statement", s))
	}
}

// selectStmt writes the clauses in the order in which SQL wants them.
func (w *writer) selectStmt(s *sqlast.Select) {
	w.fail(s.Broken)
	w.str("SELECT ")
	w.distinct(s)
	w.items(s.Items)
	w.from(" FROM ", s.From, s.Joins)
	w.conditions(" WHERE ", s.Where)
	if len(s.GroupBy) > 0 {
		w.str(" GROUP BY ")
		w.exprs(s.GroupBy)
	}
	w.conditions(" HAVING ", s.Having)
	w.orderBy(s.OrderBy, s.Items)
	w.limit(s)
	w.lock(s.Lock)
}

func (w *writer) distinct(s *sqlast.Select) {
	if !s.Distinct {
		return
	}
	w.str("DISTINCT ")
	if len(s.DistinctOn) > 0 {
		w.str("ON (")
		w.exprs(s.DistinctOn)
		w.str(") ")
	}
}

func (w *writer) items(items []sqlast.Item) {
	for i, it := range items {
		if i > 0 {
			w.str(", ")
		}
		w.item(it)
	}
}

func (w *writer) item(it sqlast.Item) {
	if it.Entity != nil {
		w.columnsOf(it.Entity)
		return
	}
	w.expr(it.Expr, 0)
	if n, ok := it.Expr.(*sqlast.Named); ok {
		w.str(" AS ")
		w.ident(n.Name)
	}
}

func (w *writer) columnsOf(s *sqlast.Source) {
	name := s.Name()
	for i, c := range s.Table.Columns {
		if i > 0 {
			w.str(", ")
		}
		w.ident(name)
		w.str(".")
		w.ident(c.Name)
	}
}

func (w *writer) from(word string, s *sqlast.Source, joins []sqlast.Join) {
	if s == nil {
		return
	}
	w.str(word)
	w.source(s)
	for _, j := range joins {
		w.str(joinWords[j.Kind])
		w.source(j.Source)
		if j.Kind != sqlast.CrossJoin {
			w.str(" ON ")
			w.expr(j.On, 0)
		}
	}
}

var joinWords = [...]string{
	sqlast.InnerJoin: " JOIN ",
	sqlast.LeftJoin:  " LEFT JOIN ",
	sqlast.RightJoin: " RIGHT JOIN ",
	sqlast.FullJoin:  " FULL JOIN ",
	sqlast.CrossJoin: " CROSS JOIN ",
}

func (w *writer) source(s *sqlast.Source) {
	if s.Arrays != nil {
		w.arrays(s)
		return
	}
	if s.Table.Schema != "" {
		w.ident(s.Table.Schema)
		w.str(".")
	}
	w.ident(s.Table.Name)
	if s.Alias != "" {
		w.str(" AS ")
		w.ident(s.Alias)
	}
}

func (w *writer) conditions(word string, es []sqlast.Expr) {
	if len(es) == 0 {
		return
	}
	w.str(word)
	if len(es) == 1 {
		w.expr(es[0], 0)
		return
	}
	w.terms(es, " AND ", sqlast.RankAnd+1)
}

// orderBy writes ORDER BY. What has a name in the select list is called by it.
func (w *writer) orderBy(os []sqlast.Order, list []sqlast.Item) {
	if len(os) == 0 {
		return
	}
	w.str(" ORDER BY ")
	for i, o := range os {
		if i > 0 {
			w.str(", ")
		}
		if n, ok := o.X.(*sqlast.Named); ok && sqlast.Lists(list, n.Name) {
			w.ident(n.Name)
		} else {
			w.expr(o.X, 0)
		}
		if o.Desc {
			w.str(" DESC")
		}
		switch o.Nulls {
		case sqlast.NullsDefault:
		case sqlast.NullsFirst:
			w.str(" NULLS FIRST")
		case sqlast.NullsLast:
			w.str(" NULLS LAST")
		}
	}
}

// limit writes the smaller of the query's own limit and what a result helper asks for.
func (w *writer) limit(s *sqlast.Select) {
	switch {
	case s.Fetch > 0 && !smaller(s.Limit, s.Fetch):
		w.str(" LIMIT ")
		w.str([...]string{"0", "1", "2"}[s.Fetch])
	case s.Limit != nil:
		w.str(" LIMIT ")
		w.param(s.Limit)
	}
	if s.Offset != nil {
		w.str(" OFFSET ")
		w.param(s.Offset)
	}
}

func smaller(limit *sqlast.Param, fetch int) bool {
	if limit == nil {
		return false
	}
	n, ok := limit.Value.(int64)
	return ok && n < int64(fetch)
}

func (w *writer) lock(l sqlast.Lock) {
	if l.Strength == "" {
		return
	}
	w.str(" FOR ")
	w.str(l.Strength)
	if len(l.Of) > 0 {
		w.str(" OF ")
		w.list(len(l.Of), func(i int) { w.ident(l.Of[i].Name()) })
	}
	if l.Wait != "" {
		w.str(" ")
		w.str(l.Wait)
	}
}
