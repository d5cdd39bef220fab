package uow

import (
	"sync"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
)

// arguments are the values for the placeholders, taken from the rows.
func (st *statement) arguments(t *table, rows []*object) ([]any, error) {
	return st.fill(&step{t: t, rows: rows})
}

func (st *statement) fill(s *step) ([]any, error) {
	args := make([]any, len(st.args))
	buf := buffers.Get().(*buffer) //nolint:forcetypeassert // the pool holds nothing else
	defer buffers.Put(buf)
	for i, a := range st.args {
		v, err := a.value(s, buf)
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	return args, nil
}

// buffer is where arrays are written before they are sent.
type buffer struct {
	literal rowsend.ArrayLiteral
	text    []byte
}

var buffers = sync.Pool{New: func() any { return &buffer{} }}

func (a *argument) value(s *step, buf *buffer) (any, error) {
	switch a.kind {
	case newValue:
		return s.oneValue(a.column, s.rows[0].at)
	case oldValue:
		return s.oneValue(a.column, s.rows[0].old())
	case newValues, oldValues:
		return s.array(a, buf)
	case givens:
		return s.givens(a.column, buf), nil
	default:
		return a.constant, nil
	}
}

// old is the entity as the database has it, which a row just written has as the object does.
func (o *object) old() rowscan.Pointer {
	if o.copy.IsNil() {
		return o.at
	}
	return o.copy
}

func (s *step) oneValue(column int, entity rowscan.Pointer) (any, error) {
	if s.isLate(0, column) {
		return nil, nil //nolint:nilnil // nil is NULL
	}
	c := &s.t.cols[column]
	v, err := c.write.Arg(entity.Field(c.Offset))
	if err != nil {
		return nil, s.wrong(0, c, err)
	}
	return v, nil
}

// array writes a column of all rows as an array literal.
func (s *step) array(a *argument, buf *buffer) (any, error) {
	c := &s.t.cols[a.column]
	buf.literal.Begin()
	for i, o := range s.rows {
		entity := o.at
		if a.kind == oldValues {
			entity = o.old()
		}
		p := entity.Field(c.Offset)
		if c.write.IsNull(p) || a.kind == newValues && s.isLate(i, a.column) {
			buf.literal.AppendNull()
			continue
		}
		text, err := c.write.Text(buf.text[:0], p)
		if err != nil {
			return nil, s.wrong(i, c, err)
		}
		buf.text = text
		buf.literal.Append(text)
	}
	return buf.literal.End(), nil
}

func (s *step) givens(column int, buf *buffer) any {
	buf.literal.Begin()
	for i := range s.rows {
		if s.decided.state(i, column) == draft.LeftOut {
			buf.literal.Append([]byte{'f'})
			continue
		}
		buf.literal.Append([]byte{'t'})
	}
	return buf.literal.End()
}

// isLate reports whether the column of a new row is written later, by an UPDATE.
func (s *step) isLate(row, column int) bool {
	if s.kind != inserting || len(s.late) == 0 {
		return false
	}
	for _, c := range s.late[s.rows[row]] {
		if c == column {
			return true
		}
	}
	return false
}

func (s *step) wrong(row int, c *column, err error) error {
	return &ColumnError{Table: s.t.table.Name, Column: c.Name, Object: s.rows[row].name(), Err: err}
}
