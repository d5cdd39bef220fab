package query

import (
	"errors"
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// core is a query without its types.
type core struct {
	stmt    sqlast.Stmt
	items   []item
	loaders []Loading
	errs    []error // what the builder was given wrong; reported by the call that renders or runs
	direct  bool    // see Detached
	exact   bool    // result helpers add no limit of their own
	whole   bool    // the row is the first column: all items are fields of one struct
	memo    memo

	companions companions
}

func selecting(items ...item) *core {
	s := &sqlast.Select{Items: make([]sqlast.Item, len(items))}
	for i, it := range items {
		s.Items[i] = it.ast()
	}
	return &core{stmt: s, items: items}
}

// clone returns a copy whose slices may be appended to.
func (c *core) clone() *core {
	return &core{stmt: c.stmt, items: c.items, loaders: slices.Clip(c.loaders), errs: slices.Clip(c.errs), direct: c.direct, exact: c.exact, whole: c.whole}
}

// edit returns a copy of the query with its SELECT changed. change must not write into slices that it finds.
func (c *core) edit(change func(*sqlast.Select)) *core {
	d := c.clone()
	if s, ok := c.stmt.(*sqlast.Select); ok {
		t := *s
		change(&t)
		d.stmt = &t
		return d
	}
	d.errs = append(d.errs, refuse("raw query", "a statement in SQL text", "takes no further clauses; write them in its text"))
	return d
}

func (c *core) from(s Source) *core {
	d := c.edit(func(sel *sqlast.Select) { sel.From = s.source() })
	if old, ok := c.stmt.(*sqlast.Select); ok && old.From != nil && old.From != s.source() {
		d.errs = append(d.errs, refuse("from", old.From.Name(), "is there already; add "+s.source().Name()+" with Join or CrossJoin"))
	}
	return d
}

func (c *core) join(kind sqlast.JoinKind, s Source, on Expression) *core {
	j := sqlast.Join{Kind: kind, Source: s.source(), On: nodeOf(on)}
	return c.edit(func(sel *sqlast.Select) { sel.Joins = append(slices.Clip(sel.Joins), j) })
}

func (c *core) orderBy(os []Ordering) *core {
	return c.edit(func(s *sqlast.Select) {
		s.OrderBy = slices.Clip(s.OrderBy)
		for _, o := range os {
			s.OrderBy = append(s.OrderBy, o.order())
		}
	})
}

func (c *core) where(ps []sqlast.Expr) *core {
	return c.edit(func(s *sqlast.Select) { s.Where = extend(s.Where, ps) })
}

func (c *core) groupBy(es []sqlast.Expr) *core {
	return c.edit(func(s *sqlast.Select) { s.GroupBy = extend(s.GroupBy, es) })
}

func (c *core) having(ps []sqlast.Expr) *core {
	return c.edit(func(s *sqlast.Select) { s.Having = extend(s.Having, ps) })
}

// distinct keeps one of equal rows; of rows with equal on, where on is given.
func (c *core) distinct(on []sqlast.Expr) *core {
	return c.edit(func(s *sqlast.Select) {
		s.Distinct = true
		s.DistinctOn = extend(s.DistinctOn, on)
	})
}

func (c *core) lock(l LockMode) *core {
	return c.edit(func(s *sqlast.Select) { s.Lock = l.l })
}

func (c *core) limit(n int64) *core {
	d := c.edit(func(s *sqlast.Select) { s.Limit = &sqlast.Param{Value: n, Type: sqltype.Bigint} })
	return d.countsRows("limit", n)
}

func (c *core) offset(n int64) *core {
	d := c.edit(func(s *sqlast.Select) { s.Offset = &sqlast.Param{Value: n, Type: sqltype.Bigint} })
	return d.countsRows("offset", n)
}

func (c *core) countsRows(clause string, n int64) *core {
	if n < 0 {
		c.errs = append(c.errs, refuse(clause, "a negative number", "counts no rows; give 0 or more, or leave the call out for all"))
	}
	return c
}

// first is the items that make the first column.
func (c *core) first() []item {
	if c.whole {
		return c.items
	}
	return c.items[:1]
}

func (c *core) err() error { return errors.Join(c.errs...) }

// extend returns old with more behind it, sharing nothing that a caller could write to.
func extend(old, more []sqlast.Expr) []sqlast.Expr { return append(slices.Clip(old), more...) }

// subselect is the SELECT of a query that stands inside another one.
func subselect(c *core) *sqlast.Select {
	if len(c.errs) > 0 {
		return &sqlast.Select{Broken: c.err()}
	}
	s, ok := c.stmt.(*sqlast.Select)
	if !ok {
		return &sqlast.Select{Broken: refuse("subquery", "a statement in SQL text", "cannot stand inside another one; use a raw predicate for the whole condition")}
	}
	return s
}
