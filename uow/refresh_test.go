package uow_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// elsewhere runs a statement on the pool, as another user of the database would.
func elsewhere(t testing.TB, pool *pgxpool.Pool, sql string, args ...any) {
	t.Helper()
	_, err := pool.Exec(t.Context(), sql, args...)
	require.NoError(t, err)
}

func TestS43_RefreshOverwritesChangesToo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	elsewhere(t, pool, "UPDATE companies SET name = 'Theirs', tags = '{a}'")
	elsewhere(t, pool, "UPDATE employees SET salary = 7, nickname = 'B'")
	acme.Name, bob.Salary, bob.Name = "Mine", 1, "Robert"
	trace.Reset()
	require.NoError(t, s.Refresh(ctx, acme, bob, acme))
	assert.Equal(t, []string{"1 select companies", "1 select employees"}, ran(trace), "one trip, no transaction")
	assert.Equal(t, "Theirs", acme.Name)
	assert.Equal(t, []string{"a"}, acme.Tags)
	assert.Equal(t, int64(7), bob.Salary)
	assert.Equal(t, "Bob", bob.Name)
	assert.Equal(t, "B", *bob.Nickname)
	assert.Same(t, acme, get(t, s, Companies, id))
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Empty(t, ran(trace), "nothing is changed any more")
	require.NoError(t, s.Refresh(ctx))
	assert.Empty(t, ran(trace))
}

func TestS43_RefreshLoadsAnewWhatWasLoaded(t *testing.T) {
	t.Parallel()
	for _, expire := range []bool{false, true} {
		ctx := t.Context()
		pool := fresh(t)
		id, bobID := acmeAndBob(t, pool)
		s, trace := traced(t, pool, Model, uow.Options{ExpireOnCommit: expire})
		acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
		require.NoError(t, preload.Load(ctx, s, []*Company{acme}, CompanyEmployees))
		require.NoError(t, preload.Load(ctx, s, []*Employee{bob}, EmployeeManager))
		require.NoError(t, preload.Load(ctx, s, []*Employee{bob}, EmployeeReports))
		if expire {
			require.NoError(t, s.Commit(ctx))
			assert.False(t, acme.Employees.Loaded())
		}
		elsewhere(t, pool, "INSERT INTO employees (name, salary, company_id, manager_id) VALUES ('Eve', 1, $1, $2)", id, bobID)
		elsewhere(t, pool, "UPDATE employees SET manager_id = id WHERE name = 'Bob'")
		trace.Reset()
		require.NoError(t, s.Refresh(ctx, acme, bob))
		want := []string{"1 select companies", "1 select employees", "2 select employees", "2 select employees"}
		assert.Equal(t, want, ran(trace), "acme's employees and bob's reports; bob's company is held, and so is his manager")
		assert.ElementsMatch(t, []string{"Bob", "Eve"}, names(t, acme))
		manager, err := bob.Manager.Get()
		require.NoError(t, err)
		assert.Same(t, bob, manager)
		reports, err := bob.Reports.All()
		require.NoError(t, err)
		assert.Len(t, reports, 2)
		company, err := bob.Company.Get()
		require.NoError(t, err)
		assert.Same(t, acme, company)
	}
}

func TestS43_RefreshLeavesAloneWhatWasNotLoaded(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	trace.Reset()
	require.NoError(t, s.Refresh(ctx, acme, bob))
	assert.Equal(t, 1, trace.RoundTrips())
	assert.False(t, acme.Employees.Loaded())
	assert.False(t, bob.Manager.Loaded())
}

func TestS43_RefreshDropsRelationsThatWereNotFlushed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	commit(t, pool, Model, &Company{ID: 77, Name: "Other"})
	s := open(t, pool, Model)
	acme, other, bob := get(t, s, Companies, id), get(t, s, Companies, 77), get(t, s, Employees, bobID)
	require.NoError(t, preload.Load(ctx, s, []*Company{acme, other}, CompanyEmployees))
	fresh := &Company{Name: "Fresh"}
	s.Add(fresh)
	for _, to := range []*Company{other, fresh} {
		EmployeeCompany.Set(bob, to)
		assert.Empty(t, names(t, acme))
		assert.Equal(t, []string{"Bob"}, names(t, to))
		require.NoError(t, s.Refresh(ctx, bob))
		assert.Equal(t, id, bob.CompanyID)
		company, err := bob.Company.Get()
		require.NoError(t, err)
		assert.Same(t, acme, company)
		assert.Equal(t, []string{"Bob"}, names(t, acme))
		assert.Empty(t, names(t, to))
	}
	plan, err := s.Plan()
	require.NoError(t, err)
	assert.Equal(t, "insert companies (name, tags) 1 row\n", plan.String())

	// What was added to a collection is a change of the object that was added.
	eve := &Employee{Name: "Eve"}
	CompanyEmployees.Add(acme, eve)
	require.NoError(t, s.Refresh(ctx, acme))
	assert.Equal(t, []string{"Bob", "Eve"}, names(t, acme))
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, acme.ID, eve.CompanyID)
}

func TestS43_ARowThatMovedIsInItsNewCollection(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	commit(t, pool, Model, &Company{ID: 77, Name: "Other"})
	s := open(t, pool, Model)
	acme, other, bob := get(t, s, Companies, id), get(t, s, Companies, 77), get(t, s, Employees, bobID)
	require.NoError(t, preload.Load(ctx, s, []*Company{acme, other}, CompanyEmployees))
	elsewhere(t, pool, "UPDATE employees SET company_id = 77")
	require.NoError(t, s.Refresh(ctx, bob))
	assert.Empty(t, names(t, acme))
	assert.Equal(t, []string{"Bob"}, names(t, other))
	company, err := bob.Company.Get()
	require.NoError(t, err)
	assert.Same(t, other, company)
}

