package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// mode says what an INSERT does with a column.
type mode byte

const (
	omitted mode = '0' + iota // no row gives it: the database's default
	written                   // each row gives it
	mixed                     // rows that do not give it get its default inside of the statement
)

// insertOf is the statement that inserts rows with the given modes of columns.
func (s *shape) insertOf(modes []mode, many bool) (*statement, error) {
	shape := append(make([]byte, 0, len(modes)+1), 'i')
	if many {
		shape[0] = 'I'
	}
	for _, m := range modes {
		shape = append(shape, byte(m))
	}
	s.texts.RLock()
	st := s.texts.of[string(shape)]
	s.texts.RUnlock()
	if st != nil {
		return st, nil
	}
	return s.texts.get(string(shape), func() (*statement, error) {
		if many {
			return s.insertMany(modes)
		}
		return s.insertOne(modes, nil)
	})
}

// insertOne is an INSERT of one row, of which exprs are the columns that get an expression.
func (s *shape) insertOne(modes []mode, exprs []sqlast.Expr) (*statement, error) {
	m := s.maker(false)
	ins := &sqlast.Insert{Into: m.source, Override: s.overrides(modes)}
	var row []sqlast.Expr
	back := s.made(modes)
	for i, c := range s.table.Columns {
		if modes[i] == omitted {
			continue
		}
		ins.Columns = append(ins.Columns, c)
		if exprs != nil && exprs[i] != nil {
			row, back = append(row, exprs[i]), append(back, i)
			continue
		}
		row = append(row, m.one(newValue, i))
	}
	ins.Rows = [][]sqlast.Expr{row}
	returns, items := m.returning(back)
	ins.Returning = items
	return m.finish(ins, nil, returns, false)
}

// insertMany is an INSERT of rows that travel as arrays.
func (s *shape) insertMany(modes []mode) (*statement, error) {
	m := s.maker(true)
	ins := &sqlast.Insert{Into: m.source, Override: s.overrides(modes)}
	sel := &sqlast.Select{From: m.given}
	values := make([]sqlast.Expr, len(modes))
	order := slices.Clone(s.table.Key) // keys first: their arrays tell the number of rows
	for i := range modes {
		if !slices.Contains(order, i) {
			order = append(order, i)
		}
	}
	for _, i := range order {
		if modes[i] == omitted {
			continue
		}
		c := s.table.Columns[i]
		values[i] = m.array(newValues, i, c.Name, c.Type)
		if modes[i] == mixed {
			has := m.array(givens, i, "has_"+c.Name, sqltype.Boolean)
			values[i] = &sqlast.Case{Whens: []sqlast.When{{Cond: has, Then: values[i]}}, Else: defaultOf(c), Type: c.Type}
		}
		ins.Columns = append(ins.Columns, c)
		sel.Items = append(sel.Items, sqlast.Item{Expr: values[i]})
	}
	ins.Query = sel
	more := s.made(modes)
	returns, items := m.returning(more)
	ins.Returning = items
	return m.finish(ins, m.matches(values), returns, len(returns) == len(s.table.Key) && len(s.lossy(s.table.Key)) == 0)
}

// matches tell rows by their keys.
func (m *maker) matches(values []sqlast.Expr) []sqlast.KeyMatch {
	var keys []sqlast.KeyMatch
	for _, k := range m.table.Key {
		keys = append(keys, sqlast.KeyMatch{Column: m.table.Columns[k], Given: values[k]})
	}
	return keys
}

// overrides reports whether a column that the database numbers always is written: the number was reserved before.
func (s *shape) overrides(modes []mode) bool {
	for i, c := range s.table.Columns {
		if modes[i] != omitted && c.Identity == sqlast.IdentityAlways {
			return true
		}
	}
	return false
}

// made are the columns whose values the database makes or changes on an INSERT.
func (s *shape) made(modes []mode) (out []int) {
	var kept []int
	for i, c := range s.table.Columns {
		switch {
		case modes[i] == written:
			kept = append(kept, i)
		case modes[i] == mixed, c.Default != nil, c.Identity != sqlast.NoIdentity, c.Stored != nil, c.Owned:
			out = append(out, i)
		}
	}
	return append(out, s.lossy(kept)...)
}

// defaultOf is a column's default as an expression.
func defaultOf(c *sqlast.Column) sqlast.Expr {
	switch {
	case c.Identity != sqlast.NoIdentity:
		return &sqlast.Raw{
			Texts: []string{"nextval(pg_get_serial_sequence(", ", ", "))"},
			Args: []sqlast.Expr{
				&sqlast.Param{Value: render.Table(c.Table), Type: sqltype.TextType},
				&sqlast.Param{Value: c.Name, Type: sqltype.TextType},
			},
		}
	case c.Default != nil && c.Default.Kind == sqlast.ServerExpr:
		return c.Default.Expr
	case c.Default != nil && c.Default.Kind == sqlast.ServerValue:
		return &sqlast.Param{Value: c.Default.Value, Type: c.Type, Cast: true}
	}
	return nullOf(c)
}

// nullOf is NULL as a value of the column.
func nullOf(c *sqlast.Column) sqlast.Expr {
	return &sqlast.Literal{Text: "NULL", Null: true, Type: c.Type}
}

// decided is what an INSERT writes into the columns of its rows.
type decided struct {
	modes  []mode
	states []draft.State // of each row, one row behind another
}

func (d *decided) state(row, column int) draft.State { return d.states[row*len(d.modes)+column] }
