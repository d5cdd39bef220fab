package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
