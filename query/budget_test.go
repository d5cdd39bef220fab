//go:build !race

package query_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
)

// The budgets count what one call allocates on average, pgx's part included. The race detector allocates of its own, so
// they are not counted with it. These tests do not run beside others: testing.AllocsPerRun counts the whole process.

func TestBudgetOfRendering(t *testing.T) {
	ctx := context.Background()
	fixed := query.Compile(report())
	key := query.Compile1(func(id query.Param[int64]) query.Query[*worker] {
		return query.From(benchWorkers).Where(benchWorkers.ID.EqExpr(id))
	})
	again := report()
	for _, c := range []struct {
		name   string
		why    string
		budget float64
		run    func() error
	}{
		{"dynamic", "the arguments, chunks of the arena", 2, func() error { _, _, err := report().ToSql(); return err }},
		{"again", "the arguments", 1, func() error { _, _, err := again.ToSql(); return err }},
		{"compiled", "nothing", 0, func() error { _, _, err := fixed.ToSql(); return err }},
		{"compiled with a parameter", "the arguments and a box", 2, func() error { _, _, err := key.ToSql(1 << 40); return err }},
		{"rows", "nothing is sent yet", 2, func() error { _ = key.Rows(ctx, nil, 1<<40); return nil }},
	} {
		n := testing.AllocsPerRun(2000, func() {
			if err := c.run(); err != nil {
				t.Error(err)
			}
		})
		assert.LessOrEqual(t, n, c.budget, "%s: %s", c.name, c.why)
	}
}

func TestBudgetOfOneRow(t *testing.T) {
	ctx, pool := context.Background(), workplace(t)
	id := int64(0)
	next := func() int64 { id = id%benchRows + 1; return id }
	for _, c := range []struct {
		name   string
		budget float64
		run    func() error
	}{
		{"dynamic", 8, func() error {
			_, err := query.From(benchWorkers).Where(benchWorkers.ID.Eq(next())).Rows(ctx, pool).One()
			return err
		}},
		{"compiled", 8, func() error { _, err := byID.Rows(ctx, pool, next()).One(); return err }},
	} {
		require.NoError(t, c.run())
		n := testing.AllocsPerRun(500, func() {
			if err := c.run(); err != nil {
				t.Error(err)
			}
		})
		assert.LessOrEqual(t, n, c.budget, c.name)
	}
}

func TestBudgetOfManyRows(t *testing.T) {
	ctx, pool := context.Background(), workplace(t)
	w := benchWorkers
	tuples := query.Select8(w.ID, w.Name, w.Email, w.Salary, w.Active, w.FirmID, w.CreatedAt, w.UpdatedAt).From(w)
	structs := query.Project(
		query.Into(w.ID, func(v *worker) *int64 { return &v.ID }), query.Into(w.Name, func(v *worker) *string { return &v.Name }),
		query.Into(w.Email, func(v *worker) *string { return &v.Email })).From(w)
	for _, c := range []struct {
		name   string
		budget float64 // for each row
		run    func() (int, error)
	}{
		{"entities", 1.06, func() (int, error) { es, err := query.From(w).Rows(ctx, pool).All(); return len(es), err }},
		{"tuples", 1.03, func() (int, error) { rows, err := tuples.Rows(ctx, pool).All(); return len(rows), err }},
		{"structs", 1.01, func() (int, error) { rows, err := structs.Rows(ctx, pool).All(); return len(rows), err }},
		{"packed entities", 0.06, func() (int, error) { es, err := query.From(w).Rows(ctx, pool).Packed().All(); return len(es), err }},
		{"packed tuples", 0.03, func() (int, error) { rows, err := tuples.Rows(ctx, pool).Packed().All(); return len(rows), err }},
		{"values", 0.01, func() (int, error) {
			ids, err := query.Select(w.ID).From(w).Rows(ctx, pool).All()
			return len(ids), err
		}},
	} {
		_, err := c.run()
		require.NoError(t, err)
		n := testing.AllocsPerRun(5, func() {
			if rows, err := c.run(); err != nil || rows != benchRows {
				t.Error(rows, err)
			}
		})
		assert.LessOrEqual(t, n/benchRows, c.budget, c.name)
	}
}

// What COPY allocates does not grow with the rows.
func TestBudgetOfCopy(t *testing.T) {
	ctx, pool := context.Background(), workplace(t)
	w := benchWorkers
	for _, c := range []struct {
		name    string
		columns []query.Expression
	}{
		{"in binary", []query.Expression{w.Name, w.Email, w.Salary, w.Active, w.FirmID}},
		{"as text", []query.Expression{w.Name, w.Email, w.Salary, w.Active, w.FirmID, w.UpdatedAt}},
	} {
		db := pool
		if c.name == "as text" {
			db = inMode(t, pool, pgx.QueryExecModeExec)
		}
		es := make([]*worker, 100_000)
		for i := range es {
			es[i] = &worker{Name: "a name of some length", Email: "somebody@example.com", Salary: int64(i), FirmID: 1}
		}
		load := func() {
			n, err := query.CopyEntities(ctx, db, w, es, c.columns...)
			if err != nil || int(n) != len(es) {
				t.Error(n, err)
			}
		}
		load()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		load()
		runtime.ReadMemStats(&after)
		assert.LessOrEqual(t, after.Mallocs-before.Mallocs, uint64(300), c.name)
		assert.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20), c.name)
	}
}
