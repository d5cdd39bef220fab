package query

import (
	"errors"
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// selection is a SELECT as one query value sees it: what it was built of, and a chain with its values. The zero
// selection is no query.
type selection struct {
	at *outline
	c  *chain // nil where it holds nothing
}

// chain is the cells that a SELECT holds, in the order of the steps that they belong to, and what few queries have:
//
//	From ─ Where ─ Where ─ OrderBy ─ Limit          the outline
//	         a       b                 10           cells, of which 3 are used
//	                q1 sees 2        q2 sees 3
//
// A query value never changes. The method that extends the newest value of a chain takes the next cells for itself and
// writes them; values that exist see fewer cells. A method that extends an older value finds the cells taken and copies
// the chain. used is claimed by compare-and-swap, so two goroutines that extend one value never write one cell.
// All other fields are set before the first value of the chain is handed out.
type chain struct {
	used  atomic.Int32
	runs  atomic.Int32 // or prints, of any of its values, that looked for their text
	cells []*cell
	list  *selectList // where the outline has none
	rare  *rare       // what few queries have; nil for none
	kept  atomic.Pointer[kept]
	whole atomic.Pointer[whole]
}

// whole is a value of a chain as a finished statement, for the values that load related objects.
type whole struct {
	core *core
	at   *outline
}

// kept is the text of the value of a chain that runs again and again.
type kept struct {
	rendered
	at    *outline
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
	fewCells  = 4 // of a new chain of a query that selects one item
	moreCells = 8 // of one that selects several, which reports do, or that needs more
)

// noRare stands for the zero value.
var noRare rare

func (s selection) rare() *rare {
	if s.c == nil || s.c.rare == nil {
		return &noRare
	}
	return s.c.rare
}

// list is the select list.
func (s selection) list() *selectList {
	switch {
	case s.at == nil:
		return &noList
	case s.at.list == nil:
		return s.c.list
	}
	return s.at.list
}

// held are the cells that the selection holds.
func (s selection) held() []*cell {
	if s.at.held == 0 {
		return nil
	}
	return s.c.cells[:s.at.held]
}

// steps writes the selection's steps into buf, where it is large enough.
func (s selection) steps(buf []step) []step {
	steps, held := slices.Grow(buf[:0], int(s.at.depth))[:s.at.depth], s.at.held
	for o := s.at; o.before != nil; o = o.before {
		st := &steps[o.depth-1]
		*st = o.step
		if o.holds {
			held--
			st.cell = s.c.cells[held]
		}
	}
	return steps
}

// selecting begins a SELECT of a list.
func selecting(l *selectList) selection {
	s := selection{at: rootOf(l)}
	if s.at.list == nil {
		s.c = newChain(fewCells)
		s.c.list = l
	}
	return s
}

func newChain(room int) *chain {
	a := openArena()
	c := a.chains.one()
	c.cells = a.held.run(room)
	a.close()
	return c
}

// claim returns a chain whose next n cells are the caller's to write.
func (s selection) claim(n int) *chain {
	end := s.at.held + int32(n)
	if s.c != nil && int(end) <= len(s.c.cells) && s.c.used.CompareAndSwap(s.at.held, end) {
		return s.c
	}
	return s.copy(end)
}

// copy is a chain of the selection's own with room for end cells, all of them used.
func (s selection) copy(end int32) *chain {
	room := fewCells
	if end > fewCells || s.c == nil && len(s.at.list.items) > 1 {
		room = max(moreCells, 2*int(end))
	}
	c := newChain(room)
	copy(c.cells, s.held())
	if s.c != nil {
		c.list, c.rare = s.c.list, s.c.rare
	}
	c.used.Store(end)
	return c
}

// change returns a copy of the selection whose rare parts f may set. f must not write into slices that it finds.
func (s selection) change(f func(*rare)) selection {
	r := *s.rare()
	if s.at == nil {
		s = selecting(&noList)
		r.errs = []error{errZeroQuery}
	}
	if f != nil {
		f(&r)
	}
	c := s.copy(s.at.held)
	c.rare = &r
	return selection{s.at, c}
}

// refused notes what the builder was given wrong.
func (s selection) refused(err error) selection {
	return s.change(func(r *rare) { r.errs = append(slices.Clip(r.errs), err) })
}

// add appends one step.
func (s selection) add(st step) selection {
	if s.at == nil {
		s = s.change(nil)
	}
	at := s.at.then(st)
	if !at.holds {
		return selection{at, s.c}
	}
	c := s.claim(1)
	c.cells[at.held-1] = st.cell
	return selection{at, c}
}

func (s selection) from(src Source) selection {
	c, err := sourceCell("from", src)
	if err != nil {
		return s.refused(err)
	}
	if s.at != nil && s.at.from != nil && s.at.from != c.source() {
		return s.refused(refuse("from", s.at.from.Name(), "is there already; add "+c.source().Name()+" with Join or CrossJoin"))
	}
	return s.add(step{clause: fromClause, cell: c})
}

func (s selection) join(kind sqlast.JoinKind, src Source, on Expression) selection {
	c, err := sourceCell("join", src)
	if err != nil {
		return s.refused(err)
	}
	s = s.add(step{clause: joinClause, join: kind, cell: c})
	if kind == sqlast.CrossJoin {
		return s
	}
	return s.add(step{clause: onClause, cell: cellOf(on)})
}

// conditions appends predicates to a clause. Most of them have values, so cells are claimed for all at once.
func (s selection) conditions(clause clause, ps []Expr[bool]) selection {
	if len(ps) == 0 {
		return s
	}
	if s.at == nil {
		s = s.change(nil)
	}
	at, c := s.at, s.claim(len(ps))
	for _, p := range ps {
		st := step{clause: clause}
		if p != nil {
			st.cell = p.cellOf()
		}
		if at = at.then(st); at.holds {
			c.cells[at.held-1] = st.cell
		}
	}
	if unused := s.at.held + int32(len(ps)) - at.held; unused > 0 {
		c.used.Store(at.held) // nobody else could claim the cells behind: no value sees as many as were used
	}
	return selection{at, c}
}

// expressions appends expressions to a clause.
func (s selection) expressions(c clause, es []Expression) selection {
	for _, e := range es {
		s = s.add(step{clause: c, cell: cellOf(e)})
	}
	return s
}

func (s selection) orderBy(os []Ordering) selection {
	for _, o := range os {
		st := step{clause: orderClause}
		if o != nil {
			st.cell = o.orderCell()
		}
		s = s.add(st)
	}
	return s
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
	return s.add(step{clause: c, cell: countCell(n)})
}

// counts are the cells of small numbers, which most limits are.
var counts = func() (all [256]cell) {
	for i := range all {
		all[i].n = int64(i)
	}
	return all
}()

func countCell(n int64) *cell {
	if n < int64(len(counts)) {
		return &counts[n]
	}
	return valueCell(n)
}

// build is the selection as a node of its own.
func (s selection) build() *sqlast.Select {
	r := s.rare()
	items := s.list().items
	sel := &sqlast.Select{Lock: r.lock, Items: make([]sqlast.Item, len(items))}
	for i := range items {
		sel.Items[i] = items[i].ast()
	}
	for _, st := range s.steps(nil) {
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
	if s.at == nil {
		return nil
	}
	r := s.rare()
	c := &core{items: s.list().items, loaders: r.loaders, errs: r.errs, direct: r.direct, exact: r.exact, whole: r.whole}
	if r.raw != nil {
		c.stmt = &sqlast.RawStmt{Raw: r.raw}
		if s.at.depth > 0 {
			c.errs = append(slices.Clip(c.errs), refuse("raw query", "a statement in SQL text", "takes no further clauses; write them in its text"))
		}
		return c
	}
	c.stmt = s.build()
	return c
}

// finished is the selection as a finished statement that its runs share.
func (s selection) finished() *core {
	if s.c == nil {
		if c := s.at.whole.Load(); c != nil {
			return c
		}
		s.at.whole.CompareAndSwap(nil, s.core())
		return s.at.whole.Load()
	}
	if d := s.c.whole.Load(); d != nil && d.at == s.at {
		return d.core
	}
	d := &whole{s.core(), s.at}
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
	case s.at == nil:
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
