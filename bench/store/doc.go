// Package store provides the server and the databases that the benchmarks run on: a throw-away
// server, or the one that DATABASE_URL names, with one database for each purpose.
package store
