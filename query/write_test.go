package query_test

import (
	"testing"

	"github.com/Masterminds/squirrel"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
)

func TestS29_TypedStatementsRun(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)

	ids, err := query.Returning2(query.Insert(Employees).
		Row(Employees.Name.Set("Dan"), Employees.CompanyID.Set(3)).
		Row(Employees.Name.Set("Eve"), Employees.CompanyID.Set(3), Employees.Status.Set("old"), Employees.Nickname.SetNull()),
		Employees, Employees.Status).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, ids, 2)
	assert.Equal(t, Status("new"), ids[0].V2, "a column that a row leaves out gets its default")
	assert.Equal(t, "Eve", ids[1].V1.Name)

	n, err := query.Update(Employees).Set(Employees.Salary.SetExpr(query.Add(Employees.Salary, query.Val[int64](5)))).
		Where(Employees.CompanyID.Eq(3)).Exec(ctx, db)
	require.NoError(t, err)
	assert.Equal(t, int64(2), n)

	gone, err := query.Returning(query.Delete(Employees).Where(Employees.Salary.Eq(5)), Employees.Name).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"Dan", "Eve"}, gone)
}

func TestStatementsAreRefusedBeforeTheyAreSent(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	_, err := query.Insert(Employees).Row(Companies.Name.Set("x")).Exec(ctx, db)
	require.ErrorContains(t, err, "companies.name is no column of employees")
	_, err = query.Update(Employees).Where(Employees.ID.Eq(1)).Exec(ctx, db)
	require.ErrorContains(t, err, "has no column to change")
	_, err = query.Update(Employees).Set(Employees.Name.SetExpr(Employees.Nickname)).Exec(ctx, db)
	require.ErrorContains(t, err, "employees.name is never NULL")
	_, err = query.Insert(Employees).Exec(ctx, db)
	require.ErrorContains(t, err, "gets no row")
}

func TestSquirrelAndRawTextNestBothWays(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)

	es, err := query.From(Employees).Where(
		Employees.Salary.Gt(1),
		query.RawPredicate(squirrel.Or{squirrel.Eq{"employees.name": "Bob"}, squirrel.Expr("employees.name = ? and '?' = '?'", "Carol")}),
		query.RawPredicate(query.SQL("? is not null /* $9 ? */ and $2 = $2::text", Employees.Name, "x")),
		Employees.ID.Lt(100),
	).OrderBy(Employees.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, es, 2)
	assert.Equal(t, "Carol", es[1].Name)

	inner := query.ForSquirrel(query.Select(Companies.ID).From(Companies).Where(Companies.Name.Eq("Blue")))
	outer := squirrel.Select("name").From("employees").Where(squirrel.Expr("company_id in (?) and salary > ?", inner, 1))
	names, err := query.Raw[string](outer).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, []string{"Carol"}, names)

	_, err = query.Raw[string](query.SQL("select $2::text", "a")).Rows(ctx, db).All()
	require.ErrorContains(t, err, "placeholder for argument 2")
}

func TestManyRowsAreGivenAtOnce(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	rows := make([][]query.Assignment, 10_000)
	for i := range rows {
		rows[i] = []query.Assignment{Employees.CompanyID.Set(3), Employees.Name.Set("x")}
	}
	rows[7] = []query.Assignment{Employees.Name.Set("y"), Employees.Status.Set("old"), Employees.CompanyID.Set(2)}
	all := query.Insert(Employees).Row(Employees.Name.Set("z"), Employees.CompanyID.Set(3)).Rows(rows...)
	n, err := all.Exec(ctx, db)
	require.NoError(t, err)
	assert.Equal(t, int64(10_001), n)
	y, err := query.From(Employees).Where(Employees.Name.Eq("y")).Rows(ctx, db).One()
	require.NoError(t, err)
	assert.Equal(t, Status("old"), y.Status)
	assert.Equal(t, int64(2), y.CompanyID)
}
