package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// arguments are the values for the placeholders, taken from the rows.
func (st *statement) arguments(t *table, rows []*object) ([]any, error) {
	return st.fill(&step{t: t, rows: rows})
}

func (st *statement) fill(s *step) ([]any, error) {
	args := make([]any, len(st.args))
	for i, a := range st.args {
		v, err := a.value(s)
		if err != nil {
			return nil, err
		}
		args[i] = v
	}
	return args, nil
}

func (a *argument) value(s *step) (any, error) {
	switch a.kind {
	case newValue:
		return s.oneValue(a.column, s.rows[0].at)
	case oldValue:
		return s.oneValue(a.column, s.rows[0].old())
	case newValues, oldValues:
		return s.array(a)
	case givens:
		return s.givens(a.column), nil
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

// array is a column of all rows as an array.
func (s *step) array(a *argument) (any, error) {
	out := bulk.NewArray()
	if err := s.fillArray(a, out); err != nil {
		return nil, err
	}
	return out.End(), nil
}

func (s *step) fillArray(a *argument, out *bulk.Array) error {
	c, late := &s.t.cols[a.column], a.kind == newValues && len(s.late) > 0
	for i, o := range s.rows {
		entity := o.at
		if a.kind == oldValues {
			entity = o.old()
		}
		if late && s.isLate(i, a.column) {
			out.AppendNull()
			continue
		}
		if err := out.Append(c.write, entity.Field(c.Offset)); err != nil {
			return s.wrong(i, c, err)
		}
	}
	return nil
}

func (s *step) givens(column int) any {
	out := bulk.NewArray()
	s.fillGivens(column, out)
	return out.End()
}

func (s *step) fillGivens(column int, out *bulk.Array) {
	for i := range s.rows {
		out.AppendBool(s.decided.state(i, column) != draft.LeftOut)
	}
}

// isLate reports whether the column of a row is NULL for now: of a new one that an UPDATE writes later, or of one that is
// about to be deleted.
func (s *step) isLate(row, column int) bool {
	if len(s.late) == 0 {
		return false
	}
	return slices.Contains(s.late[s.rows[row]], column)
}

func (s *step) wrong(row int, c *column, err error) error {
	return &ColumnError{Table: s.t.table.Name, Column: c.Name, Object: s.rows[row].name(), Err: err}
}
