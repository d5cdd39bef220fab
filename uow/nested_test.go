package uow_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

var errInner = errors.New("inner")

func TestS39_AnInnerFailureUndoesTheInnerWorkAlone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s, trace := traced(t, pool, Model)
	outer, inner, after := &Company{Name: "outer"}, &Company{Name: "inner"}, &Company{Name: "after"}
	s.Add(outer)
	err := s.Nested(ctx, func() error {
		s.Add(inner)
		outer.Name = "changed inside"
		require.NoError(t, s.Flush(ctx))
		outer.Name = "and once more"
		return errInner
	})
	require.ErrorIs(t, err, errInner)
	assert.Zero(t, inner.ID)
	assert.Equal(t, "outer", outer.Name)
	assert.NotZero(t, outer.ID, "it was flushed before the block")
	s.Add(after)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{
		"1 begin", "1 insert companies", "2 savepoint rowan_1", "3 insert companies", "3 update companies",
		"4 rollback to savepoint rowan_1; release savepoint rowan_1", "5 insert companies", "5 commit",
	}, ran(trace))
	names, err := query.Select(Companies.Name).From(Companies).OrderBy(Companies.ID).Rows(ctx, pool).All()
	require.NoError(t, err)
	assert.Equal(t, []string{"outer", "after"}, names)
}

func TestS39_WhatSucceedsBelongsToTheOuterWork(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	a, b := &Company{Name: "a"}, &Company{Name: "b"}
	s.Add(a)
	require.NoError(t, s.Nested(ctx, func() error {
		s.Add(b)
		a.Name = "A"
		return nil
	}))
	assert.NotZero(t, b.ID)
	require.NoError(t, s.Rollback(ctx))
	assert.Zero(t, a.ID, "the outer rollback undoes what the block did")
	assert.Zero(t, b.ID)
	assert.Zero(t, count(t, pool, "companies"))
}

// Three levels, each with an object of its own and a change of one that is shared, and a failure at each of them.
func TestS39_FailuresAtEachDepth(t *testing.T) {
	t.Parallel()
	for fails := range 4 {
		t.Run(fmt.Sprintf("depth %d", fails), func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			pool := fresh(t)
			id, _ := acmeAndBob(t, pool)
			s := open(t, pool, Model)
			acme := get(t, s, Companies, id)
			var added []*Company
			var down func(depth int) error
			down = func(depth int) error {
				return s.Nested(ctx, func() error {
					c := &Company{Name: fmt.Sprintf("level %d", depth)}
					added = append(added, c)
					s.Add(c)
					acme.Salute(depth)
					if depth < 3 {
						if err := down(depth + 1); err != nil && depth+1 != fails {
							return err
						}
					}
					if depth == fails {
						return errInner
					}
					return nil
				})
			}
			err := down(1)
			assert.Equal(t, fails == 1, err != nil)
			kept := 3
			if fails > 0 {
				kept = fails - 1
			}
			for i, c := range added {
				assert.Equal(t, i < kept, c.ID != 0, c.Name)
			}
			assert.Len(t, acme.Tags, kept)
			require.NoError(t, s.Commit(ctx))
			assert.Equal(t, 1+kept, count(t, pool, "companies"))
			assert.Len(t, stored(t, pool, Companies, Companies.ID.Eq(id)).Tags, kept)
		})
	}
}

// Salute changes the company in place.
func (c *Company) Salute(depth int) { c.Tags = append(c.Tags, fmt.Sprint(depth)) }

func TestS39_APanicUndoesTheBlock(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	c := &Company{Name: "inner"}
	assert.PanicsWithValue(t, "boom", func() {
		_ = s.Nested(ctx, func() error {
			s.Add(c)
			require.NoError(t, s.Flush(ctx))
			panic("boom")
		})
	})
	assert.Zero(t, c.ID)
	s.Add(&Company{Name: "outer"})
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "outer", stored(t, pool, Companies).Name)
}

func TestS39_AnErrorOfTheDatabaseInsideLosesThatLevelAlone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	first := &Company{Name: "Acme"}
	s.Add(first)
	twin := &Company{Name: "Acme"}
	err := s.Nested(ctx, func() error {
		s.Add(twin)
		err := s.Flush(ctx)
		require.Error(t, err)
		var failed *uow.FailedError
		require.ErrorAs(t, s.Flush(ctx), &failed, "a failed flush leaves its error in every later one")
		_, _, err2 := uow.Get(ctx, s, Companies, 77)
		require.ErrorAs(t, err2, &failed, "and in reads")
		return nil // though the block takes it for success, it is not
	})
	require.Error(t, err)
	var pg *pgconn.PgError
	require.ErrorAs(t, err, &pg)
	assert.Equal(t, "23505", pg.Code)
	assert.Zero(t, twin.ID)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 1, count(t, pool, "companies"))
}

func TestS39_AStatementThatFailsInsideLosesThatLevelAlone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	s.Add(&Company{Name: "Acme"})
	err := s.Nested(ctx, func() error {
		_, err := s.Exec(ctx, "SELECT 1/0")
		return err
	})
	require.ErrorContains(t, err, "division by zero")
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 1, count(t, pool, "companies"))
}

