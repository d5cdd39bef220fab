// Package pgbouncer starts a PgBouncer in transaction mode before a database, for tests of what is to be safe behind one.
//
//	url := pgbouncer.Start(t, pgtemp.URL(t), 3) // connections to the server, whatever the number of clients
package pgbouncer
