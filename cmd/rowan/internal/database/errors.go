package database

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrURL says that a database URL cannot be read. It says no more: whatever
// is wrong with a URL, its text may hold a password.
var ErrURL = errors.New("the database URL cannot be read; write it as postgres://user:password@host:5432/database")

// An UnreachableError says that a server did not let us in.
type UnreachableError struct {
	User, Host, Database string
	Port                 uint16
	Err                  error
}

// Error is one line that names server, reason and what to do.
func (e *UnreachableError) Error() string {
	return fmt.Sprintf("cannot connect to database %q on %s as %q: %s; start that server, or unset DATABASE_URL to use a throw-away one",
		e.Database, e.address(), e.User, e.reason())
}

// Unwrap returns what the driver said.
func (e *UnreachableError) Unwrap() error { return e.Err }

func (e *UnreachableError) address() string {
	if strings.HasPrefix(e.Host, "/") {
		return fmt.Sprintf("socket %s/.s.PGSQL.%d", e.Host, e.Port)
	}
	return net.JoinHostPort(e.Host, fmt.Sprint(e.Port))
}

// reason picks the innermost cause out of the driver's story, which goes over
// several lines where several addresses were tried.
func (e *UnreachableError) reason() string {
	var server *pgconn.PgError
	var dns *net.DNSError
	var system syscall.Errno
	switch {
	case errors.As(e.Err, &server):
		return oneLine(server.Message)
	case errors.As(e.Err, &dns):
		return "no such host"
	case errors.Is(e.Err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.As(e.Err, &system):
		return system.Error()
	default:
		return oneLine(e.Err.Error())
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
