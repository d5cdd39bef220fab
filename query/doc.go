// Package query builds typed SQL statements and reads their rows.
//
// A query is an immutable value: each method returns a new one, building does no I/O, and any number of goroutines may
// share it. Text and arguments are made when the query runs or is printed.
//
// # Asking for entities, values and tuples
//
// [From] selects an entity, [Select] one expression, [Select2] to [Select8] typed tuples, [Project] your own struct.
// The row type follows the select list.
//
// # Reading rows
//
// [QueryOf.Rows] is lazy: nothing is sent until [RowsOf.All], [RowsOf.First], [RowsOf.One], [RowsOf.OneOrNone],
// [RowsOf.Scalar], [RowsOf.Scalars] or [RowsOf.Each] runs.
//
// # What a value keeps alive
//
// The texts of a row lie in one allocation: a string that is kept keeps the texts of its row, and nothing of other rows.
// Entities, and values behind the pointers of nullable columns, are cut from chunks of at most 64 of their kind: one that
// is kept keeps its chunk, with what the others of the chunk hold. Rows that are tuples, structs or plain values lie in the
// slice that All returns. A program that keeps a few entities of large results for long copies what it keeps, or selects
// a struct. [RowsOf.Packed] trades the rule for texts for speed: they lie in pages of 32 KB.
//
// # NULL
//
// An expression that may be NULL has a type that says so: [NullOp] scans to *T. What only the shape of a query makes
// nullable (an outer join, a function of a nullable argument) is refused when the query is built; [Null], [Coalesce],
// [Must] and [Optional] are the ways to say what is meant.
//
// # Changing rows
//
// [Insert], [Update] and [Delete] run with Exec, or hand back rows through [Returning] and its kin. [InsertEntities] takes
// many rows, [CopyEntities] loads very many, under keys of [ReserveKeys].
//
// # Seeing what is sent
//
// [Logged] is a database with a [Logger], which hears of each statement; [Slog] makes one of a slog.Logger.
package query
