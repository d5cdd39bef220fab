package uow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS26_OneInsertOneUpdateOfWhatChangedOneDelete(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s, trace := traced(t, pool, Model)
	acme := &Company{Name: "Acme"}
	s.Add(acme)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 insert companies", "1 commit"}, ran(trace))
	assert.NotZero(t, acme.ID)
	assert.True(t, acme.Active, "S05: the default is in the object without another query")
	assert.False(t, acme.CreatedAt.IsZero())

	trace.Reset()
	before := acme.UpdatedAt
	acme.Name = "Acme & Sons"
	require.NoError(t, s.Commit(ctx))
	require.Equal(t, []string{"1 begin", "1 update companies", "1 commit"}, ran(trace))
	update := trace.Statements()[1].SQL
	assert.Contains(t, update, `SET "name" = $1, "updated_at" = now()`)
	assert.NotContains(t, update, `"active"`)
	assert.NotContains(t, update, `"tags"`)
	assert.NotEqual(t, before, acme.UpdatedAt, "what the database writes on update is in the object")

	trace.Reset()
	require.NoError(t, s.Flush(ctx))
	require.NoError(t, s.Commit(ctx))
	assert.Empty(t, ran(trace), "an unchanged object writes nothing, and begins nothing")

	s.Delete(acme)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 delete companies", "1 commit"}, ran(trace))
	assert.Zero(t, count(t, pool, "companies"))
	_, found, err := uow.Get(ctx, s, Companies, acme.ID)
	require.NoError(t, err)
	assert.False(t, found)
}

func TestS26_AValueSetBackWritesNothing(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	acme := get(t, s, Companies, id)
	acme.Name = "x"
	acme.Name = "Acme"
	trace.Reset()
	require.NoError(t, s.Commit(t.Context()))
	assert.Empty(t, ran(trace))
}

func TestS26_RowsWithTheSameChangesShareAStatement(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s, trace := traced(t, pool, Model)
	acme := &Company{Name: "Acme"}
	var es []*Employee
	for i := range 10 {
		es = append(es, &Employee{Name: string(rune('a' + i)), Company: schema.To(acme)})
		s.Add(es[i])
	}
	require.NoError(t, s.Commit(ctx))
	trace.Reset()
	for i, e := range es {
		e.Salary = int64(i + 1)
		if i >= 7 {
			e.Name += "!"
		}
	}
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 update employees", "1 update employees", "1 commit"}, ran(trace))
	assert.Equal(t, int64(3), stored(t, pool, Employees, Employees.Name.Eq("c")).Salary)
	assert.Equal(t, int64(8), stored(t, pool, Employees, Employees.Name.Eq("h!")).Salary)

	trace.Reset()
	for _, e := range es {
		s.Delete(e)
	}
	s.Delete(acme)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 update employees", "1 delete employees", "1 delete companies", "1 commit"}, ran(trace))
	assert.Zero(t, count(t, pool, "employees"))
	assert.Zero(t, count(t, pool, "companies"))
}

func TestS26_DeletingTheOtherKindsOfObject(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	acme := &Company{Name: "Acme"}
	bob := &Employee{Name: "Bob", Company: schema.To(acme)}
	eve := &Employee{Name: "Eve", Company: schema.To(acme)}
	s.Add(bob, eve)
	s.Delete(eve) // never stored
	require.NoError(t, s.Flush(ctx))
	assert.Zero(t, eve.ID)
	s.Delete(bob) // stored in this transaction, by a flush that linked it to its company
	require.NoError(t, s.Commit(ctx))
	assert.Zero(t, count(t, pool, "employees"))
	assert.Equal(t, 1, count(t, pool, "companies"))

	s.Delete(bob)
	err := s.Flush(ctx)
	var wrong *uow.ObjectError
	require.ErrorAs(t, err, &wrong)
	assert.ErrorContains(t, err, "is not in this session")
	require.NoError(t, s.Rollback(ctx))
	require.NoError(t, s.Flush(ctx), "the mistake goes with the rollback")
}

func TestS26_DeleteAndAddAgain(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme := get(t, s, Companies, id)
	s.Delete(acme)
	s.Add(acme)
	acme.Name = "Again"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "Again", stored(t, pool, Companies).Name)
	assert.Same(t, acme, get(t, s, Companies, id))
}

func TestS26_AddingTwiceWritesOnce(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	s := open(t, pool, Model)
	acme := &Company{Name: "Acme"}
	s.Add(acme, acme)
	s.Add(acme)
	require.NoError(t, s.Flush(t.Context()))
	s.Add(acme)
	require.NoError(t, s.Commit(t.Context()))
	s.Add(acme)
	require.NoError(t, s.Commit(t.Context()))
	assert.Equal(t, 1, count(t, pool, "companies"))
}

func TestAFlushThatMissesARowSaysSoOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	s := open(t, pool, Model)
	acme := get(t, s, Companies, id)
	_, err := pool.Exec(ctx, "DELETE FROM employees; DELETE FROM companies")
	require.NoError(t, err)
	acme.Name = "x"
	require.EqualError(t, s.Flush(ctx), "uow: flush: update of companies: row (1) is not there any more, or is not visible; roll back, read it again and decide anew")
}
