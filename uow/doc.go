// Package uow is the unit of work: sessions that hold one object per row and write what changed, in the right order.
//
// # A unit of work
//
// [Run] opens a session, begins, calls a function, and commits; it rolls back when the function returns an error or
// panics. A service keeps one [Factory] and calls [Factory.Run].
//
// # Objects
//
// [Session.Add] and [Create] give the session new objects, [Get] and queries that run on the session give it those of
// the database. Changing a field is enough: the session compares objects with what it read. [Session.Delete] removes one.
// [AddAll] and [DeleteAll] take slices.
//
// # Writing
//
// [Session.Flush] sends what changed, [Session.Commit] does so and commits. A flush is a walk through named stages:
// collect the changes, relate the objects, order the rows, plan the statements, write them, read back what the
// database made, and mark the objects as stored. [Session.Plan] shows the statements without sending them.
//
// # Savepoints
//
// [Session.Nested] runs a function inside a savepoint. Where it fails, its work is undone in the database and in the
// session's objects, and the outer work goes on.
//
// # In a service
//
// [Options].Logger hears of each statement, with the step of a flush or the relation that it was sent for. [Options].Clock is
// the time that columns with schema.SessionClock take. [Options].Pooled is for connections that lead to a transaction pooler.
//
// # Sessions and goroutines
//
// A session belongs to one goroutine at a time. A call while another one is under way is an error, [ErrBusy], and
// changes nothing.
package uow
