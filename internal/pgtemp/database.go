package pgtemp

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// emptyTemplate is the one database of every server that nobody can be connected to.
const emptyTemplate = "template0"

// createDatabase makes a fresh database as a copy of another one and returns its name.
func (t *target) createDatabase(ctx context.Context, template string) (string, error) {
	name := fmt.Sprintf("%s_%012x", t.run, rand.Uint64()&(1<<48-1))
	return name, t.do(ctx, func(conn *pgx.Conn) error { return createDatabase(ctx, conn, name, template) })
}

// createDatabase copies the files of the template, which is about three times as fast as the default of writing them to the log.
func createDatabase(ctx context.Context, conn *pgx.Conn, name, template string) error {
	sql := "create database " + quote(name) + " template " + quote(template)
	if major, _, _ := strings.Cut(conn.PgConn().ParameterStatus("server_version"), "."); knowsStrategy(major) {
		sql += " strategy file_copy"
	}
	_, err := conn.Exec(ctx, sql)
	return err
}

// knowsStrategy tells whether a server of this major version, such as "15" or "19beta1", can be told how to copy.
func knowsStrategy(major string) bool {
	n, err := strconv.Atoi(strings.TrimRight(major[:min(2, len(major))], "abcdefghijklmnopqrstuvwxyz"))
	return err == nil && n >= 15
}

// dropDatabase drops a database, cutting its connections.
func dropDatabase(ctx context.Context, conn *pgx.Conn, name string) error {
	_, err := conn.Exec(ctx, "drop database if exists "+quote(name)+" with (force)")
	return err
}

// prepared returns the name of the run's database that prepare filled, and that nobody can connect to. The first caller
// of the run prepares it, the others wait for that.
func (t *target) prepared(ctx context.Context, name string, prepare func(ctx context.Context, url string) error) (string, error) {
	database := fmt.Sprintf("%s_from_%016x", t.run, hashOf(name))
	err := t.do(ctx, func(conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, `select pg_advisory_lock($1)`, int64(hashOf(database))); err != nil { // closing the connection unlocks
			return err
		}
		var isReady bool
		const ready = `select exists (select from pg_catalog.pg_database where datname = $1 and not datallowconn)`
		if err := conn.QueryRow(ctx, ready, database).Scan(&isReady); err != nil || isReady {
			return err
		}
		return t.prepare(ctx, conn, database, prepare)
	})
	return database, err
}

// prepare makes and fills the database, then closes it to everybody: that is how others see that it is ready.
func (t *target) prepare(ctx context.Context, conn *pgx.Conn, database string, fill func(ctx context.Context, url string) error) error {
	if err := dropDatabase(ctx, conn, database); err != nil { // left half-made by a process that was killed
		return err
	}
	if err := createDatabase(ctx, conn, database, emptyTemplate); err != nil {
		return err
	}
	if err := fill(ctx, t.database(database)); err != nil {
		return errors.Join(err, dropDatabase(ctx, conn, database))
	}
	if _, err := conn.Exec(ctx, "alter database "+quote(database)+" allow_connections false"); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, `select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = $1`, database)
	return err
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
