package uow

import (
	"slices"
	"strings"
	"sync"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// statement is a rendered statement for rows of one table. Its text depends on the shape of the change alone, never on
// the number of rows or on their values, so it is prepared once.
type statement struct {
	sql     string
	args    []argument // by placeholder
	returns []int      // columns that come back, those of the primary key first; none where only rows are counted
	formats []int16    // of the columns that come back, where the statement goes in a message; nil asks for text
	packed  *statement // the same, whose answer is one row with an array of each column that comes back; nil where it cannot be
}

// argument says what a placeholder stands for.
type argument struct {
	kind     argumentKind
	column   int
	constant any
}

type argumentKind uint8

const (
	constant  argumentKind = iota
	newValue               // of the one row
	oldValue               // of the one row, as the database has it
	newValues              // of all rows, as an array
	oldValues
	givens // of all rows: whether the row gives the column a value, as an array of booleans
)

// texts are the statements of a table by the shape of the change.
type texts struct {
	sync.RWMutex
	of map[string]*statement
}

// get returns the statement for a shape, which it makes once.
func (ts *texts) get(shape string, build func() (*statement, error)) (*statement, error) {
	ts.RLock()
	st := ts.of[shape]
	ts.RUnlock()
	if st != nil {
		return st, nil
	}
	st, err := build()
	if err != nil {
		return nil, err
	}
	ts.Lock()
	defer ts.Unlock()
	if ts.of == nil {
		ts.of = map[string]*statement{}
	}
	ts.of[shape] = st
	return st, nil
}

// maker builds one statement.
type maker struct {
	*shape
	source *sqlast.Source // the table
	given  *sqlast.Source // the rows, where they travel as arrays
	slots  []argument
}

func (s *shape) maker(many bool) *maker {
	m := &maker{shape: s, source: &sqlast.Source{Table: s.table}}
	if many {
		name := "given"
		if s.table.Name == name {
			name = "given_rows"
		}
		m.given = &sqlast.Source{Table: &sqlast.Table{Name: name}, Alias: name, Arrays: []sqlast.Expr{}}
	}
	return m
}

// one is a parameter for a column of the one row.
func (m *maker) one(kind argumentKind, column int) sqlast.Expr {
	t := m.cols[column].Type
	m.slots = append(m.slots, argument{kind: kind, column: column})
	return &sqlast.Param{Slot: len(m.slots), Type: t, Cast: rowsend.NeedsCast(t)}
}

// array adds a column of all rows and returns the expression of its value in one of them.
func (m *maker) array(kind argumentKind, column int, name string, t *sqltype.Type) sqlast.Expr {
	array, cast := bulk.Carrier(t)
	m.slots = append(m.slots, argument{kind: kind, column: column})
	m.given.Arrays = append(m.given.Arrays, &sqlast.Param{Slot: len(m.slots), Type: array, Cast: true})
	col := &sqlast.Column{Table: m.given.Table, Index: len(m.given.Table.Columns), Name: name, Type: array.Elem}
	m.given.Table.Columns = append(m.given.Table.Columns, col)
	f := &sqlast.Field{Source: m.given, Column: col}
	if cast != nil {
		return &sqlast.Cast{X: f, Type: cast}
	}
	return f
}

func (m *maker) field(column int) *sqlast.Field {
	return &sqlast.Field{Source: m.source, Column: m.table.Columns[column]}
}

// returning is a list of the primary key and more columns.
func (m *maker) returning(more []int) ([]int, []sqlast.Item) {
	columns := slices.Clone(m.table.Key)
	for _, c := range more {
		if !slices.Contains(columns, c) {
			columns = append(columns, c)
		}
	}
	items := make([]sqlast.Item, len(columns))
	for i, c := range columns {
		items[i] = sqlast.Item{Expr: m.field(c)}
	}
	return columns, items
}

// finish renders the statement, inside of one that counts.
func (m *maker) finish(s sqlast.Stmt, keys []sqlast.KeyMatch, returns []int, quiet bool) (*statement, error) {
	checked := &sqlast.Checked{Stmt: s, Given: m.keysOnly(keys), Keys: keys, Quiet: quiet}
	st, err := m.plain(checked)
	if err != nil || quiet {
		return st, err
	}
	st.returns, st.formats = returns, m.formatsOf(returns)
	if m.given != nil && m.packs(returns) {
		for _, c := range returns {
			checked.Columns = append(checked.Columns, m.table.Columns[c].Name)
		}
		if st.packed, err = m.plain(checked); err == nil {
			st.packed.formats = st.formats
		}
	}
	return st, err
}

// packs reports whether all of the columns may come back as arrays.
func (s *shape) packs(columns []int) bool {
	return !slices.ContainsFunc(columns, func(c int) bool { return !bulk.Packs(s.table.Columns[c].Type) })
}

// typesOf are the types of columns.
func (s *shape) typesOf(columns []int) []*sqltype.Type {
	types := make([]*sqltype.Type, len(columns))
	for i, c := range columns {
		types[i] = s.table.Columns[c].Type
	}
	return types
}

func (s *shape) formatsOf(columns []int) []int16 { return formatsOf(s.table, columns) }

func formatsOf(t *sqlast.Table, columns []int) []int16 {
	formats := make([]int16, len(columns))
	for i, c := range columns {
		formats[i] = bulk.Format(t.Columns[c].Type)
	}
	return formats
}

// keysOnly is the rows with the columns of their keys alone.
func (m *maker) keysOnly(keys []sqlast.KeyMatch) *sqlast.Source {
	if m.given == nil {
		return nil
	}
	t := &sqlast.Table{Name: m.given.Table.Name}
	out := &sqlast.Source{Table: t, Alias: m.given.Alias}
	for _, k := range keys {
		e := k.Given
		if c, ok := e.(*sqlast.Cast); ok {
			e = c.X
		}
		f := e.(*sqlast.Field) //nolint:forcetypeassert // array makes fields
		t.Columns = append(t.Columns, f.Column)
		out.Arrays = append(out.Arrays, m.given.Arrays[f.Column.Index])
	}
	return out
}

func (m *maker) plain(s sqlast.Stmt) (*statement, error) {
	sql, params, err := render.Statement(s)
	if err != nil {
		return nil, err
	}
	st := &statement{sql: sql, args: make([]argument, len(params))}
	for i, p := range params {
		if p.Slot > 0 {
			st.args[i] = m.slots[p.Slot-1]
			continue
		}
		v, err := rowsend.Arg(p.Value)
		if err != nil {
			return nil, err
		}
		st.args[i] = argument{constant: v}
	}
	return st, nil
}

// lossy are those of columns whose values the database may round, pad or otherwise change on the way in.
func (s *shape) lossy(columns []int) (out []int) {
	for _, c := range columns {
		if t := s.table.Columns[c].Type; strings.Contains(t.Name, "(") && t.Kind != sqltype.Text || t.Name == "char" || strings.HasPrefix(t.Name, "char(") {
			out = append(out, c)
		}
	}
	return out
}

// everyColumn is all columns by number.
func (s *shape) everyColumn() []int {
	all := make([]int, len(s.table.Columns))
	for i := range all {
		all[i] = i
	}
	return all
}

// generated are the generated columns.
func (s *shape) generated() (out []int) {
	for i, c := range s.table.Columns {
		if c.Stored != nil {
			out = append(out, i)
		}
	}
	return out
}

// selectByKeys reads the rows with the keys of objects.
func (s *shape) selectByKeys() (*statement, error) {
	m := s.maker(true)
	return m.plain(m.selectKeys())
}

// selectByArrays is the same SELECT, whose parameters are the columns of the key.
func (s *shape) selectByArrays() (*sqlast.Select, *sqlast.Source) {
	m := s.maker(true)
	return m.selectKeys(), m.source
}

func (m *maker) selectKeys() *sqlast.Select {
	var on []sqlast.Expr
	for _, k := range m.table.Key {
		given := m.array(oldValues, k, m.table.Columns[k].Name, m.table.Columns[k].Type)
		on = append(on, &sqlast.Binary{Op: sqlast.Eq, Left: m.field(k), Right: given, Type: sqltype.Boolean})
	}
	return &sqlast.Select{
		Items: []sqlast.Item{{Entity: m.source}}, From: m.source,
		Joins: []sqlast.Join{{Kind: sqlast.InnerJoin, Source: m.given, On: &sqlast.Logic{Terms: on}}},
	}
}
