// Package gostd keeps the source of Go's standard library in PostgreSQL. It
// is the example to read first: five tables, the relations between them, and
// the queries that one asks of such data.
//
//	packages ──< files ──< declarations >── releases
//	  │  └ parent   │
//	  └────< imports >
//
// # Where to look
//
//   - [Package], [File], [Declaration], [Import] and [Release] are plain
//     structs; each stands in a file of its own beside its table.
//   - model.go joins the tables: relations and the [Model].
//   - Its CreateAll makes the tables, [Load] writes a whole source tree into
//     them.
//   - example_*_test.go asks questions, each with its answer.
//
// Package source reads the tree into plain values; it knows no database.
package gostd
