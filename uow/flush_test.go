package uow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS27_ParentsAreInsertedFirst(t *testing.T) {
	t.Parallel()
	pool, trace := sqltrace.Record(t, fresh(t))
	acme := &Company{Name: "Acme", Tags: []string{"a", "b,c"}}
	alice := &Employee{Name: "Alice", CompanyID: 1}
	bob := &Employee{Name: "Bob", Company: schema.To(acme)}
	err := uow.Run(t.Context(), pool, Model, func(s *uow.Session) error {
		s.Add(alice, bob, &Company{ID: 1, Name: "First", Active: true})
		return nil
	})
	require.NoError(t, err)
	for _, s := range trace.Statements() {
		t.Log(s.String())
	}
	assert.Equal(t, 2, count(t, pool, "companies"))
	assert.NotZero(t, bob.CompanyID)
	assert.Equal(t, acme.ID, bob.CompanyID)
	assert.False(t, acme.CreatedAt.IsZero())
	assert.True(t, acme.Active)
}
