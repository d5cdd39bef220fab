package uow_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS27_ExactlyTwoInsertsParentsFirst(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s, trace := traced(t, pool, Model)
	acme := &Company{Name: "Acme", Tags: []string{"a", "b,c"}} // nobody adds it
	alice, bob := &Employee{Name: "Alice", CompanyID: 1}, &Employee{Name: "Bob", Company: schema.To(acme), Salary: 5}
	s.Add(alice, bob, &Company{ID: 1, Name: "First", Active: true})
	off, err := uow.Create(s, Companies, Companies.Name.Set("Off"), Companies.Active.Set(false), Companies.Tags.Set(nil))
	require.NoError(t, err)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 keys", "1 keys", "2 insert companies", "2 insert employees", "2 commit"}, ran(trace))
	assert.Equal(t, 3, count(t, pool, "companies"))
	assert.NotEqual(t, int64(1), acme.ID, "the sequence's first number is taken by a row of the same flush")
	assert.Equal(t, acme.ID, bob.CompanyID)
	assert.True(t, acme.Active, "the default")
	assert.False(t, off.Active, "false, though the default is true")
	assert.False(t, stored(t, pool, Companies, Companies.Name.Eq("Off")).Active)
	assert.True(t, stored(t, pool, Companies, Companies.Name.Eq("Acme")).Active)
	assert.Equal(t, []string{"a", "b,c"}, stored(t, pool, Companies, Companies.Name.Eq("Acme")).Tags)
	assert.False(t, alice.CreatedAt.IsZero())
}

func TestS27_KeysThatAreGivenAndTheSequencesNextNumbers(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	var made []*Company
	for i := range 20 {
		c := &Company{Name: fmt.Sprint(i)}
		if i%3 == 0 {
			c.ID = int64(i/3 + 1)
		}
		made = append(made, c)
		s.Add(c)
	}
	require.NoError(t, s.Commit(ctx))
	seen := map[int64]bool{}
	for i, c := range made {
		assert.False(t, seen[c.ID], "%d twice", c.ID)
		seen[c.ID] = true
		assert.Equal(t, c.Name, stored(t, pool, Companies, Companies.ID.Eq(c.ID)).Name)
		if i%3 == 0 {
			assert.Equal(t, int64(i/3+1), c.ID)
		}
	}
}

func TestS27_RowsOfOneTableThatReferToEachOtherShareAnInsert(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s, trace := traced(t, pool, Model)
	acme := &Company{Name: "Acme"}
	boss := &Employee{Name: "Boss", Company: schema.To(acme)}
	var last *Employee
	for i := range 5 { // each reports to the one before; the last is added first
		e := &Employee{Name: fmt.Sprint(i), Company: schema.To(acme), Manager: schema.To(boss)}
		if last != nil {
			e.Manager = schema.To(last)
		}
		last = e
	}
	s.Add(last)
	me := &Employee{Name: "me", Company: schema.To(acme)}
	EmployeeManager.Set(me, me)
	s.Add(me)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 keys", "1 keys", "2 insert companies", "2 insert employees", "2 commit"}, ran(trace))
	assert.Equal(t, me.ID, *me.ManagerID)
	assert.Equal(t, boss.ID, *stored(t, pool, Employees, Employees.Name.Eq("0")).ManagerID)
	for range 5 {
		s.Delete(last)
		m, err := last.Manager.Get()
		require.NoError(t, err)
		last = m
	}
	s.Delete(boss, me, acme)
	require.NoError(t, s.Commit(ctx))
	assert.Zero(t, count(t, pool, "employees"))
}

func TestS27_ThePlanIsWhatIsSent(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	bob, acme := get(t, s, Employees, bobID), get(t, s, Companies, id)
	bob.Salary = 5
	other := &Company{Name: "Other"}
	s.Add(&Employee{Name: "Eve", Company: schema.To(other)}, &Employee{Name: "Zed", CompanyID: id})
	gone := &Company{Name: "gone"}
	s.Add(gone)
	require.NoError(t, s.Flush(ctx))
	bob.Salary, acme.Name = 6, "A"
	s.Add(&Employee{Name: "Ann", Company: schema.To(other)}, &Employee{Name: "Abe", Company: schema.To(&Company{Name: "Late"})})
	s.Delete(gone)
	trace.Reset()
	plan, err := s.Plan()
	require.NoError(t, err)
	assert.Empty(t, ran(trace), "it sends nothing")
	assert.Equal(t, `keys companies (id) 1 row
keys employees (id) 2 rows
insert companies (id, name, tags) 1 row
insert employees (id, name, nickname, salary, company_id, manager_id) 2 rows
update companies (name) 1 row
update employees (salary) 1 row
delete companies 1 row
`, plan.String())
	require.NoError(t, s.Flush(ctx))
	var planned []string
	for _, step := range plan.Steps {
		planned = append(planned, step.SQL)
	}
	assert.Equal(t, planned, trace.SQL())
	plan, err = s.Plan()
	require.NoError(t, err)
	assert.Empty(t, plan.Steps)
}
