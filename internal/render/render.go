package render

import (
	"strconv"
	"strings"
	"sync"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// Statement returns the text of s and the parameters that $1, $2 … stand for.
func Statement(s sqlast.Stmt) (string, []*sqlast.Param, error) {
	w := writers.Get().(*writer) //nolint:forcetypeassert // the pool holds nothing else
	w.stmt(s)
	sql, err := string(w.buf), w.err
	var params []*sqlast.Param
	if len(w.params) > 0 {
		params = make([]*sqlast.Param, len(w.params))
		copy(params, w.params)
	}
	w.release()
	return sql, params, err
}

// DDL returns the text of e for a definition: columns stand without their table, and a value is written as a literal,
// since a definition takes no parameters. Only values of definitions, never those of a request, come here.
func DDL(e sqlast.Expr, literal func(*sqlast.Param) (string, error)) (string, error) {
	w := &writer{bare: true, literal: literal}
	w.expr(e, 0)
	return string(w.buf), w.err
}

// Name returns e for people: without quotes, and with values left out.
func Name(e sqlast.Expr) string {
	if e == nil {
		return "(nil)"
	}
	if n, ok := e.(*sqlast.Named); ok {
		return n.Name
	}
	w := &writer{plain: true}
	w.expr(e, 0)
	return string(w.buf)
}

// Ident returns name as an identifier, in quotes.
func Ident(name string) string { return string(appendIdent(nil, name)) }

// Table returns the table's name as an identifier, with its schema where it has one.
func Table(t *sqlast.Table) string {
	if t.Schema == "" {
		return Ident(t.Name)
	}
	return Ident(t.Schema) + "." + Ident(t.Name)
}

// Literal returns text as a string literal.
func Literal(text string) string {
	if strings.Contains(text, `\`) {
		return ` E'` + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(text) + `'`
	}
	return `'` + strings.ReplaceAll(text, `'`, `''`) + `'`
}

func appendIdent(b []byte, name string) []byte {
	b = append(b, '"')
	for i := range len(name) {
		if name[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, name[i])
	}
	return append(b, '"')
}

// writer appends SQL to a buffer.
type writer struct {
	buf     []byte
	params  []*sqlast.Param
	err     error
	plain   bool // for people: no quotes, no values
	bare    bool // columns without their table
	literal func(*sqlast.Param) (string, error)
}

var writers = sync.Pool{New: func() any { return &writer{buf: make([]byte, 0, 1024), params: make([]*sqlast.Param, 0, 16)} }}

const keepBuffer = 64 << 10 // larger buffers are not kept for reuse

func (w *writer) release() {
	if cap(w.buf) > keepBuffer {
		return
	}
	clear(w.params)
	w.buf, w.params, w.err = w.buf[:0], w.params[:0], nil
	writers.Put(w)
}

func (w *writer) str(s string) { w.buf = append(w.buf, s...) }

func (w *writer) ident(name string) {
	if w.plain {
		w.str(name)
		return
	}
	w.buf = appendIdent(w.buf, name)
}

// param writes the placeholder of p. The same parameter may stand in several places; a slot of a compiled query is one
// placeholder wherever it stands.
func (w *writer) param(p *sqlast.Param) {
	switch {
	case w.plain:
		w.str("…")
		return
	case w.literal != nil:
		s, err := w.literal(p)
		w.fail(err)
		w.str(s)
	default:
		w.buf = append(w.buf, '$')
		w.buf = strconv.AppendInt(w.buf, int64(w.number(p)), 10)
	}
	if p.Cast && p.Type != nil {
		w.str("::")
		w.str(p.Type.Name)
	}
}

func (w *writer) number(p *sqlast.Param) int {
	if p.Slot > 0 {
		for i, q := range w.params {
			if q.Slot == p.Slot && sameCast(p, q) {
				return i + 1
			}
		}
	}
	w.params = append(w.params, p)
	return len(w.params)
}

func sameCast(p, q *sqlast.Param) bool {
	return p.Type == q.Type && p.Cast == q.Cast
}

func (w *writer) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// list writes n things with a comma between them.
func (w *writer) list(n int, one func(int)) {
	for i := range n {
		if i > 0 {
			w.str(", ")
		}
		one(i)
	}
}

func (w *writer) exprs(es []sqlast.Expr) {
	for i, e := range es {
		if i > 0 {
			w.str(", ")
		}
		w.expr(e, 0)
	}
}
