package query

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// text is a statement as it is sent, without its arguments. It does not change, but for what its runs remember.
type text struct {
	key    string // of its shape; "" where it has none
	sql    string
	types  []*sqltype.Type // of the arguments, nil where the server alone knows
	order  []int           // of the shape's parameters in the text; nil where it is theirs
	tables []*sqlast.Table // that it reads
	reads  bool            // it is a SELECT
	locks  bool            // it locks rows until the transaction ends
	past   [2]past         // of runs that read all items, and of those that read the first column
}

// statement is a text with its arguments, ready to be sent.
type statement struct {
	*text
	args []any
}

// memo keeps what a finished statement was rendered to: one text for each number of rows that a helper asks for.
type memo [3]atomic.Pointer[rendered]

// rendered is a text with the parameters that stand behind it.
type rendered struct {
	*text
	params  []*sqlast.Param
	inOrder bool // the arguments are those of a compiled query, in their order
}

func newRendered(t *text, params []*sqlast.Param) *rendered {
	r := &rendered{text: t, params: params, inOrder: true}
	for i, p := range params {
		r.inOrder = r.inOrder && p.Slot == i+1
	}
	return r
}

// prepare is the SELECT with its arguments.
func (s selection) prepare(fetch int) (statement, error) {
	if s.at == nil {
		return statement{}, errZeroQuery
	}
	r := s.rare()
	if r.exact || r.lock.Strength != "" {
		fetch = fetchAll
	}
	if s.told(fetch) {
		if t := s.at.texts[fetch].Load(); t != nil {
			args, err := t.held(s.held())
			return statement{t, args}, err
		}
	}
	return s.walked(fetch)
}

// told reports whether the outline tells all that the text depends on, and the cells that the selection holds are its
// parameters.
func (s selection) told(fetch int) bool {
	return !s.at.opaque && (s.c == nil || s.c.rare == nil) && (fetch == fetchAll || !s.at.counts)
}

// walked is the SELECT with its arguments, whose text is found by a walk of its shape.
func (s selection) walked(fetch int) (statement, error) {
	if s.c != nil {
		if k := s.c.kept.Load(); k != nil && k.at == s.at && k.fetch == fetch {
			args, err := k.arguments(k.params, nil)
			return statement{k.text, args}, err
		}
	}
	w := openShape()
	defer w.close()
	w.selection(s, fetch)
	t := w.known()
	if t == nil {
		var err error
		if t, err = w.render(s, fetch); err != nil {
			return statement{}, err
		}
	}
	switch {
	case s.told(fetch) && !w.odd && t.key != "": // the walk has met the cells, in the order that the text tells
		s.at.texts[fetch].Store(t)
	case s.c != nil && s.c.runs.Add(1) == keepFrom:
		s.c.kept.Store(&kept{rendered{text: t, params: t.ordered(w.nodes())}, s.at, fetch})
	}
	args, err := t.shaped(w.params)
	return statement{t, args}, err
}

// keepFrom is the run from which a chain keeps its text: most queries are built for one run.
const keepFrom = 2

// render renders the selection that was walked. Where the walk could not see all of it, it leaves the parameters of the
// text in w instead.
func (w *shape) render(s selection, fetch int) (*text, error) {
	if w.odd {
		r, err := s.core().find(fetch)
		if err != nil {
			return nil, err
		}
		w.meet(r.params)
		return r.text, nil
	}
	t, params, err := s.core().render(fetch)
	if err != nil {
		return nil, err
	}
	t.order = s.order(fetch)
	if !w.keep(t, params) {
		t.order = nil
		w.meet(params)
	}
	return t, nil
}

// ordered is the parameters of a walk in the order of the text.
func (t *text) ordered(params []*sqlast.Param) []*sqlast.Param {
	if t.order == nil {
		return slices.Clone(params)
	}
	out := make([]*sqlast.Param, len(params))
	for i, k := range t.order {
		out[i] = params[k]
	}
	return out
}

// known is the text of the shape that was walked, or nil.
func (w *shape) known() *text {
	if w.odd {
		return nil
	}
	return texts.find(w.key)
}

// keep remembers the text of the shape that was walked, if the walk has met the parameters of the text, in the order
// that it tells. It reports whether it has.
func (w *shape) keep(t *text, params []*sqlast.Param) bool {
	if w.odd || len(params) != len(w.params) {
		return false
	}
	for i, p := range params {
		if !w.params[t.at(i)].is(p) {
			return false
		}
	}
	if len(w.key) <= largestKey {
		t.key = string(w.key)
		texts.keep(t)
	}
	return true
}

// at is which of the walk's parameters placeholder i stands for.
func (t *text) at(i int) int {
	if t.order == nil {
		return i
	}
	return t.order[i]
}

// text is the statement's text and parameters. fetch is the number of rows that a helper asks for, 0 for all.
func (c *core) text(fetch int) (*rendered, error) {
	if fetch > 0 && !c.takesLimit() {
		fetch = fetchAll
	}
	if t := c.memo[fetch].Load(); t != nil {
		return t, nil
	}
	t, err := c.find(fetch)
	if err != nil {
		return nil, err
	}
	c.memo[fetch].Store(t)
	return t, nil
}

