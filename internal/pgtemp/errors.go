package pgtemp

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNoBinaries says that no PostgreSQL server binaries were found on this machine.
var ErrNoBinaries = errors.New("pgtemp: no PostgreSQL server binaries found; install them with `apt-get install postgresql` (Debian, Ubuntu) " +
	"or `brew install postgresql` (macOS), or name their folder in PG_BIN, or a running server in DATABASE_URL")

// ErrVersionNotFound says that server binaries exist, but none of the major version that was asked for.
var ErrVersionNotFound = errors.New("pgtemp: PostgreSQL of the version asked for is not installed")

// errPortTaken says that another program took the port between our asking for a free one and the server's start.
var errPortTaken = errors.New("pgtemp: the port is taken")

// secretless is an error whose text has the password cut out; what it wraps stays reachable for errors.As.
type secretless struct {
	text  string
	cause error
}

func (e *secretless) Error() string { return e.text }
func (e *secretless) Unwrap() error { return e.cause }

// withoutSecret wraps err under what was being done, with every occurrence of the password replaced.
func withoutSecret(what string, err error, password string) error {
	text := fmt.Sprintf("pgtemp: %s: %v", what, err)
	if password != "" {
		text = strings.ReplaceAll(text, password, "xxxxx")
	}
	return &secretless{text: text, cause: err}
}
