package schema

import (
	"time"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// SessionValue is a value of type T that a session gives to columns when it writes their rows: see [SessionClock].
type SessionValue[T any] struct{ isClock bool }

// SessionClock is the time by the clock of the session that writes the row (uow.Options.Clock; time.Now where none is set), in
// UTC and cut to the microsecond that PostgreSQL keeps, so that the object has what is read back. A flush asks the clock once,
// and only where a column takes it: all rows of a flush have the same instant.
func SessionClock() SessionValue[time.Time] { return SessionValue[time.Time]{isClock: true} }

// ClientDefaultFrom is what the session writes where the column of a new object is left out. It is in the object from the flush
// on, and is taken back with the row by a rollback. Outside of a session query.InsertEntities writes the time now; other statements
// of package query know nothing of it: give them a value.
func (c *ColDef[T]) ClientDefaultFrom(v SessionValue[T]) *ColDef[T] {
	if !v.isClock {
		c.c.noSessionValue("ClientDefaultFrom")
	}
	c.c.setDefault(sqlast.SessionClock, nil, nil, nil)
	return c
}

// OnUpdateFrom is what the session writes each time that it changes the row for another reason, where the program has not
// changed the column itself; not where it makes the foreign keys of a deleted object's children NULL. Statements of package query know nothing of it.
func (c *ColDef[T]) OnUpdateFrom(v SessionValue[T]) *ColDef[T] {
	if !v.isClock {
		c.c.noSessionValue("OnUpdateFrom")
	}
	c.c.clockOnUpdate()
	return c
}

func (c *column) noSessionValue(call string) {
	if !c.d.again {
		c.d.wrong(c.col.Name, call+" is given the zero SessionValue, which says nothing; give it schema.SessionClock()")
	}
}

func (c *column) clockOnUpdate() {
	switch {
	case c.d.again:
		return
	case c.col.Owned:
		c.d.wrong(c.col.Name, "is written by the session's clock, and is the database's to write; declare it as schema.Col, or use OnUpdate")
	case c.col.OnUpdate != nil:
		c.d.wrong(c.col.Name, "is written on update by the database and by the session; keep one of the two")
	}
	c.col.ClockOnUpdate = true
}
