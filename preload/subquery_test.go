package preload_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

var staffAndManagers = schema.Then(CompanyEmployees, EmployeeManager)

func TestS35_SubqueryTravelsWithTheQuery(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	q := query.From(Companies).Where(Companies.Name.Ne("B")).OrderBy(Companies.ID)
	got, err := q.With(preload.Subquery(staffAndManagers)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, 1, trace.RoundTrips(), trace)
	assert.Equal(t, []string{
		`SELECT "companies"."id", "companies"."name" FROM "companies" WHERE "companies"."name" <> $1 ORDER BY "companies"."id"`,
		`SELECT "employees"."id", "employees"."name", "employees"."company_id", "employees"."manager_id", "parent"."id" ` +
			`FROM "companies" AS "parent" LEFT JOIN "employees" ON "employees"."company_id" = "parent"."id" ` +
			`WHERE "parent"."id" = ANY (ARRAY(SELECT "companies"."id" FROM "companies" WHERE "companies"."name" <> $1)) ORDER BY "parent"."id", "employees"."id"`,
		`SELECT "employees"."id", "employees"."name", "employees"."company_id", "employees"."manager_id" FROM "employees" ` +
			`WHERE "employees"."id" = ANY (ARRAY(SELECT "employees"."manager_id" FROM "employees" ` +
			`WHERE "employees"."company_id" = ANY (ARRAY(SELECT "companies"."id" FROM "companies" WHERE "companies"."name" <> $1))))`,
	}, trace.SQL())

	want, err := q.With(preload.SelectIn(staffAndManagers)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, shape(t, want), shape(t, got), "the same objects as with select-in")
	es, err := got[0].Employees.All()
	require.NoError(t, err)
	back, err := es[0].Company.Get()
	require.NoError(t, err)
	assert.Same(t, got[0], back)
}

// Whatever the query is, loading by subquery gives what select-in gives.
func TestS35_EveryShapeOfQuery(t *testing.T) {
	t.Parallel()
	pool, _ := database(t)
	boss := schema.As(Employees, "boss")
	all := query.From(Companies).OrderBy(Companies.ID)
	for _, c := range []struct {
		name, why string
		q         query.Query[*Company]
		trips     int
	}{
		{"all", "no condition", all, 1},
		{"limit", "the order decides", all.Limit(2), 1},
		{"offset", "the order decides", all.Offset(1).Limit(2), 1},
		{"distinct", "keys are a set anyway", all.Distinct(), 1},
		{"distinct on", "the order decides which row is kept", query.From(Companies).DistinctOn(Companies.Name).OrderBy(Companies.Name, Companies.ID), 1},
		{"locked", "the rows are locked once", all.Lock(query.ForUpdate), 1},
		{"joined", "a row may come several times", query.From(Companies).Join(Employees, Employees.CompanyID.EqExpr(Companies.ID)).OrderBy(Employees.ID), 1},
		{"grouped", "the condition is on groups", query.From(Companies).Join(boss, boss.CompanyID.EqExpr(Companies.ID)).
			GroupBy(Companies.ID).Having(query.Count(boss.ID).Gt(2)).OrderBy(Companies.ID), 1},
		{"raw condition", "its names are not qualified", all.Where(query.RawPredicate(query.SQL("name <> ?", "B"))), 1},
		{"empty", "nothing is asked for later", all.Where(Companies.Name.Eq("none")), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			db, trace := sqltrace.Record(t, pool)
			want, err := c.q.With(preload.SelectIn(staffAndManagers)).Rows(t.Context(), db).All()
			require.NoError(t, err)
			trace.Reset()
			got, err := c.q.With(preload.Subquery(staffAndManagers)).Rows(t.Context(), db).All()
			require.NoError(t, err)
			assert.Len(t, got, len(want))
			assert.Equal(t, shape(t, want), shape(t, got))
			assert.Equal(t, c.trips, trace.RoundTrips(), trace)
		})
	}
}

func TestS35_HelpersThatAskForFewerRows(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	q := query.From(Companies).OrderBy(Companies.ID.Desc()).With(preload.Subquery(staffAndManagers))
	c, found, err := q.Offset(1).Rows(ctx, db).First()
	require.NoError(t, err)
	require.True(t, found)
	assert.Equal(t, map[string][]string{"C": {"e7", "e8 of e7", "e9 of e7"}}, shape(t, []*Company{c}))
	assert.Equal(t, 1, trace.RoundTrips(), trace)

	trace.Reset()
	byName := query.Compile1(func(name query.Param[string]) query.Query[*Company] {
		return query.From(Companies).Where(Companies.Name.EqExpr(name)).With(preload.Subquery(staffAndManagers))
	})
	for _, name := range []string{"A", "B"} {
		c, err := byName.Rows(ctx, db, name).One()
		require.NoError(t, err)
		assert.Len(t, shape(t, []*Company{c})[name], 3, "the parameter is that of the query")
	}
	assert.Equal(t, 2, trace.RoundTrips(), trace)
}

