// Package rowan is a typed query builder and a unit of work for PostgreSQL, on pgx.
//
// The packages that programs import:
//
//   - query: typed expressions and statements, and the rows that they give
//   - schema: tables, columns, keys, constraints and relations as Go values
//   - preload: related objects, loaded when asked for
//   - civil: dates and times without a zone
//   - numeric: exact decimal numbers
package rowan
