// Package rowscan decodes the values that PostgreSQL sends into Go values whose types were known when the query was built.
//
// [Find] chooses a [Decode] for a Go type and a server type, once per query. A [Plan] holds one for each column and the
// place where its value goes; [Plan.Row] runs it on the raw bytes of a row. [Memory] is what the rows of one run are cut
// from. Pairs that this package has no decoder for go through pgx's type map, user types included.
//
// NULL goes into pointers and types that know NULL themselves; elsewhere it is [ErrNull]. Integers widen freely and
// narrow with a check. Times come in UTC. PostgreSQL's infinite dates have no place in time.Time and civil types: they
// are errors that say where they fit. An interval becomes a time.Duration with days of 24 hours, as PostgreSQL itself
// compares them; months have no length and are refused. Slices and maps are new for each row.
//
// # Unsafe code
//
// The package writes through [Pointer]. Who makes a Decode has checked the kind of the Go type that it writes, so that
// size and layout are right; who calls it passes the address of a value of that type. Bytes of the wire are bounded
// before they are read and copied before they are kept.
package rowscan
