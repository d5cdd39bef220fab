package uow

import (
	"slices"
	"time"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// findClocked finds the columns that the session's clock fills.
func (s *shape) findClocked() {
	for i, c := range s.table.Columns {
		if c.Default != nil && c.Default.Kind == sqlast.SessionClock {
			s.clocked = append(s.clocked, i)
		}
		if c.ClockOnUpdate {
			s.ticking = append(s.ticking, i)
		}
	}
}

// withTicking adds the columns that each UPDATE writes by the session's clock to those that one writes anyway.
func (s *shape) withTicking(set []int) []int {
	if len(s.ticking) == 0 {
		return set
	}
	set = append(set, s.ticking...)
	slices.Sort(set)
	return slices.Compact(set)
}

// tellTime writes the instant of the flush into the columns that take it: the same one for all rows.
func (f *flush) tellTime() {
	c := clock{session: f.s}
	for _, st := range f.steps {
		switch st.kind {
		case inserting:
			for _, column := range st.t.clocked {
				c.fillNew(st, column)
			}
		case updating:
			for _, column := range st.t.ticking {
				c.fillChanged(st, column)
			}
		}
	}
}

// clock is the instant of one flush, which the session's clock is asked for when a column takes it.
type clock struct {
	session *Session
	at      time.Time
	asked   bool
}

// fillNew writes the instant into a column of new rows that leave it out.
func (c *clock) fillNew(st *step, column int) {
	for i, o := range st.rows {
		if st.decided.state(i, column) == draft.Linked {
			c.fill(o, column)
		}
	}
}

// fillChanged writes the instant into a column of rows that are changed, where the program gives it no other value.
func (c *clock) fillChanged(st *step, column int) {
	if st.frees != nil || !slices.Contains(st.set, column) {
		return // an UPDATE of children, or of what could not be inserted at once
	}
	for _, o := range st.rows {
		if !o.changed(&st.t.cols[column]) {
			c.fill(o, column)
		}
	}
}

// fill writes the instant into a column that holds a time.Time, as package schema sees to.
func (c *clock) fill(o *object, column int) {
	if !c.asked {
		c.at, c.asked = c.session.now(), true
	}
	col := &o.in.cols[column]
	field := o.at.Field(col.Offset)
	if col.Nullable {
		at := c.at
		*rowscan.As[*time.Time](field) = &at
		return
	}
	*rowscan.As[time.Time](field) = c.at
}

// now is the time by the session's clock, as the database keeps it.
func (s *Session) now() time.Time {
	if s.opts.Clock != nil {
		return rowsend.Cut(s.opts.Clock())
	}
	return rowsend.Cut(time.Now())
}
