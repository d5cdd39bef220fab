package pgtemp

import (
	"context"
	"errors"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// sweep drops the databases of runs that have ended without dropping them, and says that this run is alive.
//
// Every process of a run holds a shared advisory lock, whose number is in the names of the run's databases, on a connection
// that stays open. A run whose lock can be had exclusively has no process any more.
func (t *target) sweep(ctx context.Context) error {
	const ended = `select distinct substring(datname from 7 for 16) from pg_catalog.pg_database
		where datname ~ '^rowan_[0-9a-f]{16}_' and pg_has_role(datdba, 'usage')`
	rows, err := t.alive.Query(ctx, ended)
	if err != nil {
		return err
	}
	runs, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, run := range runs {
		if err := t.sweepRun(ctx, run); err != nil {
			return err
		}
	}
	_, err = t.alive.Exec(ctx, `select pg_advisory_lock_shared($1)`, lockOf(t.run[len("rowan_"):]))
	return err
}

// sweepRun drops the databases of one run when it has ended.
func (t *target) sweepRun(ctx context.Context, run string) error {
	var hasEnded bool
	if err := t.alive.QueryRow(ctx, `select pg_try_advisory_lock($1)`, lockOf(run)).Scan(&hasEnded); err != nil || !hasEnded {
		return err
	}
	const left = `select datname from pg_catalog.pg_database where starts_with(datname, $1) and pg_has_role(datdba, 'usage')`
	rows, err := t.alive.Query(ctx, left, "rowan_"+run+"_")
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, name := range names {
		err = errors.Join(err, dropDatabase(ctx, t.alive, name))
	}
	_, unlockErr := t.alive.Exec(ctx, `select pg_advisory_unlock($1)`, lockOf(run))
	return errors.Join(err, unlockErr)
}

// lockOf is the number of the advisory lock of a run.
func lockOf(run string) int64 {
	n, _ := strconv.ParseUint(run, 16, 64) // the pattern admits nothing else
	return int64(n)
}
