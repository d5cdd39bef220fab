package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/internal/sqltype"
	"github.com/rowan-go/rowan/query"
)

// amongCompanies selects the employees of the companies whose keys are the elements of the array in slot 1.
func amongCompanies() *query.EntityQuery {
	source := query.SourceOf(Employees)
	keys := &sqlast.Param{Slot: 1, Type: sqltype.ArrayOf(sqltype.Bigint), Cast: true}
	return query.NewEntityQuery(&sqlast.Select{
		Items: []sqlast.Item{{Entity: source}}, From: source,
		Where:   []sqlast.Expr{&sqlast.Any{X: query.NodeOf(Employees.CompanyID), Array: keys}},
		OrderBy: []sqlast.Order{{X: query.NodeOf(Employees.ID)}},
	}, source)
}

func TestAnEntityQueryRunsAgainWithOtherArguments(t *testing.T) {
	t.Parallel()
	db, trace := sqltrace.Record(t, database(t))
	q := amongCompanies()
	for keys, want := range map[string][]string{"{1}": {"Alice", "Bob"}, "{1,2}": {"Alice", "Bob", "Carol"}, "{}": nil} {
		found, err := q.Load(t.Context(), db, nil, keys)
		require.NoError(t, err)
		var names []string
		for _, p := range found {
			names = append(names, rowscan.As[Employee](p).Name)
		}
		assert.Equal(t, want, names, keys)
	}
	for _, s := range trace.Statements() {
		assert.Equal(t, trace.SQL()[0], s.SQL, "one text for any number of keys")
	}
}

func TestAnEntityQueryTellsWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	db := database(t)
	_, err := amongCompanies().Load(t.Context(), db, nil)
	require.ErrorContains(t, err, "parameter of a compiled query")
	source := query.SourceOf(Employees)
	wrong := query.NewEntityQuery(&sqlast.Select{Items: []sqlast.Item{{Entity: source}}}, source)
	_, err = wrong.Load(t.Context(), db, nil)
	require.ErrorContains(t, err, "employees")
	assert.Contains(t, wrong.String(), "refused")
}
