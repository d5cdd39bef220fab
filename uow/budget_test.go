//go:build !race

package uow_test

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

// The budgets count what a flush allocates for each row, pgx's part included. The race detector allocates of its own, so they
// are not counted with it. These tests do not run beside others: the runtime counts the whole process.

// allocations is how many objects of the heap run makes.
func allocations(t *testing.T, run func() error) float64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := run()
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	return float64(after.Mallocs - before.Mallocs)
}

func TestBudgetOfInserts(t *testing.T) {
	ctx, pool := context.Background(), fresh(t)
	const n = 10_000
	insert := func(all []any) float64 {
		return allocations(t, func() error {
			return uow.Run(ctx, pool, Model, func(s *uow.Session) error { s.Add(all...); return nil })
		})
	}
	acme := &Company{Name: "Acme", Tags: []string{}}
	commit(t, pool, Model, acme)
	employees := func(name string) []any {
		all := make([]any, n)
		for i := range all {
			all[i] = &Employee{Name: fmt.Sprint(name, i), CompanyID: acme.ID}
		}
		return all
	}
	insert(employees("first")) // what is made once for a table
	assert.LessOrEqual(t, insert(employees("a"))/n, 0.2, "rows of one table: slabs of objects, arrays")
	assert.LessOrEqual(t, insert(graph(10))/n, 1.2, "objects linked by pointers: the collections that show them")
}

func TestBudgetOfChanges(t *testing.T) {
	ctx, pool := context.Background(), fresh(t)
	const n = 1000
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error { s.Add(graph(1)...); return nil }))
	for name, c := range map[string]struct {
		budget float64
		change func(s *uow.Session, e *Employee)
	}{
		"update": {0.14, func(_ *uow.Session, e *Employee) { e.Salary++ }},
		"delete": {0.12, func(s *uow.Session, e *Employee) { s.Delete(e) }},
	} {
		got := math.Inf(1)
		for range 5 { // statements are made once for a table; what runs beside allocates too, so the least counts
			s := open(t, pool, Model)
			es, err := query.From(Employees).Rows(ctx, s).All()
			require.NoError(t, err)
			got = min(got, allocations(t, func() error {
				for _, e := range es {
					c.change(s, e)
				}
				return s.Flush(ctx)
			}))
			require.NoError(t, s.Rollback(ctx))
		}
		assert.LessOrEqual(t, got/n, c.budget, name)
	}
}

// TestBudgetOfOneRow counts what it takes to read one row by its key, pgx's part included.
func TestBudgetOfOneRow(t *testing.T) {
	ctx, pool := context.Background(), fresh(t)
	acme := &Company{Name: "Acme", Tags: []string{}}
	commit(t, pool, Model, acme)
	ann := &Employee{Name: "Ann", CompanyID: acme.ID}
	commit(t, pool, Model, ann)
	get := func(s *uow.Session) error {
		_, found, err := uow.Get(ctx, s, Employees, ann.ID)
		if err == nil && !found {
			err = fmt.Errorf("employee %d is not there", ann.ID)
		}
		return err
	}
	for name, c := range map[string]struct {
		budget float64
		read   func() error
	}{
		"in a session that has not begun": {12, func() error {
			s := uow.New(pool, Model)
			if err := get(s); err != nil {
				return err
			}
			return s.Close(ctx)
		}},
		"in a transaction": {18, func() error { return uow.Run(ctx, pool, Model, get) }},
	} {
		got := testing.AllocsPerRun(1000, func() {
			if err := c.read(); err != nil {
				t.Error(name, err)
			}
		})
		assert.LessOrEqual(t, got, c.budget, name)
	}
}
