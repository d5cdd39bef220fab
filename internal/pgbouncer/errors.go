package pgbouncer

import "errors"

// ErrNotFound says that there is no PgBouncer on this machine.
var ErrNotFound = errors.New("pgbouncer: no PgBouncer found; install it with `apt-get install pgbouncer` (Debian, Ubuntu) or " +
	"`brew install pgbouncer` (macOS), or run the tests with make, which does that, or name the program in PGBOUNCER")
