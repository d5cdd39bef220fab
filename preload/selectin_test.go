package preload_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func TestS34_SelectInLoadsAPathWithOneQueryALevel(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	cs, err := query.From(Companies).OrderBy(Companies.ID).With(preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager))).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, []string{
		`SELECT "companies"."id", "companies"."name" FROM "companies" ORDER BY "companies"."id"`,
		`SELECT "employees"."id", "employees"."name", "employees"."company_id", "employees"."manager_id" FROM "employees" ` +
			`WHERE "employees"."company_id" = ANY ($1::bigint[]) ORDER BY "employees"."company_id", "employees"."id"`,
		`SELECT "employees"."id", "employees"."name", "employees"."company_id", "employees"."manager_id" FROM "employees" ` +
			`WHERE "employees"."id" = ANY ($1::bigint[])`,
	}, trace.SQL())
	require.Len(t, cs, 4)
	for _, c := range cs[:3] {
		es, err := c.Employees.All()
		require.NoError(t, err)
		require.Len(t, es, 3)
		back, err := es[0].Company.Get()
		require.NoError(t, err)
		assert.Same(t, c, back, "the other side of the relation is known")
		boss, err := es[0].Manager.Get()
		require.NoError(t, err)
		assert.Nil(t, boss)
		boss, err = es[2].Manager.Get()
		require.NoError(t, err)
		assert.Equal(t, es[0].ID, boss.ID)
	}
	assert.Empty(t, names(t, &cs[3].Employees), "an empty relation that was loaded is no error")
}

func TestS34_AnEmptyResultAsksForNothing(t *testing.T) {
	t.Parallel()
	db, trace := database(t)
	cs, err := query.From(Companies).Where(Companies.Name.Eq("none")).With(preload.SelectIn(CompanyEmployees)).Rows(t.Context(), db).All()
	require.NoError(t, err)
	assert.Empty(t, cs)
	assert.Len(t, trace.Statements(), 1)
}

func TestS34_RelationsOfOneLevelShareARoundTrip(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	q := query.From(Employees).OrderBy(Employees.ID).With(
		preload.SelectIn(EmployeeCompany), preload.SelectIn(EmployeeManager), preload.SelectIn(EmployeeReports))
	es, err := q.Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, 2, trace.RoundTrips(), trace)
	assert.Len(t, trace.Statements(), 4)
	assert.Equal(t, []string{"e2", "e3"}, names(t, &es[0].Reports))
	assert.Empty(t, names(t, &es[1].Reports))
	c, err := es[8].Company.Get()
	require.NoError(t, err)
	assert.Equal(t, "C", c.Name)
	boss, err := es[8].Manager.Get()
	require.NoError(t, err)
	assert.Equal(t, "e7", boss.Name)
}

func TestS34_WhatPathsHaveInCommonIsLoadedOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	cs, err := query.From(Companies).OrderBy(Companies.ID).With(
		preload.SelectIn(CompanyEmployees),
		preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager)),
		preload.SelectIn(schema.Then(CompanyEmployees, EmployeeReports)),
		preload.SelectIn(CompanyEmployees),
	).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, 3, trace.RoundTrips(), trace)
	assert.Len(t, trace.Statements(), 4, "companies, employees once, and managers beside reports")
	es, err := cs[0].Employees.All()
	require.NoError(t, err)
	assert.Equal(t, []string{"e2", "e3"}, names(t, &es[0].Reports))
}

