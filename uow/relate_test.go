package uow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS04_BothSidesShowARelationBeforeTheFlushAndItIsWrittenOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, trace := traced(t, fresh(t), Model)
	acme := &Company{Name: "Acme"}
	bob, eve, zed := &Employee{Name: "Bob"}, &Employee{Name: "Eve"}, &Employee{Name: "Zed", Company: schema.To(acme)}
	EmployeeCompany.Set(bob, acme)
	CompanyEmployees.Add(acme, eve)
	s.Add(zed)
	assert.Equal(t, []string{"Bob", "Eve", "Zed"}, names(t, acme))
	company, err := eve.Company.Get()
	require.NoError(t, err)
	assert.Same(t, acme, company)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 keys", "1 keys", "2 insert companies", "2 insert employees", "2 commit"}, ran(trace), "all were reached from one of them")
	for _, e := range []*Employee{bob, eve, zed} {
		assert.Equal(t, acme.ID, e.CompanyID)
	}
	assert.Equal(t, []string{"Bob", "Eve", "Zed"}, names(t, acme))
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Empty(t, ran(trace))
}

func TestS03_AKeyAloneMakesTheRelationNotLoaded(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	commit(t, pool, Model, &Company{ID: 77, Name: "Other"})
	s, trace := traced(t, pool, Model)
	eve := &Employee{Name: "Eve", CompanyID: id}
	s.Add(eve)
	_, err := eve.Company.Get()
	var notLoaded *schema.NotLoadedError
	require.ErrorAs(t, err, &notLoaded, "there is a company, which nobody loaded")
	assert.Equal(t, "Employee.Company", notLoaded.Relation)
	require.NoError(t, s.Flush(ctx))
	assert.Equal(t, id, eve.CompanyID, "leaving the relation alone never erases the key")
	_, err = eve.Company.Get()
	require.ErrorAs(t, err, &notLoaded)
	require.NoError(t, preload.Load(ctx, s, []*Employee{eve}, EmployeeCompany))
	company, err := eve.Company.Get()
	require.NoError(t, err)
	assert.Same(t, get(t, s, Companies, id), company)
	boss, err := eve.Manager.Get()
	require.NoError(t, err)
	assert.Nil(t, boss, "no manager was given: there is none")

	trace.Reset()
	bob := get(t, s, Employees, bobID)
	require.NoError(t, preload.Load(ctx, s, []*Employee{bob}, EmployeeCompany))
	bob.CompanyID = 77 // the key alone
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, int64(77), stored(t, pool, Employees, Employees.ID.Eq(bobID)).CompanyID)
	_, err = bob.Company.Get()
	require.ErrorAs(t, err, &notLoaded)
}

func TestS04_ChangingAndClearingARelationWritesItsKey(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	boss := &Employee{Name: "Boss", Company: schema.To(acme)}
	EmployeeManager.Set(bob, boss) // a new object, reached from one that is stored
	other := &Company{Name: "Other"}
	bob.Company = schema.To(other) // in place, without the relation's Set
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 keys", "1 keys", "2 insert companies", "2 insert employees", "2 update employees", "2 commit"}, ran(trace))
	row := stored(t, pool, Employees, Employees.ID.Eq(bobID))
	assert.Equal(t, other.ID, row.CompanyID)
	assert.Equal(t, boss.ID, *row.ManagerID)
	reports, err := boss.Reports.All()
	require.NoError(t, err)
	require.Len(t, reports, 1)
	assert.Same(t, bob, reports[0])

	EmployeeManager.Set(bob, nil)
	require.NoError(t, s.Commit(ctx))
	assert.Nil(t, bob.ManagerID)
	assert.Nil(t, stored(t, pool, Employees, Employees.ID.Eq(bobID)).ManagerID)
	reports, err = boss.Reports.All()
	require.NoError(t, err)
	assert.Empty(t, reports)

	boss.Manager = schema.To[Employee](nil)
	bob.Manager = schema.To(boss)
	require.NoError(t, s.Flush(ctx))
	bob.Manager = schema.To[Employee](nil)
	require.NoError(t, s.Commit(ctx))
	assert.Nil(t, stored(t, pool, Employees, Employees.ID.Eq(bobID)).ManagerID)

	EmployeeCompany.Set(bob, nil)
	err = s.Commit(ctx)
	require.ErrorContains(t, err, "company_id")
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, other.ID, bob.CompanyID)
}

// What a loader has filled in is no change.
func TestS04_LoadedRelationsAreNoChanges(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	commit(t, pool, Model, &Employee{Name: "Abe", CompanyID: id}, &Employee{Name: "Zed", CompanyID: id})
	s, trace := traced(t, pool, Model)
	zed, err := query.From(Employees).Where(Employees.Name.Eq("Zed")).With(preload.SelectIn(EmployeeCompany)).Rows(ctx, s).One()
	require.NoError(t, err)
	bob := get(t, s, Employees, bobID)
	require.NoError(t, preload.Load(ctx, s, []*Employee{bob}, EmployeeCompany))
	trace.Reset()
	require.NoError(t, s.Flush(ctx))
	assert.Empty(t, ran(trace))
	acme, err := zed.Company.Get()
	require.NoError(t, err)
	require.NoError(t, preload.Load(ctx, s, []*Company{acme}, CompanyEmployees))
	assert.Equal(t, []string{"Bob", "Abe", "Zed"}, names(t, acme), "by key, as they were loaded")
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, []string{"Bob", "Abe", "Zed"}, names(t, acme))
}

