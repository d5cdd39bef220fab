package query_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
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

// Many rows travel in binary where the database takes it, and the rows are the same where it does not.
func TestS29_ManyEntitiesAreTheSameOnEveryKindOfDatabase(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	outer, err := pool.Begin(ctx)
	require.NoError(t, err)
	defer outer.Rollback(ctx) //nolint:errcheck // nothing is to stay
	inner, err := conn.Conn().Begin(ctx)
	require.NoError(t, err)
	defer inner.Rollback(ctx) //nolint:errcheck // nothing is to stay
	traced, trace := sqltrace.Record(t, pool)
	es := make([]*Employee, 300)
	for i := range es {
		es[i] = &Employee{Name: fmt.Sprintf(`{"%d,\ü`, i), Status: "many", Salary: int64(-i), CompanyID: 1}
		if i%3 == 0 {
			es[i].Nickname = &es[i].Name
		}
	}
	stmt := query.InsertEntities(Employees, es)
	for name, db := range map[string]query.DB{"pool": pool, "connection": conn, "transaction": outer, "bare transaction": inner, "traced": traced} {
		got, err := query.Returning(stmt, Employees).Rows(ctx, db).All()
		require.NoError(t, err, name)
		require.Len(t, got, len(es), name)
		for i, e := range got {
			want := *es[i]
			want.ID = e.ID
			require.Equal(t, &want, e, name)
		}
	}
	assert.Len(t, trace.Statements(), 1, "what is traced goes the way that the tracer sees")
	assert.True(t, strings.Contains(stmt.String(), `$2 = "{many,many,`), "the values are shown as text")
	_, args, err := stmt.ToSql()
	require.NoError(t, err)
	assert.IsType(t, "", args[0])
	_, err = stmt.Exec(ctx, conn)
	require.NoError(t, err)
	es[7].CompanyID = -1
	_, err = query.InsertEntities(Employees, es).Exec(ctx, pool)
	var broken *query.ConstraintError
	require.ErrorAs(t, err, &broken, "errors say the same")
}
