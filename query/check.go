package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// scope is what the expressions of one statement may refer to.
type scope struct {
	parent  *scope
	sources []*sqlast.Source
	outer   map[*sqlast.Source]bool // may be all NULL: the far side of an outer join
	given   []sqlast.Expr           // not NULL by the statement's own conditions
	tables  *[]*sqlast.Table        // every table that the whole statement reads
	refused *sqlast.Table           // whose row ON CONFLICT did not insert, under the name "excluded"
}

// check refuses what the server would refuse, or what would surprise when rows are read. It returns the tables that the
// statement reads.
func check(c *core) ([]*sqlast.Table, error) {
	var tables []*sqlast.Table
	root := &scope{tables: &tables}
	var err error
	switch s := c.stmt.(type) {
	case *sqlast.Select:
		err = root.checkSelect(s, c.items)
	case *sqlast.Insert:
		err = root.checkInsert(s, c.items)
	case *sqlast.Update:
		err = root.checkUpdate(s, c.items)
	case *sqlast.Delete:
		err = root.checkDelete(s, c.items)
	case *sqlast.RawStmt:
		err = root.expr("raw query", s.Raw)
	}
	return tables, err
}

func (sc *scope) checkSelect(s *sqlast.Select, items []item) error {
	if s.Broken != nil {
		return s.Broken
	}
	if len(s.Items) == 0 {
		return refuse("select list", "nothing", "is selected; name at least one item")
	}
	if err := sc.add("from", s.From); err != nil {
		return err
	}
	if err := sc.joins(s.Joins); err != nil {
		return err
	}
	sc.give(s.Where)
	for _, it := range s.Items {
		if err := sc.item(it); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		clause string
		exprs  []sqlast.Expr
	}{{"where", s.Where}, {"group by", s.GroupBy}, {"having", s.Having}, {"distinct on", s.DistinctOn}} {
		if err := sc.exprs(part.clause, part.exprs); err != nil {
			return err
		}
	}
	for _, o := range s.OrderBy {
		if err := sc.expr("order by", o.X); err != nil {
			return err
		}
	}
	for _, l := range s.Lock.Of {
		if l == nil {
			return refuse("lock", "a nil table", "stands there; pass a table of the query, or leave the entry out")
		}
		if !sc.has(l) {
			return refuse("lock", l.Name(), "is not in this query; add it with From or Join")
		}
	}
	return sc.readable(items)
}

// add puts a source into the scope.
func (sc *scope) add(clause string, s *sqlast.Source) error {
	if s == nil {
		return nil
	}
	for _, old := range sc.sources {
		if old.Name() == s.Name() {
			return refuse(clause, s.Name(), "stands there twice; give one of the two another name with schema.As")
		}
	}
	sc.sources = append(sc.sources, s)
	*sc.tables = append(*sc.tables, s.Table)
	return nil
}

// joins adds the joined sources and notes which sides may be NULL.
func (sc *scope) joins(js []sqlast.Join) error {
	for _, j := range js {
		before := len(sc.sources)
		if before == 0 {
			return refuse("join", j.Source.Name(), "has nothing to join; call From first")
		}
		if err := sc.add("join", j.Source); err != nil {
			return err
		}
		if j.Kind == sqlast.LeftJoin || j.Kind == sqlast.FullJoin {
			sc.mayBeNull(j.Source)
		}
		if j.Kind == sqlast.RightJoin || j.Kind == sqlast.FullJoin {
			sc.mayBeNull(sc.sources[:before]...)
		}
		if j.Kind == sqlast.CrossJoin {
			continue
		}
		if j.Kind == sqlast.InnerJoin {
			sc.give([]sqlast.Expr{j.On})
		}
		if err := sc.expr("join of "+j.Source.Name(), j.On); err != nil {
			return err
		}
	}
	return nil
}

func (sc *scope) mayBeNull(ss ...*sqlast.Source) {
	if sc.outer == nil {
		sc.outer = map[*sqlast.Source]bool{}
	}
	for _, s := range ss {
		sc.outer[s] = true
	}
}

// give notes what the conditions say is not NULL.
func (sc *scope) give(conds []sqlast.Expr) {
	for _, c := range conds {
		switch c := c.(type) {
		case *sqlast.IsNull:
			if c.Not {
				sc.given = append(sc.given, c.X)
			}
		case *sqlast.Logic:
			if !c.Or {
				sc.give(c.Terms)
			}
		}
	}
}

func (sc *scope) has(s *sqlast.Source) bool {
	for ; sc != nil; sc = sc.parent {
		if s.Alias == excluded && s.Table == sc.refused {
			return true
		}
		if slices.Contains(sc.sources, s) {
			return true
		}
	}
	return false
}

func (sc *scope) item(it sqlast.Item) error {
	if it.Entity == nil {
		return sc.expr("select list", it.Expr)
	}
	if !sc.has(it.Entity) {
		return sc.absent("select list", it.Entity.Name(), it.Entity)
	}
	return nil
}

func (sc *scope) absent(clause, thing string, s *sqlast.Source) error {
	for _, have := range sc.sources {
		if have.Table == s.Table {
			return refuse(clause, thing, fmt.Sprintf("belongs to %q, and this query reads that table as %q; use the columns of the value given to From or Join", s.Name(), have.Name()))
		}
	}
	return refuse(clause, thing, fmt.Sprintf("belongs to %q, which this query does not read; add it with From or Join", s.Name()))
}

func (sc *scope) exprs(clause string, es []sqlast.Expr) error {
	for _, e := range es {
		if err := sc.expr(clause, e); err != nil {
			return err
		}
	}
	return nil
}