func TestS35_FromOneToManyUpAndDown(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	path := schema.Then(schema.Then(EmployeeCompany, CompanyEmployees), EmployeeReports)
	es, err := query.From(Employees).Where(Employees.ID.Eq(5)).With(preload.Subquery(path), preload.Subquery(EmployeeManager)).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, es, 1)
	assert.Equal(t, 1, trace.RoundTrips(), trace)
	c, err := es[0].Company.Get()
	require.NoError(t, err)
	assert.Equal(t, []string{"e4", "e5", "e6"}, names(t, &c.Employees))
	staff, err := c.Employees.All()
	require.NoError(t, err)
	assert.Equal(t, []string{"e5", "e6"}, names(t, &staff[0].Reports))
	boss, err := es[0].Manager.Get()
	require.NoError(t, err)
	assert.Equal(t, "e4", boss.Name)
}

func TestS35_ParentsThatTheSubqueryDoesNotGiveAreAskedFor(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	_, err := db.Exec(ctx, `create sequence turn`)
	require.NoError(t, err)
	// A volatile condition stands for what another transaction changes between the statements: only the first is told of companies.
	q := query.From(Companies).Where(query.RawPredicate(query.SQL(`nextval('turn') <= 4`))).OrderBy(Companies.ID)
	trace.Reset()
	cs, err := q.With(preload.Subquery(staffAndManagers)).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, cs, 4)
	assert.Equal(t, map[string][]string{
		"A": {"e1", "e2 of e1", "e3 of e1"}, "B": {"e4", "e5 of e4", "e6 of e4"}, "C": {"e7", "e8 of e7", "e9 of e7"}, "empty": {},
	}, shape(t, cs), "none of them is taken for one without employees")
	assert.Equal(t, 3, trace.RoundTrips(), trace)
}

func TestS35_MixedWithOtherWays(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	_, err := query.From(Companies).OrderBy(Companies.ID).
		With(preload.Subquery(CompanyEmployees), preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager))).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, 3, trace.RoundTrips(), "the later loader says how the employees come")
	trace.Reset()
	cs, err := query.From(Companies).OrderBy(Companies.ID).
		With(preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager)), preload.Subquery(CompanyEmployees)).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, 2, trace.RoundTrips(), trace)
	assert.Len(t, shape(t, cs)["C"], 3)
}

func TestS35_WhatCannotBeRepeatedIsRefused(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	for _, c := range []struct {
		name, why string
		q         query.Query[*Company]
	}{
		{name: "distinct with a limit", why: "keys alone are other rows", q: query.From(Companies).Distinct().OrderBy(Companies.Name).Limit(1)},
		{name: "raw", why: "nothing is known of its text", q: query.RawEntities(query.SQL(`select id, name from companies`), Companies)},
	} {
		_, err := c.q.With(preload.Subquery(staffAndManagers)).Rows(ctx, db).All()
		require.ErrorContains(t, err, "use SelectIn", c.name)
		require.ErrorContains(t, err, "preload: relation Company.Employees: ", c.name)
	}
	assert.Empty(t, trace.Statements(), "nothing was sent")
}

func TestS35_WithoutAQueryItIsSelectIn(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	cs, err := query.From(Companies).OrderBy(Companies.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	trace.Reset()
	require.NoError(t, preload.LoadAll(ctx, db, cs, preload.Subquery(staffAndManagers)))
	assert.Equal(t, 2, trace.RoundTrips())
	n := 0
	for c, err := range query.From(Companies).OrderBy(Companies.ID).With(preload.Subquery(staffAndManagers)).Rows(ctx, db).Each() {
		require.NoError(t, err)
		n += len(shape(t, []*Company{c})[c.Name])
	}
	assert.Equal(t, 9, n)
}

func TestS35_AFailureLeavesTheConnectionHealthy(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool, _ := database(t)
	_, err := pool.Exec(ctx, `alter table employees rename to staff`)
	require.NoError(t, err)
	require.NoError(t, pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		_, err := query.From(Companies).With(preload.Subquery(CompanyEmployees)).Rows(ctx, c).All()
		require.ErrorContains(t, err, `"employees" does not exist`)
		return c.QueryRow(ctx, `select 1`).Scan(new(int))
	}))
}