func TestS04_AddingToACollectionThatIsNotLoadedIsKeptForLater(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme := get(t, s, Companies, id)
	CompanyEmployees.Add(acme, &Employee{Name: "Eve"})
	_, err := acme.Employees.All()
	require.Error(t, err, "reading it stays an error")
	require.NoError(t, s.Flush(ctx))
	_, err = acme.Employees.All()
	require.Error(t, err)
	require.NoError(t, preload.Load(ctx, s, []*Company{acme}, CompanyEmployees))
	assert.Equal(t, []string{"Bob", "Eve"}, names(t, acme))
	CompanyEmployees.Add(acme, &Employee{Name: "Zed"})
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"Bob", "Eve", "Zed"}, names(t, acme))
	assert.Equal(t, 3, count(t, pool, "employees"))
}

func TestS28_AKeyAndARelatedObjectThatDisagreeAreRefused(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	commit(t, pool, Model, &Company{ID: 77, Name: "Other"})
	for _, c := range []struct {
		name string
		make func(s *uow.Session, acme, other *Company, bob *Employee)
		says []string
	}{
		{"a new object, both known", func(s *uow.Session, acme, other *Company, _ *Employee) {
			s.Add(&Employee{Name: "E", CompanyID: acme.ID, Company: schema.To(other)})
		}, []string{"company_id is (1)", "Employee.Company is companies(77)"}},
		{"a new object, the company new", func(s *uow.Session, _, _ *Company, _ *Employee) {
			s.Add(&Employee{Name: "E", CompanyID: 5, Company: schema.To(&Company{Name: "New"})})
		}, []string{"company_id is (5)", "Employee.Company is a new object whose key is not known yet"}},
		{"a new object, related to none", func(s *uow.Session, _, _ *Company, _ *Employee) {
			s.Add(&Employee{Name: "E", CompanyID: 5, Company: schema.To[Company](nil)})
		}, []string{"company_id is (5)", "Employee.Company is set to none"}},
		{"a stored object, both changed", func(_ *uow.Session, _, other *Company, bob *Employee) {
			bob.Company, bob.CompanyID = schema.To(other), 5
		}, []string{"employees(1)", "company_id is (5)", "Employee.Company is companies(77)"}},
		{"a stored object, the company new", func(_ *uow.Session, _, _ *Company, bob *Employee) {
			bob.Company, bob.CompanyID = schema.To(&Company{Name: "New"}), 77
		}, []string{"employees(1)", "company_id is (77)", "whose key is not known yet"}},
		{"a stored object, related to none", func(_ *uow.Session, _, _ *Company, bob *Employee) {
			bob.ManagerID, bob.Manager = &bob.ID, schema.To[Employee](nil)
		}, []string{"employees(1)", "manager_id is (1)", "Employee.Manager is set to none"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			s, trace := traced(t, pool, Model)
			acme, other, bob := get(t, s, Companies, id), get(t, s, Companies, 77), get(t, s, Employees, bobID)
			c.make(s, acme, other, bob)
			trace.Reset()
			err := s.Flush(ctx)
			var disagree *uow.RelationError
			require.ErrorAs(t, err, &disagree)
			for _, says := range c.says {
				assert.ErrorContains(t, err, says)
			}
			assert.Empty(t, ran(trace), "before anything was sent")
			require.ErrorAs(t, s.Commit(ctx), &disagree, "until it is mended")
			require.NoError(t, s.Rollback(ctx))
		})
	}
	assert.Equal(t, 1, count(t, pool, "employees"))
}

func TestS28_AKeyAndARelatedObjectThatAgreeAreFine(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	commit(t, pool, Model, &Company{ID: 77, Name: "Other"})
	s := open(t, pool, Model)
	acme, other, bob := get(t, s, Companies, id), get(t, s, Companies, 77), get(t, s, Employees, bobID)
	s.Add(&Employee{Name: "E", CompanyID: id, Company: schema.To(acme)})
	bob.Company, bob.CompanyID = schema.To(other), 77
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, int64(77), stored(t, pool, Employees, Employees.ID.Eq(bobID)).CompanyID)
}

