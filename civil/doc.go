// Package civil has dates and times without a zone: what a calendar and a clock on a wall show. They are what
// PostgreSQL's date, time and timestamp keep, as [Date], [Time] and [DateTime]; an instant is a [time.Time].
//
// A civil value names no instant until somebody says where: [DateTime.In] and [DateTimeOf] cross over, and both take the
// location from the caller. All types are plain values: comparable with ==, usable as map keys, shared freely. Times are
// kept to the microsecond, as PostgreSQL does. Text and JSON are ISO 8601 without a zone; years before the first carry
// " BC", as PostgreSQL writes them.
//
// The types read and write themselves with plain pgx too.
package civil
