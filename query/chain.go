package query

import (
	"errors"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// selection is a SELECT as one query value sees it: the first n steps of a chain. The zero selection is no query.
type selection struct {
	c *chain
	n int32
}

// chain is the calls by which a SELECT was built, one step each:
//
//	From ─ Join ─ Where ─ OrderBy          steps, of which 4 are used
//	              q1 sees 3, q2 sees 4
//
// A query value never changes. The method that extends the newest value of a chain takes the next steps for itself and
// writes them; values that exist see fewer steps. A method that extends an older value finds the steps taken and copies
// the chain. used is claimed by compare-and-swap, so two goroutines that extend one value never write one step.
// All other fields are set before the first value of the chain is handed out.
type chain struct {
	used  atomic.Int32
	runs  atomic.Int32 // or prints, of any of its values
	steps []step
	selectList
	rare  *rare // what few queries have; nil for none
	kept  atomic.Pointer[kept]
	whole atomic.Pointer[whole]
}

// whole is a value of a chain as a finished statement, for the values that load related objects.
type whole struct {
	core *core
	n    int32
}

// kept is the text of the value of a chain that runs again and again.
type kept struct {
	rendered
	n     int32
	fetch int
}

// rare is what few queries have. A method that changes it makes a chain of its own.
type rare struct {
	loaders []Loading
	errs    []error // what the builder was given wrong; reported by the call that renders or runs
	lock    sqlast.Lock
	raw     *sqlast.Raw // the whole statement, instead of steps
	direct  bool        // see Detached
	exact   bool        // result helpers add no limit of their own
	whole   bool        // the row is the first column: all items are fields of one struct
}

// step is one entry of a clause.
type step struct {
	clause clause
	join   sqlast.JoinKind // of a join
	cell   *cell           // of from and join the source; of an order its expression or an [Order]
}

type clause uint8

const (
	fromClause clause = iota + 1
	joinClause
	onClause // of the join before it
	whereClause
	groupClause
	havingClause
	orderClause
	limitClause
	offsetClause
	distinctClause
	distinctOnClause
)

const (
	fewSteps  = 4  // of a new chain that selects one item
	moreSteps = 16 // of one that selects several, which reports do, or that needs more
)

// noRare stands for the zero value.
var noRare rare

func (s selection) rare() *rare {
	if s.c == nil || s.c.rare == nil {
		return &noRare
	}
	return s.c.rare
}

func (s selection) steps() []step { return s.c.steps[:s.n] }

// selecting begins a SELECT of a list.
func selecting(l selectList) selection {
	a := openArena()
	c := a.chains.one()
	room := fewSteps
	if len(l.items) > 1 {
		room = moreSteps
	}
	c.steps = a.steps.run(room)
	a.close()
	c.selectList = l
	return selection{c: c}
}

// extend returns the selection with n more steps, which the caller writes.
func (s selection) extend(n int) (selection, []step) {
	if s.c == nil {
		s = s.change(nil)
	}
	end := s.n + int32(n)
	if int(end) <= len(s.c.steps) && s.c.used.CompareAndSwap(s.n, end) {
		return selection{s.c, end}, s.c.steps[s.n:end]
	}
	d := s.copy(end)
	return d, d.c.steps[s.n:end]
}

// copy is a chain of the selection's own with room for end steps, all of them used.
func (s selection) copy(end int32) selection {
	room := fewSteps
	if end > fewSteps {
		room = max(moreSteps, 2*int(end))
	}
	a := openArena()
	c := a.chains.one()
	c.steps = a.steps.run(room)
	a.close()
	copy(c.steps, s.steps())
	c.selectList, c.rare = s.c.selectList, s.c.rare
	c.used.Store(end)
	return selection{c, end}
}

// change returns a copy of the selection whose rare parts f may set. f must not write into slices that it finds.
func (s selection) change(f func(*rare)) selection {
	r := *s.rare()
	if s.c == nil {
		s = selecting(selectList{})
		r.errs = []error{errZeroQuery}
	}
	if f != nil {
		f(&r)
	}
	d := s.copy(s.n)
	d.c.rare = &r
	return d
}

// refused notes what the builder was given wrong.
func (s selection) refused(err error) selection {
	return s.change(func(r *rare) { r.errs = append(slices.Clip(r.errs), err) })
}

// add appends one step.
func (s selection) add(st step) selection {
	d, steps := s.extend(1)
	steps[0] = st
	return d
}

func (s selection) from(src Source) selection {
	c, err := sourceCell("from", src)
	if err != nil {
		return s.refused(err)
	}
	if s.c != nil {
		for _, st := range s.steps() {
			if st.clause == fromClause && st.cell.source() != c.source() {
				return s.refused(refuse("from", st.cell.source().Name(), "is there already; add "+c.source().Name()+" with Join or CrossJoin"))
			}
		}
	}
	return s.add(step{clause: fromClause, cell: c})
}

func (s selection) join(kind sqlast.JoinKind, src Source, on Expression) selection {
	c, err := sourceCell("join", src)
	if err != nil {
		return s.refused(err)
	}
	if kind == sqlast.CrossJoin {
		return s.add(step{clause: joinClause, join: kind, cell: c})
	}
	d, steps := s.extend(2)
	steps[0] = step{clause: joinClause, join: kind, cell: c}
	steps[1] = step{clause: onClause, cell: cellOf(on)}
	return d
}

// conditions appends predicates to a clause.
func (s selection) conditions(c clause, ps []Expr[bool]) selection {
	if len(ps) == 0 {
		return s
	}
	d, steps := s.extend(len(ps))
	for i, p := range ps {
		steps[i].clause = c
		if p != nil {
			steps[i].cell = p.cellOf()
		}
	}
	return d
}

// expressions appends expressions to a clause.
func (s selection) expressions(c clause, es []Expression) selection {
	if len(es) == 0 {
		return s
	}
	d, steps := s.extend(len(es))
	for i, e := range es {
		steps[i].clause, steps[i].cell = c, cellOf(e)
	}
	return d
}

func (s selection) orderBy(os []Ordering) selection {
	if len(os) == 0 {
		return s
	}
	d, steps := s.extend(len(os))
	for i, o := range os {
		steps[i].clause = orderClause
		if o != nil {
			steps[i].cell = o.orderCell()
		}
	}
	return d
}

// distinct keeps one of equal rows; of rows with equal on, where on is given.
func (s selection) distinct(on []Expression) selection {
	if len(on) == 0 {
		return s.add(step{clause: distinctClause})
	}
	return s.expressions(distinctOnClause, on)
}

// count adds LIMIT or OFFSET.
func (s selection) count(c clause, name string, n int64) selection {
	if n < 0 {
		return s.refused(refuse(name, "a negative number", "counts no rows; give 0 or more, or leave the call out for all"))
	}
	return s.add(step{clause: c, cell: valueCell(n, nil)})
}

// build is the selection as a node of its own.
func (s selection) build() *sqlast.Select {
	r := s.rare()
	sel := &sqlast.Select{Lock: r.lock, Items: make([]sqlast.Item, len(s.c.items))}
	for i := range s.c.items {
		sel.Items[i] = s.c.items[i].ast()
	}
	for _, st := range s.steps() {
		switch st.clause {
		case fromClause:
			sel.From = st.cell.source()
		case joinClause:
			sel.Joins = append(sel.Joins, sqlast.Join{Kind: st.join, Source: st.cell.source()})
		case onClause:
			sel.Joins[len(sel.Joins)-1].On = st.cell.node()
		case whereClause:
			sel.Where = append(sel.Where, st.cell.node())
		case groupClause:
			sel.GroupBy = append(sel.GroupBy, st.cell.node())
		case havingClause:
			sel.Having = append(sel.Having, st.cell.node())
		case orderClause:
			sel.OrderBy = append(sel.OrderBy, st.cell.asOrder())
		case limitClause:
			sel.Limit = st.count()
		case offsetClause:
			sel.Offset = st.count()
		case distinctClause:
			sel.Distinct = true
		case distinctOnClause:
			sel.Distinct, sel.DistinctOn = true, append(sel.DistinctOn, st.cell.node())
		}
	}
	return sel
}

// count is the parameter of a LIMIT or OFFSET.
func (st *step) count() *sqlast.Param {
	return &sqlast.Param{Value: st.cell.n, Type: sqltype.Bigint, From: st.cell}
}

// core is the selection as a finished statement.
func (s selection) core() *core {
	if s.c == nil {
		return nil
	}
	r := s.rare()
	c := &core{items: s.c.items, loaders: r.loaders, errs: r.errs, direct: r.direct, exact: r.exact, whole: r.whole}
	if r.raw != nil {
		c.stmt = &sqlast.RawStmt{Raw: r.raw}
		if s.n > 0 {
			c.errs = append(slices.Clip(c.errs), refuse("raw query", "a statement in SQL text", "takes no further clauses; write them in its text"))
		}
		return c
	}
	c.stmt = s.build()
	return c
}

// finished is the selection as a finished statement that its runs share.
func (s selection) finished() *core {
	if d := s.c.whole.Load(); d != nil && d.n == s.n {
		return d.core
	}
	d := &whole{s.core(), s.n}
	s.c.whole.Store(d)
	return d.core
}

// subselect is the SELECT of a query that stands inside another statement.
func subselect(q AnyQuery) *sqlast.Select {
	if isNil(q) {
		return &sqlast.Select{Broken: refuse("subquery", "a nil query", "stands there; pass a query, or leave the entry out")}
	}
	s := q.selects()
	r := s.rare()
	switch {
	case s.c == nil:
		return &sqlast.Select{Broken: errZeroQuery}
	case len(r.errs) > 0:
		return &sqlast.Select{Broken: errors.Join(r.errs...)}
	case r.raw != nil:
		return &sqlast.Select{Broken: refuse("subquery", "a statement in SQL text", "cannot stand inside another one; use a raw predicate for the whole condition")}
	}
	return s.build()
}

// sourceOf is what s stands for.
func sourceOf(clause string, s Source) (*sqlast.Source, error) {
	c, err := sourceCell(clause, s)
	if err != nil {
		return nil, err
	}
	return c.source(), nil
}

// sourceCell is the cell of what s stands for.
func sourceCell(clause string, s Source) (*cell, error) {
	if isNil(s) {
		return nil, refuse(clause, "a nil table", "stands there; pass a table made by schema.Define, or leave the call out")
	}
	if c := s.source(); c != nil {
		return c, nil
	}
	return nil, refuse(clause, "a table", "was not made by schema.Define; make it so")
}

// isNil reports whether v is nil or holds a nil pointer.
func isNil(v any) bool {
	if v == nil {
		return true
	}
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}
