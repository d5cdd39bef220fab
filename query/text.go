package query

import (
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// text is a statement as it is sent.
type text struct {
	sql    string
	params []*sqlast.Param
	tables []*sqlast.Table // that it reads
}

// memo keeps the texts of a query, which never change: one for each number of rows that a helper asks for.
type memo [3]atomic.Pointer[text]

// text checks and renders the statement. fetch is the number of rows that a helper asks for, 0 for all.
func (c *core) text(fetch int) (*text, error) {
	if fetch > 0 && !c.takesLimit() {
		fetch = fetchAll
	}
	if t := c.memo[fetch].Load(); t != nil {
		return t, nil
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	tables, err := check(c)
	if err != nil {
		return nil, err
	}
	stmt := c.stmt
	if s, ok := stmt.(*sqlast.Select); ok && fetch > 0 {
		limited := *s
		limited.Fetch = fetch
		stmt = &limited
	}
	sql, params, err := render.Statement(stmt)
	if err != nil {
		return nil, err
	}
	t := &text{sql: sql, params: params, tables: tables}
	c.memo[fetch].Store(t)
	return t, nil
}

// takesLimit reports whether a helper may ask for fewer rows than the query has: locking fewer rows, or changing
// fewer, would be another statement.
func (c *core) takesLimit() bool {
	s, ok := c.stmt.(*sqlast.Select)
	return ok && !c.exact && s.Lock.Strength == ""
}

// toSQL is the text and its arguments as pgx takes them.
func (c *core) toSQL() (string, []any, error) {
	if c == nil {
		return "", nil, refuse("query", "the zero query", "selects nothing; start from query.From or query.Select")
	}
	t, err := c.text(fetchAll)
	if err != nil {
		return "", nil, err
	}
	args, err := t.arguments(nil)
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
