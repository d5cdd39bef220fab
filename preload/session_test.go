package preload_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS32_WhatTheSessionHoldsIsNotAskedFor(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	s := uow.New(db, Model)
	defer s.Close(ctx) //nolint:errcheck // the test is over
	a, found, err := uow.Get(ctx, s, Companies, 1)
	require.NoError(t, err)
	require.True(t, found)
	trace.Reset()
	es, err := query.From(Employees).OrderBy(Employees.ID).With(preload.SelectIn(EmployeeCompany)).Rows(ctx, s).All()
	require.NoError(t, err)
	assert.Equal(t, 2, trace.RoundTrips(), "nine employees of three companies: at most one query for the companies")
	assert.Equal(t, []any{"{2,3}"}, trace.Statements()[1].Args)
	c, err := es[1].Company.Get()
	require.NoError(t, err)
	assert.Same(t, a, c)

	trace.Reset()
	require.NoError(t, preload.Load(ctx, s, es, EmployeeManager))
	assert.Empty(t, trace.Statements(), "managers are employees that the session holds")
	boss, err := es[1].Manager.Get()
	require.NoError(t, err)
	assert.Same(t, es[0], boss)
}

func TestS34_S35_InASessionObjectsAreItsOwn(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	for _, l := range []query.Loader[*Company]{
		preload.SelectIn(schema.Then(CompanyEmployees, EmployeeReports)), preload.Subquery(schema.Then(CompanyEmployees, EmployeeReports)),
	} {
		s := uow.New(db, Model)
		e5, _, err := uow.Get(ctx, s, Employees, 5)
		require.NoError(t, err)
		e5.Name = "renamed"
		cs, err := query.From(Companies).OrderBy(Companies.ID).With(l).Rows(ctx, s).All()
		require.NoError(t, err)
		assert.Equal(t, []string{"e4", "renamed", "e6"}, names(t, &cs[1].Employees))
		es, err := cs[1].Employees.All()
		require.NoError(t, err)
		assert.Same(t, e5, es[1])
		reports, err := es[0].Reports.All()
		require.NoError(t, err)
		assert.Same(t, e5, reports[0])
		trace.Reset()
		require.NoError(t, s.Flush(ctx))
		require.Len(t, trace.Statements(), 2, "loading is no change: BEGIN and the one UPDATE\n%s", trace)
		assert.Equal(t, []any{"renamed", int64(5)}, trace.Statements()[1].Args)
		require.NoError(t, s.Rollback(ctx))
		require.NoError(t, s.Close(ctx))
	}
}

func TestS34_AnObjectThatMovedBelongsToItsNewParent(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, _ := database(t)
	s := uow.New(db, Model)
	defer s.Close(ctx) //nolint:errcheck // the test is over
	e2, _, err := uow.Get(ctx, s, Employees, 2)
	require.NoError(t, err)
	e5, _, err := uow.Get(ctx, s, Employees, 5)
	require.NoError(t, err)
	cs, err := query.From(Companies).OrderBy(Companies.ID).Rows(ctx, s).All()
	require.NoError(t, err)
	e2.CompanyID = cs[2].ID         // by its key
	EmployeeCompany.Set(e5, cs[0])  // by the relation
	fresh := &Employee{Name: "new"} // not flushed
	CompanyEmployees.Add(cs[1], fresh)
	require.NoError(t, preload.Load(ctx, s, cs, CompanyEmployees))
	assert.Equal(t, []string{"e1", "e3", "e5"}, names(t, &cs[0].Employees))
	assert.Equal(t, []string{"e4", "e6", "new"}, names(t, &cs[1].Employees))
	assert.ElementsMatch(t, []string{"e2", "e7", "e8", "e9"}, names(t, &cs[2].Employees))
}

func TestS36_GetLoadsWhatIsAlwaysLoaded(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := clubsDatabase(t)
	s := uow.New(db, clubModel)
	defer s.Close(ctx) //nolint:errcheck // the test is over
	m, found, err := uow.Get(ctx, s, Members, 5)
	require.NoError(t, err)
	require.True(t, found)
	c, err := m.Club.Get()
	require.NoError(t, err)
	ms, err := c.Members.All()
	require.NoError(t, err)
	assert.Len(t, ms, 3)
	assert.Same(t, m, ms[1])
	assert.Equal(t, 1, trace.Statements()[0].Trip)
}