// find takes the text from the shapes that are known, or renders it.
func (c *core) find(fetch int) (*rendered, error) {
	w := openShape()
	defer w.close()
	w.statement(c.stmt, c.items, c.exact, fetch)
	w.odd = w.odd || len(c.errs) > 0
	if t := w.known(); t != nil {
		return newRendered(t, w.nodes()), nil
	}
	t, params, err := c.render(fetch)
	if err != nil {
		return nil, err
	}
	_ = w.keep(t, params) // where it is not kept, it is rendered again by the next statement of its shape
	return newRendered(t, params), nil
}

// render checks and renders the statement.
func (c *core) render(fetch int) (*text, []*sqlast.Param, error) {
	if err := errors.Join(c.errs...); err != nil {
		return nil, nil, err
	}
	tables, err := check(c)
	if err != nil {
		return nil, nil, err
	}
	stmt := c.stmt
	s, reads := stmt.(*sqlast.Select)
	if reads && fetch > 0 {
		limited := *s
		limited.Fetch = fetch
		stmt = &limited
	}
	sql, params, err := render.Statement(stmt)
	if err != nil {
		return nil, nil, err
	}
	t := &text{sql: sql, tables: tables, reads: reads, locks: locksRows(sql), types: make([]*sqltype.Type, len(params))}
	for i, p := range params {
		t.types[i] = p.Type
	}
	return t, params, nil
}

// locksRows reports whether a text locks the rows that it reads, in a subquery perhaps.
func locksRows(sql string) bool {
	for _, strength := range []string{"UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE"} {
		if strings.Contains(sql, " FOR "+strength) {
			return true
		}
	}
	return false
}

// takesLimit reports whether a helper may ask for fewer rows than the query has: locking fewer rows, or changing
// fewer, would be another statement.
func (c *core) takesLimit() bool {
	s, ok := c.stmt.(*sqlast.Select)
	return ok && !c.exact && s.Lock.Strength == ""
}

// shaped are the arguments of a statement whose walk has met params.
func (t *text) shaped(params []placed) ([]any, error) {
	if len(params) == 0 {
		return nil, nil
	}
	args := make([]any, len(params))
	for i := range args {
		a, err := rowsend.Arg(params[t.at(i)].value())
		if err != nil {
			return nil, t.argumentError(i, err)
		}
		args[i] = a
	}
	return args, nil
}

// held are the arguments of a statement whose parameters are cells.
func (t *text) held(cells []*cell) ([]any, error) {
	if len(cells) == 0 {
		return nil, nil
	}
	args := make([]any, len(cells))
	for i := range args {
		a, err := rowsend.Arg(cells[t.at(i)].n)
		if err != nil {
			return nil, t.argumentError(i, err)
		}
		args[i] = a
	}
	return args, nil
}

// arguments are the values that travel beside the text, as pgx can send them in each of its modes. slots are those of a
// compiled query, which are so already.
func (t *text) arguments(params []*sqlast.Param, slots []any) ([]any, error) {
	if len(params) == 0 {
		return nil, nil
	}
	args := make([]any, len(params))
	for i, p := range params {
		if p.Slot > 0 {
			if p.Slot > len(slots) {
				return nil, refuse("parameters", "a parameter of a compiled query", "is used outside of it; run the compiled query instead")
			}
			args[i] = slots[p.Slot-1]
			continue
		}
		a, err := rowsend.Arg(p.Value)
		if err != nil {
			return nil, t.argumentError(i, err)
		}
		args[i] = a
	}
	return args, nil
}

func (t *text) argumentError(i int, err error) error {
	e := &ArgumentError{Position: i + 1, Err: err}
	if typ := t.types[i]; typ != nil {
		e.Type = typ.Name
	}
	return e
}

// toSQL is the text and its arguments as pgx takes them.
func (s selection) toSQL() (string, []any, error) {
	st, err := s.prepare(fetchAll)
	if err != nil {
		return "", nil, err
	}
	return st.sql, st.args, nil
}

// toSQL is the text and its arguments as pgx takes them.
func (c *core) toSQL() (string, []any, error) {
	if c == nil {
		return "", nil, errZeroQuery
	}
	t, err := c.text(fetchAll)
	if err != nil {
		return "", nil, err
	}
	args, err := t.arguments(t.params, nil)
	return t.sql, args, err
}

// String shows the statement for people.
func (c *core) String() string {
	if c == nil {
		return "(the zero query)"
	}
	t, err := c.text(fetchAll)
	if err != nil {
		return "(refused: " + err.Error() + ")"
	}
	var b strings.Builder
	b.WriteString(t.sql)
	for i, p := range t.params {
		b.WriteString(map[bool]string{true: "\n-- ", false: ", "}[i == 0])
		if p.Slot > 0 {
			fmt.Fprintf(&b, "$%d = (parameter %d)", i+1, p.Slot)
			continue
		}
		fmt.Fprintf(&b, "$%d = %#v", i+1, p.Value)
	}
	return b.String()
}
