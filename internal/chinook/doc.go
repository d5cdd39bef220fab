// Package chinook maps Chinook, a digital music store of 11 tables that others designed, for tests on real data.
//
//	artist ──< album ──< track >── genre, media_type
//	                      │ └──< playlist_track >── playlist
//	                      └──< invoice_line >── invoice >── customer >── employee (reports_to)
//
// The definitions are written by hand after the database, one table a file: keys that the client gives, a key of two
// columns, a table that refers to itself, nullable columns, prices as exact decimals, times without a zone. [Load] fills
// a database from the file that the store's authors publish. The file is no part of this module: ROWAN_DATA names the
// folder that has it, as in `make test-data DATA=…`, and without it the tests of this package do not run.
package chinook
