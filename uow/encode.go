package uow

import (
	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// encode adds the arguments of the statement that was begun last, taken from the rows, to a message.
func (st *statement) encode(s *step, m *bulk.Message) error {
	arrays := make([]*bulk.Array, len(st.args))
	for i := range st.args {
		var err error
		if arrays[i], err = st.args[i].encode(s, m); err != nil {
			return err
		}
	}
	for from := 0; from < len(s.rows); from += bulk.BlockRows {
		to := min(from+bulk.BlockRows, len(s.rows))
		for i, out := range arrays {
			if out == nil {
				continue
			}
			if err := s.fill(&st.args[i], out, from, to); err != nil {
				return err
			}
			if from == 0 {
				out.Expect(to, len(s.rows))
			}
		}
	}
	return nil
}

// encode adds the argument to a message. An array is yet to be filled.
func (a *argument) encode(s *step, m *bulk.Message) (*bulk.Array, error) {
	c := &s.t.cols[max(a.column, 0)]
	switch a.kind {
	case newValue:
		return nil, s.encodeOne(a.column, s.rows[0].at.Field(c.Offset), m)
	case oldValue:
		return nil, s.encodeOne(a.column, s.rows[0].old().Field(c.Offset), m)
	case newValues, oldValues:
		return m.Array(c.write, c.Type), nil
	case givens:
		return m.Bools(), nil
	default:
		return nil, m.Constant(a.constant)
	}
}

func (s *step) encodeOne(column int, field rowscan.Pointer, m *bulk.Message) error {
	if s.isLate(0, column) {
		m.Null()
		return nil
	}
	c := &s.t.cols[column]
	if err := m.Value(c.write, field); err != nil {
		return s.wrong(0, c, err)
	}
	return nil
}