func TestS43_ARowThatIsGoneLeavesTheSession(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	require.NoError(t, preload.Load(ctx, s, []*Company{acme}, CompanyEmployees))
	elsewhere(t, pool, "DELETE FROM employees")
	elsewhere(t, pool, "UPDATE companies SET name = 'new'")
	err := s.Refresh(ctx, bob, acme)
	var stale *uow.StaleError
	require.ErrorAs(t, err, &stale)
	assert.Equal(t, "refresh", stale.Statement)
	assert.ErrorContains(t, err, "refresh of employees: row (")
	assert.Equal(t, "new", acme.Name, "the others are refreshed")
	assert.Empty(t, names(t, acme))
	_, found, err := uow.Get(ctx, s, Employees, bobID)
	require.NoError(t, err)
	assert.False(t, found)
	require.ErrorContains(t, s.Refresh(ctx, bob), "is not in this session")
	bob.Name = "nobody"
	require.NoError(t, s.Commit(ctx), "bob is a plain object now")
}

func TestS43_WhatCannotBeRefreshedIsToldBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	acme.Name = "changed"
	fresh := &Company{Name: "fresh"}
	s.Add(fresh)
	s.Delete(bob)
	trace.Reset()
	for _, c := range []struct {
		name   string
		entity any
		want   string
	}{
		{"new", fresh, "Refresh: a new object of companies has no row yet; flush first"},
		{"to be deleted", bob, "is to be deleted by the next flush; give it to Add to keep it"},
		{"foreign", &Company{ID: id}, "is not in this session; read it with uow.Get"},
		{"nil", (*Company)(nil), "Refresh: a nil *uow_test.Company is no object"},
		{"of no table", &struct{}{}, "belongs to no table"},
	} {
		err := s.Refresh(ctx, acme, c.entity)
		var wrong *uow.ObjectError
		require.ErrorAs(t, err, &wrong, c.name)
		assert.ErrorContains(t, err, c.want)
	}
	assert.Empty(t, ran(trace))
	assert.Equal(t, "changed", acme.Name)
}

func TestS43_RefreshInATransactionIsUndoneWithItsWork(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	p, trace := sqltrace.Record(t, pool)
	require.NoError(t, uow.Run(ctx, p, Model, func(s *uow.Session) error {
		acme := get(t, s, Companies, id)
		elsewhere(t, pool, "UPDATE companies SET name = 'theirs'")
		err := s.Nested(ctx, func() error {
			_, err := s.Exec(ctx, "UPDATE companies SET tags = '{inside}'")
			require.NoError(t, err)
			require.NoError(t, s.Refresh(ctx, acme))
			assert.Equal(t, []string{"inside"}, acme.Tags)
			return errInner
		})
		require.ErrorIs(t, err, errInner)
		assert.Empty(t, acme.Tags)
		assert.Equal(t, "Acme", acme.Name, "what was read inside is undone, since the block wrote")
		require.NoError(t, s.Refresh(ctx, acme))
		assert.Equal(t, "theirs", acme.Name)
		trace.Reset()
		return nil
	}))
	assert.Equal(t, []string{"1 commit"}, ran(trace))

	// What was read before anything was written is what others have committed: no rollback takes it back.
	s := open(t, pool, Model)
	acme := get(t, s, Companies, id)
	elsewhere(t, pool, "UPDATE companies SET name = 'later'")
	require.NoError(t, s.Refresh(ctx, acme))
	s.Add(&Company{Name: "more"})
	require.NoError(t, s.Flush(ctx))
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, "later", acme.Name)
}

func TestS43_RefreshAsTheFirstStatementOfATransaction(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	require.NoError(t, s.Begin(ctx))
	trace.Reset()
	require.NoError(t, s.Refresh(ctx, acme, bob))
	assert.Equal(t, []string{"1 begin", "1 select companies", "1 select employees"}, ran(trace))
	require.NoError(t, s.Rollback(ctx))
}

func TestS43_RefreshOfManyIsOneQuery(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acme := &Company{Name: "Acme"}
	var all []any
	for range 500 {
		all = append(all, &Employee{Name: "E" + string(rune('a'+len(all)%26)) + string(rune('a'+len(all)/26)), Company: schema.To(acme)})
	}
	s, trace := traced(t, pool, Model)
	s.Add(all...)
	require.NoError(t, s.Commit(ctx))
	elsewhere(t, pool, "UPDATE employees SET salary = id")
	trace.Reset()
	require.NoError(t, s.Refresh(ctx, all...))
	assert.Equal(t, []string{"1 select employees", "2 select employees"}, ran(trace), "themselves, and their reports; their company is held")
	for _, e := range all {
		assert.Equal(t, e.(*Employee).ID, e.(*Employee).Salary)
	}
}

func TestS44_RefreshCancelled(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme := get(t, s, Companies, id)
	acme.Name = "mine"
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Refresh(ctx, acme), context.Canceled)
	assert.Equal(t, "mine", acme.Name)
	require.NoError(t, s.Refresh(t.Context(), acme))
	assert.Equal(t, "Acme", acme.Name)
}
