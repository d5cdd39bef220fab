package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// updateOf is the statement that changes the columns set of rows.
func (s *shape) updateOf(set []int, many bool) (*statement, error) {
	shape := []byte{'u'}
	if many {
		shape[0] = 'U'
	}
	for _, c := range set {
		shape = append(shape, byte(c>>8), byte(c))
	}
	return s.texts.get(string(shape), func() (*statement, error) { return s.update(set, many) })
}

func (s *shape) update(set []int, many bool) (*statement, error) {
	m := s.maker(many)
	up := &sqlast.Update{Table: m.source, From: m.given}
	keys := make([]sqlast.Expr, len(s.cols)) // as the rows are told in the result
	for _, k := range s.table.Key {
		keys[k] = m.where(k, &up.Where)
	}
	for _, i := range set {
		c := s.table.Columns[i]
		value := m.value(i)
		if slices.Contains(s.table.Key, i) {
			keys[i] = value
		}
		up.Set = append(up.Set, sqlast.Set{Column: c, Value: value})
	}
	made := s.generated()
	for i, c := range s.table.Columns {
		if c.OnUpdate != nil && !slices.Contains(set, i) {
			up.Set = append(up.Set, sqlast.Set{Column: c, Value: c.OnUpdate})
			made = append(made, i)
		}
	}
	made = append(made, s.lossy(set)...)
	returns, items := m.returning(made)
	up.Returning = items
	if !many {
		return m.finish(up, nil, returns, len(made) == 0)
	}
	return m.finish(up, m.matches(keys), returns, len(made) == 0)
}

// value is the new value of a column.
func (m *maker) value(column int) sqlast.Expr {
	if m.given == nil {
		return m.one(newValue, column)
	}
	return m.array(newValues, column, "new_"+m.table.Columns[column].Name, m.table.Columns[column].Type)
}

// where adds the condition that the row has the key that the object was read with.
func (m *maker) where(k int, where *[]sqlast.Expr) sqlast.Expr {
	old := m.old(k)
	*where = append(*where, &sqlast.Binary{Op: sqlast.Eq, Left: m.field(k), Right: old, Type: sqltype.Boolean})
	return old
}

// old is the value of a column that the object was read with.
func (m *maker) old(k int) sqlast.Expr {
	if m.given == nil {
		return m.one(oldValue, k)
	}
	return m.array(oldValues, k, m.table.Columns[k].Name, m.table.Columns[k].Type)
}

// deleteOf is the statement that deletes rows.
func (s *shape) deleteOf(many bool) (*statement, error) {
	shape := "d"
	if many {
		shape = "D"
	}
	return s.texts.get(shape, func() (*statement, error) {
		m := s.maker(many)
		del := &sqlast.Delete{From: m.source, Using: m.given}
		keys := make([]sqlast.Expr, len(s.cols))
		for _, k := range s.table.Key {
			keys[k] = m.where(k, &del.Where)
		}
		_, del.Returning = m.returning(nil)
		if !many {
			return m.finish(del, nil, nil, true)
		}
		return m.finish(del, m.matches(keys), nil, true)
	})
}
