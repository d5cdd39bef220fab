package uow_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS37_PendingFlushedCommitted(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s, other := open(t, pool, Model), open(t, pool, Model)
	names := func(s *uow.Session) []string {
		names, err := query.Select(Companies.Name).From(Companies).Rows(ctx, s).All()
		require.NoError(t, err)
		return names
	}
	acme := &Company{Name: "Acme"}
	s.Add(acme)
	assert.Empty(t, names(s), "pending")
	assert.Zero(t, acme.ID)

	require.NoError(t, s.Flush(ctx))
	assert.Equal(t, []string{"Acme"}, names(s), "flushed rows are seen by this session")
	assert.Empty(t, names(other), "and by no other")
	assert.NotZero(t, acme.ID)
	_, found, err := uow.Get(ctx, other, Companies, acme.ID)
	require.NoError(t, err)
	assert.False(t, found)

	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"Acme"}, names(other), "committed rows are seen by all")
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, []string{"Acme"}, names(other), "after a commit a rollback changes nothing")
	assert.NotZero(t, acme.ID)
}

func TestS37_RollbackUndoesWhatWasFlushed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	acme := &Company{Name: "Acme"}
	bob := &Employee{Name: "Bob", Company: schema.To(acme)}
	s.Add(bob)
	require.NoError(t, s.Flush(ctx))
	id, bobID := acme.ID, bob.ID
	require.NotZero(t, bobID)
	require.NoError(t, s.Rollback(ctx))

	assert.Zero(t, acme.ID, "a key that the database made is cleared")
	assert.Zero(t, bob.ID)
	assert.Zero(t, bob.CompanyID, "and so is the foreign key that took it")
	assert.True(t, acme.CreatedAt.IsZero())
	for range 2 {
		_, found, err := uow.Get(ctx, s, Companies, id)
		require.NoError(t, err)
		assert.False(t, found, "after a rollback Get of a flushed object finds nothing")
	}
	company, err := bob.Company.Get()
	require.NoError(t, err)
	assert.Same(t, acme, company, "the objects are related as before")

	s.Add(bob)
	require.NoError(t, s.Commit(ctx), "they are the program's, which may add them again")
	assert.Equal(t, 1, count(t, pool, "companies"))
	assert.Equal(t, acme.ID, bob.CompanyID)
}

func TestS37_RollbackClearsAForeignKeyOfAnEarlierFlush(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	acme := &Company{Name: "Acme"}
	s.Add(acme)
	require.NoError(t, s.Flush(ctx))
	bob := &Employee{Name: "Bob", Company: schema.To(acme)} // its company is known already
	s.Add(bob)
	require.NoError(t, s.Flush(ctx))
	assert.Equal(t, acme.ID, bob.CompanyID)
	require.NoError(t, s.Rollback(ctx))
	assert.Zero(t, bob.CompanyID)
	s.Add(bob)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, acme.ID, bob.CompanyID)
}

func TestS37_RollbackRestoresWhatWasReadBefore(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	nick := "Bobby"
	was := bob.UpdatedAt

	bob.Name, bob.Nickname, bob.Salary = "Robert", &nick, 7
	acme.Tags = append(acme.Tags, "new")
	require.NoError(t, s.Flush(ctx))
	bob.Name = "not flushed"
	acme.Tags[0] = "changed"
	s.Delete(bob)
	require.NoError(t, s.Flush(ctx))
	_, found, err := uow.Get(ctx, s, Employees, bobID)
	require.NoError(t, err)
	assert.False(t, found, "deleted in this transaction")
	require.NoError(t, s.Rollback(ctx))

	assert.Equal(t, "Bob", bob.Name)
	assert.Nil(t, bob.Nickname)
	assert.Zero(t, bob.Salary)
	assert.Equal(t, was, bob.UpdatedAt)
	assert.Empty(t, acme.Tags)
	assert.Same(t, bob, get(t, s, Employees, bobID), "it is the session's object again")
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "Bob", stored(t, pool, Employees).Name)
}

func TestS37_RollbackWithoutATransactionUndoesInMemory(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	other := &Company{Name: "Other"}
	EmployeeCompany.Set(bob, other)
	s.Add(other)
	acme.Name = "x"
	trace.Reset()
	require.NoError(t, s.Rollback(ctx))
	assert.Empty(t, ran(trace))
	assert.Equal(t, "Acme", acme.Name)
	assert.Equal(t, id, bob.CompanyID)
	company, err := bob.Company.Get()
	require.NoError(t, err)
	assert.Same(t, acme, company)
	require.NoError(t, s.Commit(ctx))
	assert.Empty(t, ran(trace))
}

func TestS37_ClosingRollsBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := uow.New(pool, Model)
	s.Add(&Company{Name: "Acme"})
	require.NoError(t, s.Flush(ctx))
	require.NoError(t, s.Close(ctx))
	require.NoError(t, s.Close(ctx), "closing twice does nothing")
	assert.Zero(t, count(t, pool, "companies"))
	assert.Zero(t, pool.Stat().AcquiredConns())
}

func TestS38_ABlockCommitsOrRollsBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		s.Add(&Company{Name: "kept"})
		return nil
	}))
	stop := errors.New("stop")
	lost := &Company{Name: "lost"}
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		s.Add(lost)
		require.NoError(t, s.Flush(ctx))
		return stop
	})
	require.ErrorIs(t, err, stop)
	assert.Zero(t, lost.ID)
	assert.PanicsWithValue(t, "boom", func() {
		_ = uow.Run(ctx, pool, Model, func(s *uow.Session) error {
			s.Add(lost)
			require.NoError(t, s.Flush(ctx))
			panic("boom")
		})
	})
	assert.Zero(t, lost.ID)
	assert.Equal(t, 1, count(t, pool, "companies"))
	assert.Zero(t, pool.Stat().AcquiredConns())
}

func TestS38_AFactoryKeepsPoolModelAndOptions(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	factory := uow.Factory{Pool: pool, Model: Model, Options: uow.Options{Autoflush: true}}
	require.NoError(t, factory.Run(ctx, func(s *uow.Session) error {
		s.Add(&Company{Name: "Acme"})
		n, _, err := query.Select(query.Count(Companies.ID)).From(Companies).Rows(ctx, s).Scalar()
		assert.Equal(t, int64(1), n, "with the factory's Autoflush")
		return err
	}))
	s := factory.Session()
	defer s.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is open
	assert.NotNil(t, stored(t, pool, Companies))
}
