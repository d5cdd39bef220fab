package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
)

func TestAConstraintIsAValueThatErrorsAreAskedFor(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Model.CreateAll(ctx, pool))
	_, err := query.Insert(Companies).Row(Companies.Name.Set("Acme")).Exec(ctx, pool)
	require.NoError(t, err)
	bob := query.Insert(Employees).Row(Employees.Name.Set("Bob"), Employees.CompanyID.Set(1))
	_, err = bob.Exec(ctx, pool)
	require.NoError(t, err)

	_, err = bob.Exec(ctx, pool)
	require.ErrorIs(t, err, Employees.NameUnique)
	assert.True(t, query.IsConflict(err))

	_, err = query.Insert(Employees).Row(Employees.Name.Set(""), Employees.CompanyID.Set(1)).Exec(ctx, pool)
	require.Error(t, err)
	require.NotErrorIs(t, err, Employees.NameUnique)
	assert.False(t, query.IsConflict(err))
	var c *query.ConstraintError
	require.ErrorAs(t, err, &c)
	assert.Equal(t, "employees_name_check", c.Constraint)

	_, err = query.Returning(bob, Employees.ID).Rows(ctx, pool).One()
	require.ErrorIs(t, err, Employees.NameUnique)
}
