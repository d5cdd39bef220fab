package uow

import (
	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/rowscan"
)

// encode adds the statement and its arguments, taken from the rows, to a message.
func (st *statement) encode(s *step, m *bulk.Message) error {
	m.Statement(st.sql, st.formats)
	for i := range st.args {
		if err := st.args[i].encode(s, m); err != nil {
			return err
		}
	}
	return nil
}

func (a *argument) encode(s *step, m *bulk.Message) error {
	switch a.kind {
	case newValue:
		return s.encodeOne(a.column, s.rows[0].at.Field(s.t.cols[a.column].Offset), m)
	case oldValue:
		return s.encodeOne(a.column, s.rows[0].old().Field(s.t.cols[a.column].Offset), m)
	case newValues, oldValues:
		c := &s.t.cols[a.column]
		if err := s.fillArray(a, m.Array(c.write, c.Type)); err != nil {
			return err
		}
	case givens:
		s.fillGivens(a.column, m.Bools())
	default:
		return m.Constant(a.constant)
	}
	m.EndArray()
	return nil
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
