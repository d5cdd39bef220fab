package query

import (
	"encoding/binary"
	"reflect"
	"slices"
	"sync"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// shape tells statements apart by all that their text, their check and the reading of their rows depend on: everything
// but the values of parameters. Two statements with equal keys have the same text, and the parameters that the walks
// met stand for the same placeholders.
type shape struct {
	key    []byte
	params []placed
	steps  []step // of the selection that is walked
	odd    bool   // the key does not tell everything: the statement has no shape
}

// placed is a parameter that a walk has met: a node, or the value of a cell.
type placed struct {
	param *sqlast.Param
	cell  *cell
}

// is reports whether p was made of what the walk has met.
func (m placed) is(p *sqlast.Param) bool {
	return m.param == p || m.cell != nil && p.From == any(m.cell)
}

func (m placed) value() any {
	if m.cell != nil {
		return m.cell.n
	}
	return m.param.Value
}

// node is the parameter as a node.
func (m placed) node() *sqlast.Param {
	switch {
	case m.cell == nil:
		return m.param
	case m.cell.form == nil:
		return &sqlast.Param{Value: m.cell.n, Type: sqltype.Bigint, From: m.cell}
	}
	return m.cell.param()
}

// nodes are the parameters that the walk has met.
func (w *shape) nodes() []*sqlast.Param {
	out := make([]*sqlast.Param, len(w.params))
	for i, m := range w.params {
		out[i] = m.node()
	}
	return out
}

// meet replaces what the walk has met.
func (w *shape) meet(params []*sqlast.Param) {
	w.params = w.params[:0]
	for _, p := range params {
		w.params = append(w.params, placed{param: p})
	}
}

var shapes = sync.Pool{New: func() any {
	return &shape{key: make([]byte, 0, 1024), params: make([]placed, 0, 32)}
}}

// largestKey is the length up to which shapes are kept.
const largestKey = 4096

func openShape() *shape { return shapes.Get().(*shape) } //nolint:forcetypeassert // the pool holds nothing else

func (w *shape) close() {
	clear(w.params)
	clear(w.steps)
	w.key, w.params, w.odd = w.key[:0], w.params[:0], false
	if cap(w.key) <= 4*largestKey && cap(w.params) <= largestKey {
		shapes.Put(w)
	}
}

// The tags begin what they name, so that no two walks give the same bytes.
const (
	tagNone byte = iota
	tagSelection
	tagSelect
	tagUpdate
	tagDelete
	tagInsert
	tagRawStmt
	tagItem
	tagEntity
	tagClause
	tagField
	tagParam
	tagLiteral
	tagBinary
	tagLogic
	tagNot
	tagIsNull
	tagAny
	tagIn
	tagExists
	tagScalar
	tagBetween
	tagCall
	tagCast
	tagCase
	tagRaw
	tagNamed
	tagTuple
	tagAssume
	tagNullable
	tagDefault
	tagOrder
)

func (w *shape) tag(bs ...byte) { w.key = append(w.key, bs...) }

func (w *shape) num(n int) { w.key = binary.AppendUvarint(w.key, uint64(n)) }

func (w *shape) str(s string) {
	w.num(len(s))
	w.key = append(w.key, s...)
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

func (w *shape) source(s *sqlast.Source) {
	if s == nil {
		w.tag(tagNone)
		return
	}
	w.odd = w.odd || s.Arrays != nil // its table is made for one statement
	w.num(int(s.Table.Number()))
	w.str(s.Alias)
}

// selection walks a SELECT whose helper asks for fetch rows, in the order of its steps: its parameters come in that
// order too.
func (w *shape) selection(s selection, fetch int) {
	r, items := s.rare(), s.list().items
	w.steps = s.steps(w.steps)
	w.odd = w.odd || r.raw != nil || len(r.errs) > 0 || r.lock.Strength != ""
	w.tag(tagSelection, bit(r.exact), byte(fetch))
	w.selectList(s.list())
	counted := clause(0)
	for i := range w.steps {
		st := &w.steps[i]
		switch st.clause {
		case limitClause, offsetClause:
			w.odd = w.odd || counted&(1<<(st.clause-limitClause)) != 0 // a second one replaces the first
			counted |= 1 << (st.clause - limitClause)
			w.tag(byte(st.clause))
			w.count(st, fetch)
		case fromClause, joinClause:
			w.tag(byte(st.clause), byte(st.join))
			w.word(st.cell.source().Number())
		case distinctClause:
			w.tag(byte(st.clause))
		case orderClause:
			w.tag(byte(st.clause))
			w.orderedCell(items, st.cell)
		default:
			w.tag(byte(st.clause))
			w.cell(st.cell)
		}
	}
}

// selectList walks the select list with what reading it depends on.
func (w *shape) selectList(l *selectList) {
	w.word(l.id)
	if l.id != 0 {
		return
	}
	w.num(len(l.items))
	for i := range l.items {
		w.selected(&l.items[i])
	}
}

// orderedCell walks an entry of ORDER BY; what has a name in the select list enters by its name alone.
func (w *shape) orderedCell(items []item, c *cell) {
	by := c
	if c != nil && c.form != nil && c.form.order {
		by = c.form.left
	}
	if by == nil || by.form != nil {
		w.cell(c)
		return
	}
	n, ok := by.n.(*sqlast.Named)
	if !ok || !lists(items, n.Name) {
		w.cell(c)
		return
	}
	order := c.asOrder()
	w.word(0)
	w.tag(tagNone, bit(order.Desc), byte(order.Nulls))
	w.str(n.Name)
}

// lists is [sqlast.Lists] for items.
func lists(items []item, name string) bool {
	for i := range items {
		if c := items[i].cell; c != nil && c.form == nil {
			if n, ok := c.n.(*sqlast.Named); ok && n.Name == name {
				return true
			}
		}
	}
	return false
}

// selected walks an entry of the select list with what reading it depends on.
func (w *shape) selected(it *item) {
	w.tag(bit(it.plain) | bit(it.optional)<<1 | bit(it.entity != nil)<<2)
	w.word(uint64(it.offset))
	if it.entity != nil {
		w.word(it.entity.Number())
		return
	}
	w.goType(it.goType)
	w.cell(it.cell)
}

func (w *shape) word(n uint64) { w.key = binary.NativeEndian.AppendUint64(w.key, n) }

// cell walks an expression, or an [Order], that may be known by its form.
func (w *shape) cell(c *cell) {
	switch {
	case c == nil:
		w.odd = true
	case c.form != nil && c.form.id != 0:
		w.word(c.form.id)
		if c.compares() {
			w.params = append(w.params, placed{cell: c})
		}
	case c.form != nil && c.form.order:
		w.word(0)
		w.tag(tagOrder, bit(c.form.desc), byte(c.form.nulls))
		w.cell(c.form.left)
	default:
		w.word(0)
		w.expr(c.node())
	}
}

// count walks LIMIT, which a helper that wants fewer rows replaces, or OFFSET.
func (w *shape) count(st *step, fetch int) {
	replaced := st.clause == limitClause && fetch > 0 && !fewer(st.cell.n, fetch)
	w.tag(bit(replaced))
	if !replaced {
		w.params = append(w.params, placed{cell: st.cell})
	}
}

// inText is the order of clauses in the text of a SELECT.
var inText = [...]clause{onClause, whereClause, groupClause, havingClause, orderClause, limitClause, offsetClause}

// order tells, for each placeholder of the text, which of the walk's parameters it stands for; nil where they are in order.
func (s selection) order(fetch int) []int {
	w := openShape()
	defer w.close()
	items, steps := s.list().items, s.steps(nil)
	ranges := make([][2]int, len(steps)) // of the steps' parameters
	for i := range items {
		w.selected(&items[i])
	}
	list := len(w.params)
	for i := range steps {
		st, first := &steps[i], len(w.params)
		switch st.clause {
		case limitClause, offsetClause:
			w.count(st, fetch)
		case fromClause, joinClause, distinctClause:
		case orderClause:
			w.orderedCell(items, st.cell)
		default:
			w.cell(st.cell)
		}
		ranges[i] = [2]int{first, len(w.params)}
	}
	var order []int
	add := func(c clause) {
		for i, st := range steps {
			for k := ranges[i][0]; st.clause == c && k < ranges[i][1]; k++ {
				order = append(order, k)
			}
		}
	}
	add(distinctOnClause)
	for i := range list {
		order = append(order, i)
	}
	for _, c := range inText {
		add(c)
	}
	if slices.IsSorted(order) {
		return nil
	}
	return order
}

// ordered walks an entry of ORDER BY; what has a name in the select list enters by its name alone.
func (w *shape) ordered(x sqlast.Expr, list []sqlast.Item) {
	if n, ok := x.(*sqlast.Named); ok && sqlast.Lists(list, n.Name) {
		w.tag(tagNone)
		w.str(n.Name)
		return
	}
	w.expr(x)
}

// limit walks LIMIT, which a helper that wants fewer rows replaces.
func (w *shape) limit(p *sqlast.Param, fetch int) {
	if p == nil {
		w.tag(tagNone)
		return
	}
	replaced := fetch > 0 && !fewer(p.Value, fetch)
	w.tag(tagClause, byte(limitClause), bit(replaced))
	if !replaced {
		w.param(p)
	}
}

func fewer(limit any, fetch int) bool {
	n, ok := limit.(int64)
	return ok && n < int64(fetch)
}

// items walks the select list with what reading it depends on.
func (w *shape) items(items []item) {
	w.num(len(items))
	for i := range items {
		it := &items[i]
		w.tag(tagItem, bit(it.plain)|bit(it.optional)<<1)
		w.num(int(it.offset))
		if it.entity != nil {
			w.tag(tagEntity)
			w.source(it.entity)
			continue
		}
		w.goType(it.goType)
		w.expr(it.expr())
	}
}

func (w *shape) goType(t reflect.Type) {
	if t == nil {
		w.odd = true
		return
	}
	w.word(uint64(reflect.ValueOf(t).Pointer())) // a type's address is its identity
}

func (w *shape) param(p *sqlast.Param) {
	if p.Slot > 0 {
		w.odd = true
	}
	w.params = append(w.params, placed{param: p})
	w.tag(tagParam, bit(p.Cast))
	w.sqlType(p.Type)
}

func (w *shape) sqlType(t *sqltype.Type) {
	if t == nil {
		w.tag(tagNone)
		return
	}
	w.str(t.Name)
}

func (w *shape) exprs(es []sqlast.Expr) {
	w.num(len(es))
	for _, e := range es {
		w.expr(e)
	}
}

func (w *shape) expr(e sqlast.Expr) {
	switch e := e.(type) {
	case *sqlast.Field:
		if e.Source == nil || e.Column == nil {
			w.odd = true
			return
		}
		w.tag(tagField)
		w.source(e.Source)
		w.num(e.Column.Index)
	case *sqlast.Param:
		w.param(e)
	case *sqlast.Binary:
		w.tag(tagBinary, e.Op.Rank)
		w.str(e.Op.Text)
		w.expr(e.Left)
		w.expr(e.Right)
	case *sqlast.Call:
		w.call(e)
	case *sqlast.Cast:
		w.tag(tagCast)
		w.expr(e.X)
		w.sqlType(e.Type)
	case *sqlast.Logic:
		w.tag(tagLogic, bit(e.Or))
		w.exprs(e.Terms)
	case *sqlast.Not:
		w.tag(tagNot)
		w.expr(e.X)
	case *sqlast.IsNull:
		w.tag(tagIsNull, bit(e.Not))
		w.expr(e.X)
	case *sqlast.Any:
		w.tag(tagAny, bit(e.Not))
		w.expr(e.X)
		w.expr(e.Array)
	default:
		w.seldom(e)
	}
}

// seldom walks the expressions that few statements have.
func (w *shape) seldom(e sqlast.Expr) {
	switch e := e.(type) {
	case *sqlast.Literal:
		w.tag(tagLiteral, bit(e.Null))
		w.str(e.Text)
	case *sqlast.In:
		w.tag(tagIn, bit(e.Not))
		w.exprs(e.X)
		w.query(e.Query)
	case *sqlast.Exists:
		w.tag(tagExists, bit(e.Not))
		w.query(e.Query)
	case *sqlast.Scalar:
		w.tag(tagScalar)
		w.query(e.Query)
	case *sqlast.Between:
		w.tag(tagBetween, bit(e.Not))
		w.expr(e.X)
		w.expr(e.Low)
		w.expr(e.High)
	case *sqlast.Case:
		w.caseOf(e)
	case *sqlast.Raw:
		w.raw(e)
	case *sqlast.Named:
		w.tag(tagNamed)
		w.str(e.Name)
		w.expr(e.X)
	case *sqlast.Tuple:
		w.tag(tagTuple)
		w.exprs(e.Items)
	case *sqlast.Assume:
		w.tag(tagAssume)
		w.expr(e.X)
	case *sqlast.Nullable:
		w.tag(tagNullable)
		w.expr(e.X)
	default: // nil, which the check refuses, or a node that this walk does not know
		w.odd = true
	}
}

func (w *shape) call(c *sqlast.Call) {
	w.tag(tagCall, bit(c.Star)|bit(c.Distinct)<<1|bit(c.Aggregate)<<2|bit(c.Filter != nil)<<3, byte(c.Nulls))
	w.str(c.Name)
	w.exprs(c.Args)
	w.orders(c.OrderBy, nil)
	if c.Filter != nil {
		w.expr(c.Filter)
	}
}

func (w *shape) orders(os []sqlast.Order, list []sqlast.Item) {
	w.num(len(os))
	for _, o := range os {
		w.tag(bit(o.Desc) | byte(o.Nulls)<<1)
		w.ordered(o.X, list)
	}
}

func (w *shape) caseOf(c *sqlast.Case) {
	w.tag(tagCase, bit(c.Else != nil))
	w.num(len(c.Whens))
	for _, a := range c.Whens {
		w.expr(a.Cond)
		w.expr(a.Then)
	}
	if c.Else != nil {
		w.expr(c.Else)
	}
}

func (w *shape) raw(r *sqlast.Raw) {
	w.odd = w.odd || r.Broken != nil
	w.tag(tagRaw, bit(r.Safe))
	w.num(len(r.Texts))
	for i, t := range r.Texts {
		if i > 0 {
			w.expr(r.Args[i-1])
		}
		w.str(t)
	}
}