func TestS28_NothingIsNoParentForAKeyThatIsNeverNull(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	_, bobID := acmeAndBob(t, pool)
	for _, c := range []struct {
		name string
		do   func(*uow.Session, *Employee)
	}{
		{"Set", func(_ *uow.Session, bob *Employee) { EmployeeCompany.Set(bob, nil) }},
		{"To", func(_ *uow.Session, bob *Employee) { bob.Company = schema.To[Company](nil) }},
		{"Remove", func(s *uow.Session, bob *Employee) {
			acme := get(t, s, Companies, bob.CompanyID)
			require.NoError(t, preload.Load(ctx, s, []*Company{acme}, CompanyEmployees))
			CompanyEmployees.Remove(acme, bob)
		}},
	} {
		s := open(t, pool, Model)
		bob := get(t, s, Employees, bobID)
		c.do(s, bob)
		err := s.Flush(ctx)
		var wrong *uow.ColumnError
		require.ErrorAs(t, err, &wrong, c.name)
		require.ErrorContains(t, err, "the relation Employee.Company was set to none, and the column is never NULL; relate the object to another one, or delete it", c.name)
		s.Delete(bob) // which makes it all right
		require.NoError(t, s.Flush(ctx), c.name)
		require.NoError(t, s.Rollback(ctx))
	}
}

func TestS04_ACopyOfAnEntityKeepsItsOwnCollection(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	acme := &Company{Name: "Acme"}
	s.Add(acme)
	CompanyEmployees.Add(acme, &Employee{Name: "a"}, &Employee{Name: "b"}, &Employee{Name: "c"}) // room for a fourth
	twin := *acme
	s.Add(&Employee{Name: "d", Company: schema.To(acme)})
	CompanyEmployees.Add(&twin, &Employee{Name: "the twin's"})
	assert.Equal(t, []string{"a", "b", "c", "d"}, names(t, acme))
	assert.Equal(t, []string{"a", "b", "c", "the twin's"}, names(t, &twin))
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 4, count(t, pool, "employees"))
}

func TestS03_AKeyAloneMovesTheObjectBetweenLoadedCollections(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	commit(t, pool, Model, &Company{ID: 77, Name: "Other"}, &Company{ID: 78, Name: "Unloaded"})
	s := open(t, pool, Model)
	acme, other, bob := get(t, s, Companies, id), get(t, s, Companies, 77), get(t, s, Employees, bobID)
	unloaded := get(t, s, Companies, 78)
	require.NoError(t, preload.Load(ctx, s, []*Company{acme, other}, CompanyEmployees))
	bob.CompanyID = 77
	require.NoError(t, s.Flush(ctx))
	assert.Empty(t, names(t, acme))
	assert.Equal(t, []string{"Bob"}, names(t, other))
	assert.False(t, unloaded.Employees.Loaded())
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, []string{"Bob"}, names(t, acme))
	assert.Empty(t, names(t, other))

	bob.CompanyID = 78
	s.Add(&Employee{Name: "Eve", CompanyID: 77})
	require.NoError(t, s.Commit(ctx))
	assert.Empty(t, names(t, acme))
	assert.Equal(t, []string{"Eve"}, names(t, other), "a new row too")
	assert.False(t, unloaded.Employees.Loaded())

	alice := &Employee{Name: "Alice", CompanyID: 79}
	s.Add(alice, &Company{ID: 79, Name: "New"})
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"Alice"}, names(t, get(t, s, Companies, 79)), "whose parent is new as well")
	company, err := alice.Company.Get()
	require.NoError(t, err)
	assert.Same(t, get(t, s, Companies, 79), company)
}

func TestS04_AKeyAloneThatALoadShowsIsLeftByTheRelation(t *testing.T) {
	t.Parallel()
	for _, flushed := range []bool{false, true} {
		for _, knows := range []bool{false, true} {
			ctx := t.Context()
			pool := fresh(t)
			companyID, bobID := acmeAndBob(t, pool)
			next, third := &Company{Name: "Next"}, &Company{Name: "Third"}
			commit(t, pool, Model, next, third)

			s := open(t, pool, Model)
			acme, n, th, bob := get(t, s, Companies, companyID), get(t, s, Companies, next.ID), get(t, s, Companies, third.ID), get(t, s, Employees, bobID)
			if knows {
				require.NoError(t, preload.Load(ctx, s, []*Employee{bob}, EmployeeCompany))
			}
			bob.CompanyID = n.ID
			require.NoError(t, preload.Load(ctx, s, []*Company{acme, n, th}, CompanyEmployees))
			assert.Equal(t, [][]string{{}, {"Bob"}, {}}, [][]string{names(t, acme), names(t, n), names(t, th)})
			company, err := bob.Company.Get()
			require.NoError(t, err)
			assert.Same(t, n, company)
			EmployeeCompany.Set(bob, th)
			if flushed {
				require.NoError(t, s.Flush(ctx))
			}
			assert.Equal(t, [][]string{{}, {}, {"Bob"}}, [][]string{names(t, acme), names(t, n), names(t, th)})
			require.NoError(t, s.Rollback(ctx))
			assert.Equal(t, [][]string{{"Bob"}, {}, {}}, [][]string{names(t, acme), names(t, n), names(t, th)})
			company, err = bob.Company.Get()
			require.NoError(t, err)
			assert.Same(t, acme, company)
		}
	}
}
