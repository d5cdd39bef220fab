package uow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

func TestS31_StatementsAreSeenByTheObjectsHeld(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	a, b := &Company{Name: "a"}, &Company{Name: "b"}
	commit(t, pool, Model, a, b)
	s, trace := traced(t, pool, Model)
	heldA, heldB := get(t, s, Companies, a.ID), get(t, s, Companies, b.ID)
	trace.Reset()

	n, err := query.Update(Companies).Set(Companies.Name.Set("A")).Where(Companies.ID.Eq(a.ID)).Exec(ctx, s)
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
	assert.Equal(t, "A", heldA.Name)
	assert.Equal(t, "b", heldB.Name)
	assert.Equal(t, []string{"1 begin", "1 update companies", "1 select companies"}, ran(trace), "seen in the same round trip")

	n, err = query.Delete(Companies).Where(Companies.ID.Eq(b.ID)).Exec(ctx, s)
	require.NoError(t, err)
	assert.EqualValues(t, 1, n)
	_, found, err := uow.Get(ctx, s, Companies, b.ID)
	require.NoError(t, err)
	assert.False(t, found)
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 commit"}, ran(trace), "what statements changed is not written once more")
}

func TestS31_WhereNothingIsHeldNothingIsAsked(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, trace := traced(t, fresh(t), Model)
	_, err := query.Update(Companies).Set(Companies.Name.Set("A")).Exec(ctx, s)
	require.NoError(t, err)
	assert.Equal(t, []string{"1 begin", "1 update companies"}, ran(trace))
}

func TestS31_AChangeThatIsNotFlushedIsNotLost(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	a := &Company{Name: "a"}
	commit(t, pool, Model, a)
	s := open(t, pool, Model)
	held := get(t, s, Companies, a.ID)
	held.Name = "mine"
	_, err := query.Update(Companies).Set(Companies.Active.Set(false)).Exec(ctx, s)
	require.NoError(t, err, "another column")
	assert.False(t, held.Active)
	assert.Equal(t, "mine", held.Name)
	_, err = query.Update(Companies).Set(Companies.Name.Set("theirs")).Exec(ctx, s)
	require.ErrorContains(t, err, "companies(1), column name")
	require.ErrorContains(t, err, "flush before the statement")
	require.NoError(t, s.Rollback(ctx))
	held = get(t, s, Companies, a.ID)
	held.Name = "mine"
	_, err = query.Delete(Companies).Exec(ctx, s)
	require.ErrorContains(t, err, "was deleted by the statement and has changes that are not flushed")
}

func TestS31_ARollbackUndoesWhatStatementsDid(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	a, b := &Company{Name: "a"}, &Company{Name: "b"}
	commit(t, pool, Model, a, b)
	s := open(t, pool, Model)
	heldA, heldB := get(t, s, Companies, a.ID), get(t, s, Companies, b.ID)
	_, err := query.Update(Companies).Set(Companies.Name.Set("A")).Where(Companies.ID.Eq(a.ID)).Exec(ctx, s)
	require.NoError(t, err)
	_, err = query.Delete(Companies).Where(Companies.ID.Eq(b.ID)).Exec(ctx, s)
	require.NoError(t, err)
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, "a", heldA.Name)
	assert.Same(t, heldB, get(t, s, Companies, b.ID), "it is the session's again")
}

func TestS42_AfterACommitAStatementIsSeen(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	c := &Company{Name: "Acme"}
	s.Add(c)
	require.NoError(t, s.Commit(ctx))
	_, err := query.Update(Companies).Set(Companies.Name.Set("ACME")).Exec(ctx, s)
	require.NoError(t, err)
	assert.Equal(t, "ACME", c.Name)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "ACME", stored(t, pool, Companies).Name)
}

func TestS31_AnUpsertIsSeen(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	a := &Company{Name: "a", Active: true}
	commit(t, pool, Model, a)
	s := open(t, pool, Model)
	held := get(t, s, Companies, a.ID)
	_, err := query.Insert(Companies).Row(Companies.Name.Set("a"), Companies.Tags.Set([]string{"new"})).
		OnConflictUpdate([]query.Expression{Companies.Name}, Companies.Tags.SetExpr(query.Excluded(Companies.Tags))).Exec(ctx, s)
	require.NoError(t, err)
	assert.Equal(t, []string{"new"}, held.Tags)
}
