package pgtemp

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// URLVariable names the server to use instead of a throw-away one.
const URLVariable = "DATABASE_URL"

// target is the server on which tests get their databases.
type target struct {
	url      string // of the database from which others are made
	password string // never shown
	run      string // begins the names of all databases of this run
	alive    *pgx.Conn
}

// current is this process's target, found out at its first use.
var current = sync.OnceValues(func() (*target, error) { return findTarget(context.Background(), os.Getenv(URLVariable), Group()) })

// findTarget takes the named server, or the shared throw-away one when none is named.
func findTarget(ctx context.Context, databaseURL, group string) (*target, error) {
	if databaseURL != "" {
		return named(ctx, databaseURL, group)
	}
	s, err := shared()
	if err != nil {
		return nil, err
	}
	return &target{url: s.URL(superuser), run: "rowan_" + runName(group)}, nil
}

// named checks the server of a URL: it answers, and its role may make databases.
func named(ctx context.Context, databaseURL, group string) (*target, error) {
	cfg, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, errors.New("pgtemp: " + URLVariable + " is no valid address of a database; write postgres://user:password@host:5432/database")
	}
	t := &target{url: databaseURL, password: cfg.Password, run: "rowan_" + runName(group)}
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, withoutSecret("connect to "+URLVariable, err, t.password)
	}
	var mayCreate bool
	const rights = `select rolcreatedb or rolsuper from pg_catalog.pg_roles where rolname = current_user`
	if err := conn.QueryRow(ctx, rights).Scan(&mayCreate); err != nil {
		return nil, withoutSecret("ask "+URLVariable+" for rights", errors.Join(err, conn.Close(ctx)), t.password)
	}
	if !mayCreate {
		err := fmt.Errorf("pgtemp: each test needs a database of its own, and the role of %s may not make one; run: alter role %s createdb",
			URLVariable, pgx.Identifier{cfg.User}.Sanitize())
		return nil, errors.Join(err, conn.Close(ctx))
	}
	t.alive = conn
	if err := t.sweep(ctx); err != nil {
		return nil, withoutSecret("clean "+URLVariable, err, t.password)
	}
	return t, nil
}

// runName is a number for the processes of one run, as it stands in the names of their databases.
func runName(group string) string {
	host, _ := os.Hostname() // "" is as good as any where it has no name
	return fmt.Sprintf("%016x", hashOf(host+" "+group))
}

func hashOf(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // a hash never fails
	return h.Sum64()
}

// database returns the address of another database of the server.
func (t *target) database(name string) string {
	if !strings.HasPrefix(t.url, "postgres://") && !strings.HasPrefix(t.url, "postgresql://") {
		return t.url + " dbname=" + name // the last one counts
	}
	u, err := url.Parse(t.url)
	if err != nil {
		return t.url // pgx could read it, so this does not happen
	}
	query := u.Query()
	query.Del("dbname")
	query.Del("database")
	u.Path, u.RawQuery = "/"+name, query.Encode()
	return u.String()
}

// do runs fn on a connection to the database from which others are made.
func (t *target) do(ctx context.Context, fn func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, t.url)
	if err != nil {
		return withoutSecret("connect", err, t.password)
	}
	if err := errors.Join(fn(conn), conn.Close(ctx)); err != nil {
		return withoutSecret("prepare a database", err, t.password)
	}
	return nil
}
