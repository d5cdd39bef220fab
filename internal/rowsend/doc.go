// Package rowsend turns Go values into what is sent to PostgreSQL, into literals and into bytes that can be compared. It
// is the twin of rowscan.
//
// [For] gives the [Writer] of a Go type that is sent as an SQL type; [Arg] converts one value held in an interface. What
// they return goes through pgx in all five of its execution modes: base Go types as they are, everything else as a string
// in PostgreSQL's text form, for which the statement carries a cast ([NeedsCast]). Nothing reaches the server that it
// would refuse or change silently: text with NUL bytes or broken UTF-8, years that it does not keep and integers beyond
// the column are errors here.
//
// A nil slice or map is an empty one; NULL needs a pointer, or a type that says itself that it is NULL. Instants are cut
// to the microsecond and sent in UTC.
//
// # Unsafe code
//
// The package reads through [rowscan.Pointer]. Who makes a Writer has checked the kind of the Go type, so that it is read
// with the right layout; who calls it passes the address of a value of that type.
package rowsend
