package uow

import (
	"reflect"
	"sync"
	"time"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// shape is what sessions need to know of a table beyond its definition: how its columns are compared, copied and sent.
// It is made once for each table, is not changed after, and holds the statements that were rendered for it.
type shape struct {
	table    *sqlast.Table
	cols     []column
	parts    []part                             // of columns whose copies share what can change
	times    []int                              // columns that hold instants
	numbered bool                               // the primary key is an integer
	number   func(entity rowscan.Pointer) int64 // which this reads
	rounded  []int                              // columns whose values the database may change on the way in
	up       []*sqlast.Relation                 // many-to-one: the foreign key is here
	down     []*sqlast.Relation                 // one-to-many: the foreign key is there
	clocked  []int                              // columns that get the session's time when the row is new
	ticking  []int                              // columns that get it with each UPDATE
	texts    texts

	compared reflect.Type // of snapshots: the entity as far as it has columns and many-to-one holders
}

// column is a column with the functions for its values.
type column struct {
	*sqlast.Column
	write *rowsend.Writer // of the field
	base  *rowsend.Writer // of the field's value, behind the pointer of a nullable column
	same  rowsend.Same
	zero  func(field rowscan.Pointer) bool
}

// part makes the copy of one field its own.
type part struct {
	offset uintptr
	own    rowscan.Part
}

var shapes sync.Map // *sqlast.Table to *shape

// shapeOf returns the shape of t. It fails where a column has a type that cannot be sent.
func shapeOf(t *sqlast.Table) (*shape, error) {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape), nil //nolint:forcetypeassert // the map holds nothing else
	}
	s := &shape{table: t, cols: make([]column, len(t.Columns))}
	for i, c := range t.Columns {
		col, err := columnOf(c)
		if err != nil {
			return nil, &ColumnError{Table: t.Name, Column: c.Name, Err: err}
		}
		s.cols[i] = col
		if own := rowscan.PartOf(c.GoType); own != nil {
			s.parts = append(s.parts, part{c.Offset, own})
		}
		if valueType(c.GoType) == reflect.TypeFor[time.Time]() && c.Type.Kind == sqltype.Time {
			s.times = append(s.times, i)
		}
	}
	for _, r := range t.Relations {
		if r.Kind == sqlast.ManyToOne {
			s.up = append(s.up, r)
		} else {
			s.down = append(s.down, r)
		}
	}
	s.findNumber()
	s.findClocked()
	s.rounded = s.lossy(s.everyColumn())
	s.compared = s.comparedType()
	known, _ := shapes.LoadOrStore(t, s)
	return known.(*shape), nil //nolint:forcetypeassert // the map holds nothing else
}

// findNumber finds out whether the primary key is an integer.
func (s *shape) findNumber() {
	if len(s.table.Key) != 1 {
		return
	}
	c := s.table.Columns[s.table.Key[0]]
	if read := rowsend.Integer(c.GoType, c.Type); read != nil {
		s.numbered = true
		s.number = func(entity rowscan.Pointer) int64 { return read(entity.Field(c.Offset)) }
	}
}

func (s *shape) comparedType() reflect.Type {
	last := uintptr(0)
	for _, c := range s.table.Columns {
		last = max(last, c.Offset)
	}
	for _, r := range s.up {
		last = max(last, r.Offset)
	}
	return rowscan.Prefix(s.table.GoType, last)
}

func columnOf(c *sqlast.Column) (column, error) {
	w, err := rowsend.For(c.GoType, c.Type)
	if err != nil {
		return column{}, err
	}
	base, err := rowsend.For(valueType(c.GoType), c.Type)
	if err != nil {
		return column{}, err
	}
	return column{Column: c, write: w, base: base, same: rowsend.SameOf(c.GoType, w), zero: rowscan.ZeroCheck(c.GoType)}, nil
}

// valueType is t, or what it points at.
func valueType(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// value returns the address of the column's value in the entity, false where it is NULL.
func (c *column) value(entity rowscan.Pointer) (rowscan.Pointer, bool) {
	p := entity.Field(c.Offset)
	if c.GoType.Kind() == reflect.Pointer {
		p = p.Load()
		return p, !p.IsNil()
	}
	return p, true
}

// isZero reports whether the field has its zero value.
func (c *column) isZero(entity rowscan.Pointer) bool {
	return c.zero(entity.Field(c.Offset))
}

// key appends the canonical bytes of what columns of the entity hold, as values of target's columns others. It reports
// false where one of them is NULL.
func (s *shape) key(buf []byte, entity rowscan.Pointer, columns []int, target *shape, others []int) ([]byte, bool, error) {
	for i, c := range columns {
		col := &s.cols[c]
		p, ok := col.value(entity)
		if !ok {
			return buf, false, nil
		}
		w := col.base
		if to := &target.cols[others[i]]; to.Column != col.Column {
			var err error
			if w, err = rowsend.For(valueType(col.GoType), to.Type); err != nil {
				return buf, false, &ColumnError{Table: s.table.Name, Column: col.Name, Err: err}
			}
		}
		var err error
		if buf, err = w.Canonical(buf, p); err != nil {
			return buf, false, &ColumnError{Table: s.table.Name, Column: col.Name, Err: err}
		}
	}
	return buf, true, nil
}

// primary appends the canonical bytes of the entity's primary key.
func (s *shape) primary(buf []byte, entity rowscan.Pointer) ([]byte, error) {
	buf, _, err := s.key(buf, entity, s.table.Key, s, s.table.Key)
	return buf, err
}

// show is the primary key of the entity for people, as in companies(7).
func (s *shape) show(entity rowscan.Pointer) string {
	return s.showColumns(entity, s.table.Key)
}

// showColumns is the values of columns for people, as in (7, "a").
func (s *shape) showColumns(entity rowscan.Pointer, columns []int) string {
	out := []byte{'('}
	for i, c := range columns {
		if i > 0 {
			out = append(out, ", "...)
		}
		col := &s.cols[c]
		p, ok := col.value(entity)
		if !ok {
			out = append(out, "NULL"...)
			continue
		}
		if text, err := col.base.Text(out, p); err == nil {
			out = text
		} else {
			out = append(out, '?')
		}
	}
	out = append(out, ')')
	return string(out)
}
