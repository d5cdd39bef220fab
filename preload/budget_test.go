//go:build unix

package preload_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// A child costs one allocation, its text; what is on top is shared by many.
func TestAllocationsOfAPreload(t *testing.T) { //nolint:paralleltest // counts allocations
	pool := firmsDatabase(t)
	ctx := t.Context()
	firmsOf := query.From(Firms).Where(Firms.ID.Le(parents)).OrderBy(Firms.ID)
	deep := schema.Then(FirmWorkers, WorkerJobs)
	for _, c := range []struct {
		name     string
		q        query.Query[*Firm]
		children int
		budget   float64 // a child
	}{
		{"select-in", firmsOf.With(preload.SelectIn(FirmWorkers)), parents * perParent, 1.2},
		{"subquery", firmsOf.With(preload.Subquery(FirmWorkers)), parents * perParent, 1.2},
		{"three levels", firmsOf.With(preload.SelectIn(deep)), parents * perParent * (1 + perChild), 1.2},
	} {
		run := func() {
			fs, err := c.q.Rows(ctx, pool).All()
			require.NoError(t, err)
			require.Len(t, fs, parents)
		}
		run()
		allocs := testing.AllocsPerRun(3, run)
		assert.LessOrEqual(t, allocs/float64(c.children), c.budget, c.name)
		t.Logf("%s: %.0f allocations, %.3f a child", c.name, allocs, allocs/float64(c.children))
	}
}

// What loading costs itself does not grow with the rows, but for the places that are handed out once.
func TestAllocationsOfALoadWithoutRows(t *testing.T) { //nolint:paralleltest // counts allocations
	pool := firmsDatabase(t)
	ctx := t.Context()
	fs, err := query.From(Firms).Rows(ctx, pool).All()
	require.NoError(t, err)
	require.NoError(t, preload.Load(ctx, pool, fs, FirmWorkers))
	loaded := testing.AllocsPerRun(5, func() { require.NoError(t, preload.Load(ctx, pool, fs, FirmWorkers)) })
	assert.LessOrEqual(t, loaded, 20.0, "nothing is missing, so nothing is asked for")
	t.Logf("%.0f allocations", loaded)
}
