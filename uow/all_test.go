package uow_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

// AddAll and DeleteAll are Add and Delete for slices, whatever the session holds before.
func TestSlicesAreAddedAndDeleted(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	acme, es := staff(300)
	s.Add(es[7]) // brings acme and es[0]
	uow.AddAll(s, es)
	uow.AddAll(s, es[:10])
	uow.AddAll(s, []*Company{acme})
	uow.AddAll[Company](s, nil)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 300, count(t, pool, "employees"))
	assert.Equal(t, 1, count(t, pool, "companies"))

	more := make([]*Employee, 500)
	for i := range more {
		more[i] = &Employee{Name: fmt.Sprint("more ", i), CompanyID: acme.ID}
	}
	uow.AddAll(s, more)
	uow.DeleteAll(s, es[1:])
	uow.AddAll(s, es[200:])      // they stay
	uow.DeleteAll(s, more[400:]) // they were not written yet
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 1+100+400, count(t, pool, "employees"))
	left, err := query.From(Employees).Rows(ctx, s).All()
	require.NoError(t, err)
	require.Len(t, left, 501)
	assert.Contains(t, left, es[250])

	uow.DeleteAll(s, left[1:])
	require.NoError(t, s.Flush(ctx))
	assert.Equal(t, 501, count(t, pool, "employees"))
	require.NoError(t, s.Rollback(ctx))
	uow.DeleteAll(s, left[1:])
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 1, count(t, pool, "employees"))
}

// What is wrong with a slice is reported by the flush, which writes nothing.
func TestWrongEntitiesOfASlice(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	type unmapped struct{ ID int64 }
	for name, c := range map[string]struct {
		do   func(s *uow.Session)
		want string
	}{
		"nil among those to add":     {func(s *uow.Session) { uow.AddAll(s, []*Company{{Name: "a"}, nil}) }, "AddAll: entity 2 of 2, a nil *uow_test.Company, is no object"},
		"nil among those to delete":  {func(s *uow.Session) { uow.DeleteAll(s, []*Company{nil}) }, "DeleteAll: entity 1 of 1, a nil *uow_test.Company, is no object"},
		"an unmapped type":           {func(s *uow.Session) { uow.AddAll(s, []*unmapped{{}}) }, "AddAll: a *uow_test.unmapped belongs to no table of the session's model"},
		"objects that are not there": {func(s *uow.Session) { uow.DeleteAll(s, []*Company{{ID: 7}}) }, "companies(7) is not in this session"},
	} {
		s := open(t, pool, Model)
		s.Add(&Company{Name: "innocent"})
		c.do(s)
		require.ErrorContains(t, s.Commit(ctx), c.want, name)
		assert.Zero(t, count(t, pool, "companies"))
		require.NoError(t, s.Rollback(ctx))
	}

	s := open(t, pool, Model)
	rows, err := s.Query(ctx, "SELECT 1")
	require.NoError(t, err)
	uow.AddAll(s, []*Company{{Name: "during a call"}})
	rows.Close()
	require.ErrorIs(t, s.Flush(ctx), uow.ErrBusy)
	require.NoError(t, s.Close(ctx))
	uow.DeleteAll(s, []*Company{{ID: 1}})
	require.ErrorIs(t, s.Flush(ctx), uow.ErrClosed)
}
