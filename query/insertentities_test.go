package query_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
)

func TestS29_EntitiesAreInsertedWithOneArrayAColumn(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	nick := `N"i,c\k`
	es := []*Employee{
		{ID: 7, Name: "{Dan}", Status: "old", Nickname: &nick, Salary: -5, CompanyID: 3},
		{Name: "NULL", Status: "", CompanyID: 3},
	}
	got, err := query.Returning(query.InsertEntities(Employees, es), Employees).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, got, 2)
	byName := map[string]*Employee{got[0].Name: got[0], got[1].Name: got[1]}
	dan, null := byName["{Dan}"], byName["NULL"]
	require.NotNil(t, dan)
	require.NotNil(t, null)
	assert.NotEqual(t, int64(7), dan.ID, "the database owns the id")
	assert.Equal(t, &Employee{ID: dan.ID, Name: "{Dan}", Status: "old", Nickname: &nick, Salary: -5, CompanyID: 3}, dan)
	assert.Equal(t, &Employee{ID: null.ID, Name: "NULL", CompanyID: 3}, null)
	assert.Equal(t, int64(7), es[0].ID, "what was given is not changed")
}

func TestS29_EntitiesAreInsertedInNamedColumns(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	es := []*Employee{{Name: "Dan", CompanyID: 3}, {Name: "Eve", CompanyID: 3}}
	got, err := query.Returning(query.InsertEntities(Employees, es, Employees.Name, Employees.CompanyID), Employees.Status).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, []Status{"new", "new"}, got, "a column that is not named gets its default")
}

func TestS29_TheNumberOfEntitiesIsNotBounded(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	es := make([]*Employee, 100_000)
	for i := range es {
		es[i] = &Employee{Name: fmt.Sprint(i), Status: "many", CompanyID: 1, Salary: int64(i)}
	}
	n, err := query.InsertEntities(Employees, es).Exec(ctx, db)
	require.NoError(t, err)
	assert.EqualValues(t, len(es), n)
	sum, _, err := query.Select(query.Sum(Employees.Salary)).From(Employees).Where(Employees.Status.Eq("many")).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	assert.EqualValues(t, 100_000*99_999/2, *sum)
}

func TestEntitiesThatCannotBeInsertedAreRefused(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	_, err := query.InsertEntities(Employees, nil).Exec(ctx, db)
	require.ErrorContains(t, err, "employees gets no row")
	_, err = query.InsertEntities(Employees, []*Employee{{Name: "a"}, nil}).Exec(ctx, db)
	require.ErrorContains(t, err, "entity 2 of 2 is nil")
	_, err = query.InsertEntities(Employees, []*Employee{{Name: "a\x00"}}).Exec(ctx, db)
	require.ErrorContains(t, err, "employees.name of entity 1")
	_, err = query.InsertEntities(Employees, []*Employee{{}}, Companies.Name).Exec(ctx, db)
	require.ErrorContains(t, err, "is no column of employees")
}