// expr checks one expression and all that it is made of.
func (sc *scope) expr(clause string, e sqlast.Expr) error {
	switch e := e.(type) {
	case nil:
		return refuse(clause, "a nil expression", "stands there; pass an expression, or leave the entry out")
	case *sqlast.Field:
		if e.Source == nil {
			return refuse(clause, "a column", "is not defined; map it in its table's definition")
		}
		if !sc.has(e.Source) {
			return sc.absent(clause, render.Name(e), e.Source)
		}
	case *sqlast.In:
		if err := sc.exprs(clause, e.X); err != nil {
			return err
		}
		return sc.query(e.Query)
	case *sqlast.Exists:
		return sc.query(e.Query)
	case *sqlast.Scalar:
		return sc.query(e.Query)
	case *sqlast.Raw:
		if build := (*BuildError)(nil); errors.As(e.Broken, &build) {
			return build
		}
		if e.Broken != nil {
			return refuse(clause, "raw SQL", e.Broken.Error())
		}
	case *sqlast.Assume:
		if !sc.isGiven(e.X) {
			return refuse(clause, "Must("+render.Name(e.X)+")", "needs the condition IsNotNull("+render.Name(e.X)+") in Where; add it, or use Null or Coalesce")
		}
	}
	for _, x := range sqlast.Children(e) {
		if err := sc.expr(clause, x); err != nil {
			return err
		}
	}
	return nil
}

// query checks a query that stands inside an expression; it may use the columns around it.
func (sc *scope) query(s *sqlast.Select) error {
	inner := &scope{parent: sc, tables: sc.tables, outer: map[*sqlast.Source]bool{}}
	for p := sc; p != nil; p = p.parent {
		for s := range p.outer {
			inner.outer[s] = true
		}
	}
	return inner.checkSelect(s, nil)
}

func (sc *scope) isGiven(e sqlast.Expr) bool {
	for _, g := range sc.given {
		if sqlast.Equal(g, e) {
			return true
		}
	}
	return false
}

// readable refuses items that may be NULL where their Go type has no place for it.
func (sc *scope) readable(items []item) error {
	for i := range items {
		it := &items[i]
		if it.offset == outside {
			return refuse("select list", it.name(), "is read into a field that is not inside the projected struct; return the address of a field of the argument")
		}
		if it.entity != nil && !it.optional && sc.outer[it.entity] {
			return refuse("select list", it.name(), "may have no row, by an outer join; select query.Optional("+it.name()+")")
		}
		if it.plain && sc.nullable(it.expr()) {
			return refuse("select list", it.name(), "may be NULL"+sc.because(it.expr())+"; select query.Null(…) to read a pointer, query.Coalesce(…, value) for a substitute, or query.Must(…) beside IsNotNull in Where")
		}
	}
	return nil
}

// because tells what makes e nullable.
func (sc *scope) because(e sqlast.Expr) string {
	var why []string
	var walk func(sqlast.Expr)
	walk = func(e sqlast.Expr) {
		if f, ok := e.(*sqlast.Field); ok && sc.nullable(f) {
			if sc.outer[f.Source] {
				why = append(why, render.Name(f)+" comes from an outer join")
			} else {
				why = append(why, render.Name(f)+" is nullable")
			}
		}
		if r, ok := e.(*sqlast.Raw); ok && !r.Safe {
			why = append(why, "nothing is known of raw SQL")
		}
		for _, x := range sqlast.Children(e) {
			walk(x)
		}
	}
	walk(e)
	if len(why) == 0 {
		return ""
	}
	return " (" + strings.Join(why, ", ") + ")"
}

// nullable reports whether e may be NULL in this statement.
func (sc *scope) nullable(e sqlast.Expr) bool {
	switch e := e.(type) {
	case *sqlast.Field:
		return (e.Column.Nullable || sc.outer[e.Source]) && !sc.isGiven(e)
	case *sqlast.Param, *sqlast.IsNull, *sqlast.Exists, *sqlast.Assume:
		return false
	case *sqlast.Literal:
		return e.Null
	case *sqlast.Nullable, *sqlast.Scalar:
		return true
	case *sqlast.Raw:
		return !e.Safe
	case *sqlast.Case:
		return sc.nullableCase(e)
	case *sqlast.Binary:
		if e.Op == sqlast.Distinct || e.Op == sqlast.Same {
			return false
		}
		return sc.nullable(e.Left) || sc.nullable(e.Right)
	case *sqlast.Any:
		return sc.nullable(e.X)
	case *sqlast.In:
		return true
	case *sqlast.Call:
		return sc.nullableCall(e)
	}
	return sc.anyNullable(sqlast.Children(e))
}

func (sc *scope) nullableCall(c *sqlast.Call) bool {
	switch c.Nulls {
	case sqlast.NullsNever:
		return false
	case sqlast.NullsAlways:
		return true
	case sqlast.NullsAll:
		for _, a := range c.Args {
			if !sc.nullable(a) {
				return false
			}
		}
		return true
	case sqlast.NullsFromArgs:
	}
	return sc.anyNullable(c.Args)
}

func (sc *scope) nullableCase(c *sqlast.Case) bool {
	if c.Else == nil || sc.nullable(c.Else) {
		return true
	}
	for _, w := range c.Whens {
		if sc.nullable(w.Then) {
			return true
		}
	}
	return false
}

func (sc *scope) anyNullable(es []sqlast.Expr) bool {
	return slices.ContainsFunc(es, sc.nullable)
}
