package preload_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func TestS32_NothingIsLoadedUnlessAskedFor(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	es, err := query.From(Employees).OrderBy(Employees.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Equal(t, 1, trace.RoundTrips())
	_, err = es[0].Company.Get()
	require.ErrorContains(t, err, "relation Employee.Company is not loaded")

	require.NoError(t, preload.Load(ctx, db, es, EmployeeCompany))
	assert.Equal(t, 2, trace.RoundTrips(), "nine employees of three companies: one query")
	assert.Equal(t, []any{"{1,2,3}"}, trace.Statements()[1].Args, "each key once")
	first, err := es[0].Company.Get()
	require.NoError(t, err)
	third, err := es[2].Company.Get()
	require.NoError(t, err)
	assert.Equal(t, "A", first.Name)
	assert.Same(t, first, third)

	require.NoError(t, preload.Load(ctx, db, es, EmployeeCompany))
	assert.Equal(t, 2, trace.RoundTrips(), "what is loaded is not asked for again")
}

func TestS32_OnlyWhatIsMissingIsAskedFor(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	cs, err := query.From(Companies).OrderBy(Companies.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	require.NoError(t, preload.Load(ctx, db, cs[1:2], CompanyEmployees))
	trace.Reset()
	require.NoError(t, preload.Load(ctx, db, cs, schema.Then(CompanyEmployees, EmployeeManager)))
	assert.Equal(t, 2, trace.RoundTrips())
	assert.Equal(t, []any{"{1,3,4}"}, trace.Statements()[0].Args)
	assert.Equal(t, []any{"{1,4,7}"}, trace.Statements()[1].Args, "the path goes on behind what was loaded before")
	assert.Equal(t, map[string][]string{
		"A": {"e1", "e2 of e1", "e3 of e1"}, "B": {"e4", "e5 of e4", "e6 of e4"}, "C": {"e7", "e8 of e7", "e9 of e7"}, "empty": {},
	}, shape(t, cs))
}

func TestS32_ParentsMayBeAbsentEqualOrAlike(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	one, err := query.From(Companies).Where(Companies.ID.Eq(1)).Rows(ctx, db).One()
	require.NoError(t, err)
	twin, err := query.From(Companies).Where(Companies.ID.Eq(1)).Rows(ctx, db).One()
	require.NoError(t, err)
	trace.Reset()
	require.NoError(t, preload.Load(ctx, db, []*Company{nil, one, twin, one}, CompanyEmployees))
	assert.Equal(t, 1, trace.RoundTrips())
	assert.Equal(t, []any{"{1}"}, trace.Statements()[0].Args)
	assert.Equal(t, []string{"e1", "e2", "e3"}, names(t, &one.Employees))
	assert.Equal(t, []string{"e1", "e2", "e3"}, names(t, &twin.Employees))

	mine, err := one.Employees.All()
	require.NoError(t, err)
	mine[0] = mine[2]
	assert.Equal(t, []string{"e1", "e2", "e3"}, names(t, &twin.Employees), "each has a slice of its own")

	trace.Reset()
	require.NoError(t, preload.Load(ctx, db, nil, CompanyEmployees))
	require.NoError(t, preload.Load(ctx, db, []*Company{nil, nil}, CompanyEmployees))
	assert.Empty(t, trace.Statements())
}

func TestS32_AppendingToOneParentsChildrenLeavesTheNextAlone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, _ := database(t)
	cs, err := query.From(Companies).OrderBy(Companies.ID).With(preload.SelectIn(CompanyEmployees)).Rows(ctx, db).All()
	require.NoError(t, err)
	es, err := cs[0].Employees.All()
	require.NoError(t, err)
	assert.Len(t, append(es, &Employee{Name: "new"}), 4)
	CompanyEmployees.Add(cs[0], &Employee{Name: "added"})
	assert.Equal(t, []string{"e1", "e2", "e3", "added"}, names(t, &cs[0].Employees))
	assert.Equal(t, []string{"e4", "e5", "e6"}, names(t, &cs[1].Employees))
}

func TestS32_WhatWasChangedBeforeLoadingStaysChanged(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, _ := database(t)
	cs, err := query.From(Companies).OrderBy(Companies.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	e4, err := query.From(Employees).Where(Employees.ID.Eq(4)).Rows(ctx, db).One()
	require.NoError(t, err)
	fresh := &Employee{Name: "fresh"}
	CompanyEmployees.Add(cs[0], fresh, e4)
	_, err = cs[0].Employees.All()
	require.Error(t, err, "adding loads nothing")
	require.NoError(t, preload.Load(ctx, db, cs, CompanyEmployees))
	assert.Equal(t, []string{"e1", "e2", "e3", "fresh", "e4"}, names(t, &cs[0].Employees))
	all, err := cs[0].Employees.All()
	require.NoError(t, err)
	assert.Same(t, fresh, all[3])
}

func TestS32_NoKeyMeansNone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	heads, err := query.From(Employees).Where(query.IsNull(Employees.ManagerID)).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, heads, 3)
	trace.Reset()
	require.NoError(t, preload.Load(ctx, db, heads, EmployeeManager))
	assert.Empty(t, trace.Statements(), "a foreign key that is NULL needs no question")
	boss, err := heads[0].Manager.Get()
	require.NoError(t, err)
	assert.Nil(t, boss)
}

var notInModel = schema.ManyToOne(Employees.CompanyID, Companies.ID, func(e *Employee) *schema.One[Company] { return &e.Company })

func TestS32_ARelationOfNoModelIsRefused(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	_, err := query.From(Employees).With(preload.SelectIn(notInModel)).Rows(ctx, db).All()
	require.EqualError(t, err, "preload: relation 1 of the path: is in no model; give it to schema.NewModel")
	err = preload.Load(ctx, db, []*Company{{}}, schema.Then(CompanyEmployees, notInModel))
	require.EqualError(t, err, "preload: relation 2 of the path (behind Company.Employees): is in no model; give it to schema.NewModel")
	assert.Empty(t, trace.Statements()[min(1, len(trace.Statements())):], "no question is sent for it")
}

func TestS32_AFailureNamesTheRelation(t *testing.T) {
	t.Parallel()
	db, _ := database(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := preload.Load(ctx, db, []*Employee{{CompanyID: 1}}, EmployeeCompany)
	require.ErrorIs(t, err, context.Canceled)
	var failed *preload.Error
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, "Employee.Company", failed.Relation)

	_, err = db.Exec(t.Context(), `alter table companies rename to firms`)
	require.NoError(t, err)
	boss := int64(1)
	err = preload.LoadAll[Employee](t.Context(), db, []*Employee{{CompanyID: 1, ManagerID: &boss}}, preload.SelectIn(EmployeeManager), preload.SelectIn(EmployeeCompany))
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, "Employee.Manager or Employee.Company", failed.Relation, "they were prepared together")
	require.ErrorContains(t, err, `"companies" does not exist`)
	require.NoError(t, db.QueryRow(t.Context(), `select 1`).Scan(new(int)))
}