func TestS34_ATreeIsLoadedLevelByLevel(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	_, err := db.Exec(ctx, `update employees set manager_id = id - 1 where id > 1`) // a chain from e9 up to e1
	require.NoError(t, err)
	trace.Reset()
	up := schema.Then(schema.Then(EmployeeManager, EmployeeManager), EmployeeManager)
	e, err := query.From(Employees).Where(Employees.ID.Eq(9)).With(preload.SelectIn(up)).Rows(ctx, db).One()
	require.NoError(t, err)
	assert.Equal(t, 4, trace.RoundTrips())
	for _, name := range []string{"e8", "e7", "e6"} {
		e, err = e.Manager.Get()
		require.NoError(t, err)
		assert.Equal(t, name, e.Name)
	}
	_, err = e.Manager.Get()
	require.Error(t, err, "nobody asked for more")

	down := schema.Then(EmployeeReports, EmployeeReports)
	e, err = query.From(Employees).Where(Employees.ID.Eq(1)).With(preload.SelectIn(down)).Rows(ctx, db).One()
	require.NoError(t, err)
	es, err := e.Reports.All()
	require.NoError(t, err)
	assert.Equal(t, []string{"e3"}, names(t, &es[0].Reports))
	boss, err := es[0].Manager.Get()
	require.NoError(t, err)
	assert.Same(t, e, boss)
}

func TestS34_KeysOutOfOrderFindTheirRows(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, _ := database(t)
	cs, err := query.From(Companies).OrderBy(Companies.ID.Desc()).With(preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager))).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, cs, 4)
	assert.Equal(t, map[string][]string{
		"A": {"e1", "e2 of e1", "e3 of e1"}, "B": {"e4", "e5 of e4", "e6 of e4"}, "C": {"e7", "e8 of e7", "e9 of e7"}, "empty": {},
	}, shape(t, cs))
}

func TestS34_EveryKindOfDatabaseAndHelper(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool, _ := database(t)
	q := query.From(Employees).OrderBy(Employees.ID).With(preload.SelectIn(EmployeeCompany), preload.SelectIn(EmployeeManager))
	check := func(db query.DB) {
		e, found, err := q.Rows(ctx, db).First()
		require.NoError(t, err)
		require.True(t, found)
		assert.True(t, e.Company.Loaded())
		n := 0
		for e, err := range q.Rows(ctx, db).Each() {
			require.NoError(t, err)
			assert.True(t, e.Company.Loaded() && e.Manager.Loaded())
			n++
		}
		assert.Equal(t, 9, n)
	}
	check(pool)
	require.NoError(t, pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		check(c)
		check(c.Conn())
		return nil
	}))
	require.NoError(t, pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		check(tx)
		return nil
	}))
}

func TestS34_AllModesOfExecution(t *testing.T) {
	t.Parallel()
	pool, _ := database(t)
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			cfg := pool.Config()
			cfg.ConnConfig.DefaultQueryExecMode = mode
			db, err := pgxpool.NewWithConfig(t.Context(), cfg)
			require.NoError(t, err)
			defer db.Close()
			for _, l := range []query.Loader[*Company]{
				preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager)), preload.Subquery(schema.Then(CompanyEmployees, EmployeeManager)),
			} {
				cs, err := query.From(Companies).Where(Companies.ID.Lt(3)).
					With(l, preload.SelectIn(schema.Then(CompanyEmployees, EmployeeReports))).Rows(t.Context(), db).All()
				require.NoError(t, err)
				assert.Equal(t, map[string][]string{"A": {"e1", "e2 of e1", "e3 of e1"}, "B": {"e4", "e5 of e4", "e6 of e4"}}, shape(t, cs))
			}
		})
	}
}

func TestS34_ATableThatChangedSinceItWasPrepared(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool, _ := database(t)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	for _, l := range [][]query.Loader[*Employee]{
		{preload.SelectIn(EmployeeCompany), preload.SelectIn(EmployeeManager)},
		{preload.Subquery(EmployeeCompany), preload.Subquery(EmployeeManager)},
	} {
		q := query.From(Employees).OrderBy(Employees.ID).With(l...)
		for _, change := range []string{`select 1`, `alter table companies alter name type varchar(50)`, `alter table companies alter name type text`} {
			_, err := conn.Exec(ctx, change)
			require.NoError(t, err)
			es, err := q.Rows(ctx, conn).All()
			require.NoError(t, err, change)
			c, err := es[4].Company.Get()
			require.NoError(t, err)
			assert.Equal(t, "B", c.Name)
		}
	}
}
