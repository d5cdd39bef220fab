// Package peer holds the contenders: hand-written pgx and the libraries that Go programs use with PostgreSQL, each in the way
// that its own documentation recommends, one file each.
package peer
