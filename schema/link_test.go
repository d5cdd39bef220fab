package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/schema"
)

func TestS04_SettingOneSideShowsOnTheOther(t *testing.T) {
	t.Parallel()
	acme, blue := &Company{Audit: Audit{ID: 7}, Name: "Acme"}, &Company{Name: "Blue"}
	bob := &Employee{Name: "Bob"}

	EmployeeCompany.Set(bob, acme)
	got, err := bob.Company.Get()
	require.NoError(t, err)
	assert.Same(t, acme, got)
	assert.Equal(t, int64(7), bob.CompanyID, "a key that is known is taken at once")
	es, err := acme.Employees.All()
	require.NoError(t, err)
	require.Len(t, es, 1)
	assert.Same(t, bob, es[0])

	EmployeeCompany.Set(bob, acme)
	es, err = acme.Employees.All()
	require.NoError(t, err)
	assert.Len(t, es, 1, "saying it twice changes nothing")

	CompanyEmployees.Add(blue, bob)
	got, err = bob.Company.Get()
	require.NoError(t, err)
	assert.Same(t, blue, got)
	es, err = acme.Employees.All()
	require.NoError(t, err)
	assert.Empty(t, es, "bob left his old company")
	assert.Zero(t, bob.CompanyID, "the old key would contradict the new company, which has none yet")
}

func TestARelationToTheSameTableTakesANullableKey(t *testing.T) {
	t.Parallel()
	boss, bob := &Employee{Audit: Audit{ID: 3}}, &Employee{}
	EmployeeManager.Set(bob, boss)
	require.NotNil(t, bob.ManagerID)
	assert.Equal(t, int64(3), *bob.ManagerID)
	EmployeeManager.Set(bob, nil)
	assert.Nil(t, bob.ManagerID)
	none, err := bob.Manager.Get()
	require.NoError(t, err)
	assert.Nil(t, none)
}

func TestS04_RemoveShowsOnBothSides(t *testing.T) {
	t.Parallel()
	acme, blue := &Company{Audit: Audit{ID: 7}}, &Company{Audit: Audit{ID: 8}}
	alice, bob := &Employee{Name: "Alice"}, &Employee{Name: "Bob"}
	CompanyEmployees.Add(acme, alice, bob)
	before, err := acme.Employees.All()
	require.NoError(t, err)

	CompanyEmployees.Remove(blue, bob)
	assert.Equal(t, int64(7), bob.CompanyID, "he is not blue's, and keeps what he has")
	CompanyEmployees.Remove(acme, alice)
	assert.Equal(t, []*Employee{bob}, employeesOf(t, acme))
	assert.Equal(t, []*Employee{alice, bob}, before, "a list that was given away does not change")
	none, err := alice.Company.Get()
	require.NoError(t, err)
	assert.Nil(t, none)
	assert.Zero(t, alice.CompanyID)

	CompanyEmployees.Add(acme, alice)
	assert.Equal(t, []*Employee{bob, alice}, employeesOf(t, acme), "taken back")
	assert.Equal(t, int64(7), alice.CompanyID)
}

func TestS04_AnObjectThatKnowsOnlyItsKeyIsRemoved(t *testing.T) {
	t.Parallel()
	acme, blue := &Company{Audit: Audit{ID: 7}}, &Company{Audit: Audit{ID: 8}}
	bob := &Employee{CompanyID: 7}
	CompanyEmployees.Remove(blue, bob)
	assert.Equal(t, int64(7), bob.CompanyID)
	CompanyEmployees.Remove(acme, bob)
	assert.Zero(t, bob.CompanyID)
	none, err := bob.Company.Get()
	require.NoError(t, err)
	assert.Nil(t, none)
}

func TestS04_SettingNothingShowsOnTheOtherSide(t *testing.T) {
	t.Parallel()
	acme, bob := &Company{Audit: Audit{ID: 7}}, &Employee{}
	EmployeeCompany.Set(bob, acme)
	EmployeeCompany.Set(bob, nil)
	assert.Empty(t, employeesOf(t, acme))
	assert.Zero(t, bob.CompanyID)
	assert.True(t, bob.Company.Loaded())
}

