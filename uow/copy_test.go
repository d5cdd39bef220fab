package uow_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/uow"
)

var copiedStaff atomic.Int64

// copyStaff loads n employees of the first company.
func copyStaff(ctx context.Context, db query.DB, n int, salary int64) error {
	es := make([]*Employee, n)
	for i := range es {
		es[i] = &Employee{Name: fmt.Sprint("e", copiedStaff.Add(1)), Salary: salary, CompanyID: 1}
	}
	got, err := query.CopyEntities(ctx, db, Employees, es, Employees.Name, Employees.Salary, Employees.CompanyID)
	if err == nil && got != int64(n) {
		err = fmt.Errorf("%d rows", got)
	}
	return err
}

func TestCopyIsPartOfTheSessionsTransaction(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		t.Run(way, func(t *testing.T) { // one after another: they count the same rows
			ctx := t.Context()
			s := open(t, pool, Model, uow.Options{LockTimeout: 7 * time.Second})
			require.NoError(t, copyStaff(ctx, s, 1000, 5))
			assert.Equal(t, 1, count(t, pool, "employees"), "nobody else sees them yet")
			assert.Equal(t, "7s", setting(t, s, "lock_timeout"))
			es, err := query.From(Employees).Where(Employees.Salary.Eq(5)).Rows(ctx, s).All()
			require.NoError(t, err)
			assert.Len(t, es, 1000)
			es[0].Salary = 6
			require.NoError(t, s.Rollback(ctx))
			assert.Equal(t, 1, count(t, pool, "employees"))

			require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error {
				blue := &Company{Name: "Blue"}
				s.Add(blue)
				require.NoError(t, s.Flush(ctx))
				ids, err := query.ReserveKeys(ctx, s, Employees.ID, 2)
				require.NoError(t, err)
				es := []*Employee{{ID: ids[0], Name: "boss", CompanyID: blue.ID}, {ID: ids[1], Name: "clerk", CompanyID: blue.ID, ManagerID: &ids[0]}}
				n, err := query.CopyEntities(ctx, s, Employees, es, Employees.ID, Employees.Name, Employees.Salary, Employees.CompanyID, Employees.ManagerID)
				require.NoError(t, err)
				assert.EqualValues(t, 2, n)
				clerk := get(t, s, Employees, ids[1])
				assert.NotSame(t, es[1], clerk, "what was loaded are no objects of the session")
				clerk.Name = "Clerk"
				return nil
			}))
			assert.Equal(t, 3, count(t, pool, "employees"))
			assert.NotNil(t, stored(t, pool, Employees, Employees.Name.Eq("Clerk")))
			_, err = pool.Exec(ctx, "DELETE FROM employees WHERE salary <> 0 OR name ILIKE 'clerk'; DELETE FROM employees WHERE name = 'boss'; DELETE FROM companies WHERE name = 'Blue'")
			require.NoError(t, err)
		})
	}
}

func TestCopyBeginsInItsOwnRoundTrip(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), fresh(t)
	acmeAndBob(t, pool)
	s, trace := traced(t, pool, Model)
	require.NoError(t, copyStaff(ctx, s, 3, 1))
	require.NoError(t, copyStaff(ctx, s, 3, 1))
	require.NoError(t, s.Commit(ctx))
	copies := `copy "employees" (name, salary, company_id)`
	assert.Equal(t, []string{"1 begin", "2 " + copies, "3 " + copies, "4 commit"}, ran(trace), "a tracer sees each by itself")
}

func TestACopyThatFailsInASession(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	acmeAndBob(t, pool)
	ctx := t.Context()
	_, err := pool.Exec(ctx, "ALTER TABLE employees ADD CONSTRAINT paid CHECK (salary >= 0)")
	require.NoError(t, err)
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeSimpleProtocol} {
		config := pool.Config()
		config.ConnConfig.DefaultQueryExecMode = mode
		pool, err := pgxpool.NewWithConfig(ctx, config)
		require.NoError(t, err)
		t.Cleanup(pool.Close)
		s := open(t, pool, Model)
		require.ErrorContains(t, func() error {
			_, err := query.CopyEntities(ctx, s, Employees, []*Employee{{Name: "\xff"}}, Employees.Name)
			return err
		}(), "employees.name of entity 1")
		require.NoError(t, copyStaff(ctx, s, 2, 1), "nothing was sent, so nothing has failed")
		var broken *query.ConstraintError
		require.ErrorAs(t, s.Nested(ctx, func() error { return copyStaff(ctx, s, 2, -1) }), &broken)
		assert.Equal(t, "paid", broken.Constraint)
		require.NoError(t, copyStaff(ctx, s, 2, 1), "the savepoint undid it")

		require.Error(t, copyStaff(ctx, s, 2, -1))
		var failed *uow.FailedError
		require.ErrorAs(t, copyStaff(ctx, s, 2, 1), &failed, "the transaction has failed")
		require.NoError(t, s.Rollback(ctx))

		require.Error(t, copyStaff(ctx, s, 2, -1), "in the round trip that begins")
		require.ErrorAs(t, s.Commit(ctx), &failed)
		require.NoError(t, s.Rollback(ctx))
		require.NoError(t, copyStaff(ctx, s, 2, 1))
		require.NoError(t, s.Commit(ctx))
		_, err = query.Delete(Employees).Where(Employees.Salary.Eq(1)).Exec(ctx, pool)
		require.NoError(t, err)
		require.NoError(t, s.Close(ctx))
		require.ErrorIs(t, copyStaff(ctx, s, 1, 1), uow.ErrClosed)
	}
}

func TestACopyInASessionThatIsCancelled(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	acmeAndBob(t, pool)
	s := open(t, pool, Model)
	for _, begun := range []bool{false, true} {
		if begun {
			require.NoError(t, copyStaff(t.Context(), s, 1, 1))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, copyStaff(ctx, s, 1, 1), context.Canceled)
		require.NoError(t, s.Rollback(t.Context()))
		require.NoError(t, copyStaff(t.Context(), s, 1, 1))
		require.NoError(t, s.Rollback(t.Context()))
	}
	assert.Equal(t, 1, count(t, pool, "employees"))
}

func TestASessionIsBusyWhileItsRowsAreRead(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	acmeAndBob(t, pool)
	s := open(t, pool, Model)
	for _, err := range query.From(Employees).Rows(t.Context(), s).Each() {
		require.NoError(t, err)
		err = copyStaff(t.Context(), s, 1, 1)
		require.True(t, errors.Is(err, uow.ErrStreaming) || errors.Is(err, uow.ErrBusy), err)
	}
	require.NoError(t, copyStaff(t.Context(), s, 1, 1))
}

func TestS48_ACopyInASessionIsHeard(t *testing.T) {
	t.Parallel()
	for way, pool := range bothWays(t) {
		var h heard
		s := open(t, pool, Model, uow.Options{Logger: h.log})
		require.NoError(t, copyStaff(t.Context(), s, 2, 1))
		require.NoError(t, s.Rollback(t.Context()))
		require.Error(t, func() error {
			_, err := query.CopyEntities(t.Context(), s, Employees, []*Employee{{CompanyID: -1}})
			return err
		}())
		require.NoError(t, s.Rollback(t.Context()))
		assert.Equal(t, []string{"begin 0", "query 2", "rollback 0", "begin 0", "query failed", "rollback 0"}, h.causes(), way)
	}
}