func TestS39_DeletedAndRekeyedObjectsComeBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	commit(t, pool, Model, &Company{ID: 10, Name: "ten"}, &Company{ID: 20, Name: "twenty"})
	s := open(t, pool, Model)
	ten, twenty := get(t, s, Companies, 10), get(t, s, Companies, 20)
	err := s.Nested(ctx, func() error {
		ten.ID = 11
		s.Delete(twenty)
		require.NoError(t, s.Flush(ctx))
		assert.Same(t, ten, get(t, s, Companies, 11))
		_, found, err := uow.Get(ctx, s, Companies, 10)
		require.NoError(t, err)
		assert.False(t, found)
		return errInner
	})
	require.ErrorIs(t, err, errInner)
	assert.Equal(t, int64(10), ten.ID)
	assert.Same(t, ten, get(t, s, Companies, 10))
	assert.Same(t, twenty, get(t, s, Companies, 20))
	_, found, err := uow.Get(ctx, s, Companies, 11)
	require.NoError(t, err)
	assert.False(t, found)
	ten.Name, twenty.Name = "10", "20"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "20", stored(t, pool, Companies, Companies.ID.Eq(20)).Name)
}

func TestS39_WhatChangedBeforeTheSavepointSurvives(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme := get(t, s, Companies, id)
	acme.Name = "before" // not flushed: entering the block does it
	gone := &Company{Name: "gone"}
	s.Add(gone)
	require.NoError(t, s.Flush(ctx))
	s.Delete(gone)
	err := s.Nested(ctx, func() error {
		acme.Name = "inside"
		return errInner
	})
	require.ErrorIs(t, err, errInner)
	assert.Equal(t, "before", acme.Name)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "before", stored(t, pool, Companies).Name)
	assert.Equal(t, 1, count(t, pool, "companies"))
}

func TestS39_RelationsAndCollectionsAreRestored(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	commit(t, pool, Model, &Company{ID: 77, Name: "Other"})
	s := open(t, pool, Model)
	acme, other, bob := get(t, s, Companies, id), get(t, s, Companies, 77), get(t, s, Employees, bobID)
	require.NoError(t, preload.Load(ctx, s, []*Company{acme, other}, CompanyEmployees))
	all := func(c *Company) []string { return names(t, c) }
	for _, flushes := range []int{0, 1, 2} {
		err := s.Nested(ctx, func() error {
			eve := &Employee{Name: "Eve"}
			CompanyEmployees.Add(acme, eve)
			if flushes == 2 {
				acme.Name = "x"
				require.NoError(t, s.Flush(ctx))
			}
			CompanyEmployees.Add(other, bob)
			zed := &Employee{Name: "Zed", Company: schema.To(other)}
			s.Add(zed)
			if flushes > 0 {
				require.NoError(t, s.Flush(ctx))
				assert.Equal(t, []string{"Bob", "Zed"}, all(other))
				assert.Equal(t, []string{"Eve"}, all(acme))
			}
			return errInner
		})
		require.ErrorIs(t, err, errInner)
		assert.Equal(t, []string{"Bob"}, all(acme), "%d flushes", flushes)
		assert.Empty(t, all(other), "%d flushes", flushes)
		company, err := bob.Company.Get()
		require.NoError(t, err)
		assert.Same(t, acme, company)
		assert.Equal(t, id, bob.CompanyID)
	}
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 1, count(t, pool, "employees"))
	assert.Equal(t, id, stored(t, pool, Employees).CompanyID)
}

func TestS39_ACollectionReadInsideDoesNotKeepWhatWasUndone(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme, bob := get(t, s, Companies, id), get(t, s, Employees, bobID)
	err := s.Nested(ctx, func() error {
		s.Add(&Employee{Name: "Eve", CompanyID: id})
		s.Delete(bob)
		require.NoError(t, s.Flush(ctx))
		require.NoError(t, preload.Load(ctx, s, []*Company{acme}, CompanyEmployees))
		es, err := acme.Employees.All()
		require.NoError(t, err)
		require.Len(t, es, 1)
		return errInner
	})
	require.ErrorIs(t, err, errInner)
	require.NoError(t, preload.Load(ctx, s, []*Company{acme}, CompanyEmployees))
	assert.Equal(t, []string{"Bob"}, names(t, acme))
}

func TestS39_ObjectsReadInsideStayWhereNothingWasWritten(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, bobID := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	var acme *Company
	require.ErrorIs(t, s.Nested(ctx, func() error {
		acme = get(t, s, Companies, id)
		acme.Name = "x"
		return errInner
	}), errInner)
	assert.Equal(t, "Acme", acme.Name)
	trace.Reset()
	assert.Same(t, acme, get(t, s, Companies, id))
	assert.Empty(t, ran(trace))

	var bob *Employee
	require.ErrorIs(t, s.Nested(ctx, func() error {
		acme.Name = "y"
		require.NoError(t, s.Flush(ctx))
		bob = get(t, s, Employees, bobID) // might show what is undone
		return errInner
	}), errInner)
	assert.NotSame(t, bob, get(t, s, Employees, bobID))
}

func TestS39_TheWrongCallsInsideABlockAreErrors(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := open(t, fresh(t), Model)
	require.NoError(t, s.Nested(ctx, func() error {
		require.ErrorIs(t, s.Begin(ctx), uow.ErrTransaction)
		require.ErrorIs(t, s.Commit(ctx), uow.ErrTransaction)
		require.ErrorIs(t, s.Rollback(ctx), uow.ErrTransaction)
		return nil
	}))
	require.NoError(t, s.Commit(ctx))
}