func TestS04_WhatALiteralSaysIsCompletedBySet(t *testing.T) {
	t.Parallel()
	acme := &Company{Audit: Audit{ID: 7}}
	bob := &Employee{Company: schema.To(acme)}
	EmployeeCompany.Set(bob, acme)
	EmployeeCompany.Set(bob, acme)
	assert.Equal(t, []*Employee{bob}, employeesOf(t, acme))
}

func TestS04_NothingIsRelatedToNothing(t *testing.T) {
	t.Parallel()
	acme, bob := &Company{Audit: Audit{ID: 7}}, &Employee{CompanyID: 7}
	EmployeeCompany.Set(nil, acme)
	CompanyEmployees.Add(nil, bob)
	CompanyEmployees.Remove(nil, bob)
	CompanyEmployees.Add(acme, nil)
	CompanyEmployees.Remove(acme, nil)
	assert.Empty(t, employeesOf(t, acme))
	assert.Equal(t, int64(7), bob.CompanyID)
	assert.False(t, bob.Company.Loaded())

	var never *schema.ToOne[Employee, Company]
	never.Set(bob, acme)
	new(schema.ToMany[Company, Employee]).Add(acme, bob)
	assert.Empty(t, employeesOf(t, acme), "a relation that was never made does nothing")
}

func TestS04_ARelationInNoModelChangesOneSide(t *testing.T) {
	t.Parallel()
	company := schema.ManyToOne(Employees.CompanyID, Companies.ID, func(e *Employee) *schema.One[Company] { return &e.Company })
	members := schema.OneToMany(Companies.ID, Employees.CompanyID, func(c *Company) *schema.Many[Employee] { return &c.Employees })
	acme, alice, bob := &Company{Audit: Audit{ID: 7}}, &Employee{}, &Employee{}
	company.Set(alice, acme)
	assert.Equal(t, int64(7), alice.CompanyID)
	assert.Empty(t, employeesOf(t, acme))
	members.Add(acme, bob, bob)
	assert.Equal(t, int64(7), bob.CompanyID)
	assert.Equal(t, []*Employee{bob}, employeesOf(t, acme))
	members.Remove(acme, bob)
	assert.Zero(t, bob.CompanyID)
	assert.Empty(t, employeesOf(t, acme))

	wrong := schema.ManyToOne(Employees.CompanyID, Companies.ID, func(*Employee) *schema.One[Company] { return new(schema.One[Company]) })
	wrong.Set(alice, nil)
	assert.Equal(t, int64(7), alice.CompanyID, "a relation that no model would take does nothing")
}

func TestACopiedEntityHasADetachedHolder(t *testing.T) {
	t.Parallel()
	acme := &Company{Audit: Audit{ID: 7}}
	CompanyEmployees.Add(acme, &Employee{Name: "1"}, &Employee{Name: "2"}, &Employee{Name: "3"})
	twin := *acme
	alice, bob := &Employee{Name: "Alice"}, &Employee{Name: "Bob"}
	CompanyEmployees.Add(acme, alice)
	CompanyEmployees.Add(&twin, bob)
	assert.Same(t, alice, employeesOf(t, acme)[3])
	assert.Same(t, bob, employeesOf(t, &twin)[3])
}

func TestAListThatWasGivenAwayMayBeAppendedTo(t *testing.T) {
	t.Parallel()
	acme := &Company{Audit: Audit{ID: 7}}
	CompanyEmployees.Add(acme, &Employee{Name: "1"}, &Employee{Name: "2"}, &Employee{Name: "3"})
	list := employeesOf(t, acme)
	alice := &Employee{Name: "Alice"}
	CompanyEmployees.Add(acme, alice)
	_ = append(list, &Employee{Name: "the caller's"})
	assert.Same(t, alice, employeesOf(t, acme)[3])
}

func employeesOf(t *testing.T, c *Company) []*Employee {
	t.Helper()
	es, err := c.Employees.All()
	require.NoError(t, err)
	return es
}
