package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
)

func TestS18_CreateAllIsSafeToRunTwice(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Model.CreateAll(ctx, pool))
	require.NoError(t, Model.CreateAll(ctx, pool))

	id, err := query.Returning(query.Insert(Companies).Row(Companies.Name.Set("Acme")), Companies.ID).Rows(ctx, pool).One()
	require.NoError(t, err)
	_, err = query.Insert(Employees).Row(Employees.Name.Set(""), Employees.CompanyID.Set(id)).Exec(ctx, pool)
	require.ErrorContains(t, err, "employees_name_check")
	_, err = query.Insert(Employees).Row(Employees.Name.Set("Bob"), Employees.CompanyID.Set(id+1)).Exec(ctx, pool)
	require.ErrorContains(t, err, "employees_company_id_fkey")

	require.NoError(t, Model.DropAll(ctx, pool))
	require.NoError(t, Model.DropAll(ctx, pool))
}

func TestS05_S08_S10_ServerDefaultsAreTypedValuesAndExpressions(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	require.NoError(t, Model.CreateAll(ctx, pool))
	_, err := query.Insert(Companies).Row(Companies.Name.Set("Acme")).Exec(ctx, pool)
	require.NoError(t, err)
	e, err := query.Returning(query.Insert(Employees).Row(Employees.Name.Set("Bob"), Employees.CompanyID.Set(1)), Employees).Rows(ctx, pool).One()
	require.NoError(t, err)
	assert.Equal(t, Status("new"), e.Status)
	assert.True(t, e.Active)
	now, err := query.Select(query.Now()).Rows(ctx, pool).One()
	require.NoError(t, err)
	assert.False(t, e.CreatedAt.IsZero())
	assert.False(t, e.CreatedAt.After(now))
}
