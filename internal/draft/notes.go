package draft

import (
	"errors"
	"fmt"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Notes is what was said of one new object: which columns were given, to the zero value too, and which by an expression
// or by DEFAULT. A nil Notes is that of an object that was built as a struct. Notes are not changed once they are made.
type Notes struct {
	given, byDefault columnSet
	exprs            []sqlast.Expr // by column; nil where no column has one
	err              error
}

// Given reports whether the column was given a value, which the object's field holds.
func (n *Notes) Given(column int) bool { return n != nil && n.given.has(column) }

// Default reports whether the column was set to its default by name.
func (n *Notes) Default(column int) bool { return n != nil && n.byDefault.has(column) }

// Expr returns the expression that the column was set to, or nil.
func (n *Notes) Expr(column int) sqlast.Expr {
	if n == nil || n.exprs == nil {
		return nil
	}
	return n.exprs[column]
}

// Err is what is wrong with the assignments, all of it.
func (n *Notes) Err() error {
	if n == nil {
		return nil
	}
	return n.err
}

// Assign writes the values of sets into entity's fields, fills the columns that were not given with the defaults that
// are known here, and keeps what was said for [Take]. What is wrong with an assignment is returned, and kept too, for
// callers that cannot return it. Goroutines may assign to different objects at once.
//
// Beside client defaults, a column whose default is a value of the database shows that value, so that a field which is
// set to another one later, the zero value included, is seen as such. The column still counts as left out.
func Assign(t *sqlast.Table, entity rowscan.Pointer, sets []sqlast.Set) error {
	n := Write(t, entity, sets)
	Keep(t, entity, n)
	return n.err
}

// Write is [Assign] for a caller that keeps the notes itself.
func Write(t *sqlast.Table, entity rowscan.Pointer, sets []sqlast.Set) *Notes {
	n := &Notes{}
	var errs []error
	for _, s := range sets {
		if err := n.assign(t, entity, s); err != nil {
			errs = append(errs, err)
		}
	}
	errs = append(errs, For(t).prefill(entity, n)...)
	n.err = errors.Join(errs...)
	return n
}

// assign notes one assignment and does it where the program can.
func (n *Notes) assign(t *sqlast.Table, entity rowscan.Pointer, s sqlast.Set) error {
	if err := n.accepts(t, s.Column); err != nil {
		return err
	}
	c := s.Column
	switch v := s.Value.(type) {
	case nil:
		n.byDefault.add(c.Index)
		return nil
	case *sqlast.Param:
		n.given.add(c.Index)
		if v.Slot > 0 {
			return wrong(c, ErrAssignment, "is set to a parameter of a compiled query; set it to a value")
		}
		return setField(c, entity, v.Value)
	case *sqlast.Literal:
		if v.Null {
			n.given.add(c.Index)
			return setNull(c, entity)
		}
	}
	if n.exprs == nil {
		n.exprs = make([]sqlast.Expr, len(t.Columns))
	}
	n.exprs[c.Index] = s.Value
	return nil
}

// accepts refuses an assignment that does not fit the object.
func (n *Notes) accepts(t *sqlast.Table, c *sqlast.Column) error {
	switch {
	case c == nil:
		return fmt.Errorf("%w: an assignment to %s sets no column; make it with the Set method of a column that is mapped", ErrAssignment, t.Name)
	case c.Table != t:
		return wrong(c, ErrAssignment, "is no column of "+t.Name+"; set that table's own columns")
	case c.Owned || c.Stored != nil:
		return wrong(c, ErrOwned, "is written by the database alone; leave it out")
	case n.Given(c.Index) || n.Default(c.Index) || n.Expr(c.Index) != nil:
		return wrong(c, ErrAssignment, "is set twice; keep one of the two")
	}
	return nil
}

// columnSet is a set of columns by their index; the first 64 take no allocation.
type columnSet struct {
	low  uint64
	high map[int]bool
}

func (s *columnSet) has(i int) bool {
	if i < 64 {
		return s.low>>i&1 == 1
	}
	return s.high[i]
}

func (s *columnSet) add(i int) {
	if i < 64 {
		s.low |= 1 << i
		return
	}
	if s.high == nil {
		s.high = map[int]bool{}
	}
	s.high[i] = true
}
