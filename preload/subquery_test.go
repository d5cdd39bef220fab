package preload_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func TestS35_SubqueryTravelsWithTheQuery(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	path := schema.Then(CompanyEmployees, EmployeeManager)
	q := query.From(Companies).Where(Companies.Name.Ne("B")).OrderBy(Companies.ID)
	got, err := q.With(preload.Subquery(path)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, 1, trace.RoundTrips(), trace)
	t.Log(trace)
	want, err := q.With(preload.SelectIn(path)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, shape(t, want), shape(t, got))
}

// shape is what companies know of their employees and those of their managers.
func shape(t *testing.T, cs []*Company) map[string][]string {
	t.Helper()
	known := map[string][]string{}
	for _, c := range cs {
		es, err := c.Employees.All()
		require.NoError(t, err)
		known[c.Name] = []string{}
		for _, e := range es {
			boss, err := e.Manager.Get()
			require.NoError(t, err)
			line := e.Name
			if boss != nil {
				line += " of " + boss.Name
			}
			known[c.Name] = append(known[c.Name], line)
		}
	}
	return known
}
