package peer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/bench/work"
)

// All are the contenders, in the order of the tables, and a note for each that is left out.
func All(ctx context.Context) (all []work.Contender, notes []string) {
	all = []work.Contender{
		hand(), collect(), copyFrom(), sqlc(), squirrel(), goquScany(), jet(), bobPeer(), bunPeer(), gormPeer(),
	}
	all = append(all, rowans()...)
	ent, note := entPeer()
	all, notes = append(all, ent...), add(notes, note)
	python, note := sqlalchemy(ctx)
	return append(all, python...), add(notes, note)
}

// openPool connects with pgx's own defaults.
func openPool(ctx context.Context, url string) (*pgxpool.Pool, error) {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("peer: connect: %w", err)
	}
	return pool, nil
}

// plainEmployees is the answer of contenders whose rows are plain already.
func plainEmployees(rows []work.Employee) work.Lazy[work.Employee] {
	return func() []work.Employee { return rows }
}

func plainCompanies(rows []work.Company) work.Lazy[work.Company] {
	return func() []work.Company { return rows }
}

// changeKeys are the keys of the rows to change.
func changeKeys(list []work.Change) []int64 {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

func add(notes []string, note string) []string {
	if note == "" {
		return notes
	}
	return append(notes, note)
}
