package uow_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// A flush of many rows goes another way over the wire than one of few, or one that is traced. These tests have many.

// staff is a company with so many employees, one of them the manager of all others.
func staff(n int) (*Company, []*Employee) {
	c := &Company{Name: "Acme", Tags: []string{"a"}}
	es := make([]*Employee, n)
	for i := range es {
		es[i] = &Employee{Name: fmt.Sprint("employee ", i), Salary: int64(i), Company: schema.To(c)}
		if i > 0 {
			es[i].Manager = schema.To(es[0])
		}
	}
	return c, es
}

// Tracing a connection changes nothing of what is written.
func TestManyRowsAreTheSameTracedOrNot(t *testing.T) {
	t.Parallel()
	var texts [2][]string
	for i := range texts {
		pool := thingPool(t)
		db := pool
		if i == 1 {
			db, _ = sqltrace.Record(t, pool)
		}
		require.NoError(t, uow.Run(t.Context(), db, ThingModel, func(s *uow.Session) error {
			var all []*Thing
			for range 70 {
				all = append(all, full(), empty())
			}
			uow.AddAll(s, all)
			if err := s.Flush(t.Context()); err != nil {
				return err
			}
			for _, e := range all { // an UPDATE of all columns
				other := *full()
				if e.NMood != nil {
					other = *empty()
				}
				other.ID = e.ID
				*e = other
			}
			return nil
		}))
		rows, err := pool.Query(t.Context(), "SELECT things::text FROM things ORDER BY id")
		require.NoError(t, err)
		for rows.Next() {
			var text string
			require.NoError(t, rows.Scan(&text))
			texts[i] = append(texts[i], text)
		}
		require.NoError(t, rows.Err())
	}
	require.Len(t, texts[0], 140)
	assert.Equal(t, texts[1], texts[0])
}

func TestS37_RollbackMakesManyObjectsNewAgain(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	c, es := staff(200)
	uow.AddAll(s, es)
	require.NoError(t, s.Flush(ctx))
	require.NotZero(t, es[7].ID)
	require.Equal(t, es[0].ID, *es[7].ManagerID)
	es[3].Name = "changed after the flush"
	es[4].Name = "changed and flushed"
	require.NoError(t, s.Flush(ctx))
	require.NoError(t, s.Rollback(ctx))
	assert.Zero(t, c.ID)
	for i, e := range es {
		assert.Zero(t, e.ID)
		assert.Zero(t, e.CompanyID)
		assert.Nil(t, e.ManagerID)
		assert.Equal(t, fmt.Sprint("employee ", i), e.Name, "as it was when it was first flushed")
	}
	uow.AddAll(s, es)
	require.NoError(t, s.Commit(ctx), "they can be added again")
	assert.Equal(t, 200, count(t, pool, "employees"))
	assert.Equal(t, c.ID, es[199].CompanyID)
	es[5].Name = "changed"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "changed", stored(t, pool, Employees, Employees.ID.Eq(es[5].ID)).Name)
}

func TestS39_ManyObjectsOfABlockThatFails(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	c, es := staff(300)
	outer, inner, kept := es[:100], es[100:200], es[200:]
	uow.AddAll(s, outer)
	s.Add(c)
	err := s.Nested(ctx, func() error {
		uow.AddAll(s, inner)
		for _, e := range outer {
			e.Salary = -1
		}
		require.NoError(t, s.Flush(ctx))
		return errInner
	})
	require.ErrorIs(t, err, errInner)
	require.NoError(t, s.Nested(ctx, func() error {
		uow.AddAll(s, kept)
		return nil
	}))
	assert.Zero(t, inner[5].ID)
	assert.NotZero(t, outer[5].ID)
	assert.Equal(t, int64(5), outer[5].Salary)
	id := kept[5].ID
	assert.NotZero(t, id)
	s.Delete(kept[5])
	require.NoError(t, s.Flush(ctx))
	require.NoError(t, s.Rollback(ctx))
	for _, e := range es {
		assert.Zero(t, e.ID)
	}
	assert.Zero(t, count(t, pool, "employees"))
}

// The objects are new again where the flush fails on the server, also where COMMIT rode behind it and Run ends the session.
func TestManyObjectsOfAFlushThatFails(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	_, es := staff(200)
	es[150].Name = es[149].Name // the name is unique in the company
	err := uow.Run(ctx, pool, Model, func(s *uow.Session) error { uow.AddAll(s, es); return nil })
	var failed *uow.FlushError
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, "employees", failed.Table)
	assert.Zero(t, count(t, pool, "companies"))
	for _, e := range es {
		require.Zero(t, e.ID)
		require.Zero(t, e.CompanyID)
	}
	es[150].Name = "another"
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error { uow.AddAll(s, es); return nil }))
	assert.Equal(t, 200, count(t, pool, "employees"))
	company, err := es[199].Company.Get()
	require.NoError(t, err)
	assert.Equal(t, es[199].CompanyID, company.ID)
	reports, err := es[0].Reports.All()
	require.NoError(t, err)
	assert.Len(t, reports, 199)
	none, err := es[1].Reports.All()
	require.NoError(t, err)
	assert.Empty(t, none, "a new row has no others")
}

// A value that cannot be sent is found before anything is, and the connection stays whole.
func TestAValueAmongManyThatCannotBeSent(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	companies := make([]*Company, 200)
	for i := range companies {
		companies[i] = &Company{Name: fmt.Sprint(i), Tags: []string{}}
	}
	companies[199].Name = "a\x00b"
	uow.AddAll(s, companies)
	err := s.Commit(ctx)
	var wrong *uow.ColumnError
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, "name", wrong.Column)
	require.NoError(t, s.Rollback(ctx))
	companies[199].Name = "ab"
	uow.AddAll(s, companies)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 200, count(t, pool, "companies"))
}

func TestMissedRowsAmongManyAreNamed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	_, err := pool.Exec(ctx, `CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW.salary = 77 THEN RETURN NULL; END IF; RETURN NEW; END';
		CREATE TRIGGER no BEFORE INSERT OR UPDATE ON employees FOR EACH ROW EXECUTE FUNCTION no()`)
	require.NoError(t, err)
	_, more := staff(200)
	err = uow.Run(ctx, pool, Model, func(s *uow.Session) error { uow.AddAll(s, more); return nil })
	var stale *uow.StaleError
	require.ErrorAs(t, err, &stale)
	assert.Equal(t, "employees", stale.Table)
	assert.NotEmpty(t, stale.Keys)
	assert.Zero(t, more[77].ID)
	assert.Zero(t, count(t, pool, "employees"))
}

var errAnything = errors.New("anything")

// What Run's last commit wrote is complete in the objects, though the session that ends keeps nothing of them.
func TestRunLeavesManyObjectsComplete(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	_, es := staff(150)
	require.ErrorIs(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		uow.AddAll(s, es)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		return errAnything
	}), errAnything)
	assert.Zero(t, es[1].ID)
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		uow.AddAll(s, es)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		es[1].Salary = 99
		s.Delete(es[2])
		return nil
	}))
	row := stored(t, pool, Employees, Employees.ID.Eq(es[1].ID))
	assert.Equal(t, int64(99), row.Salary)
	assert.Equal(t, row.CompanyID, es[1].CompanyID)
	assert.Equal(t, row.ManagerID, es[1].ManagerID)
	assert.Equal(t, row.Audit, es[1].Audit)
	assert.Equal(t, 149, count(t, pool, "employees"))
}

// A statement that is too large is named by the step that made it, and nothing is sent.
func TestAStatementThatIsTooLargeIsNamed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model)
	s.LimitMessages(20_000)
	acme := &Company{Name: "Acme"}
	s.Add(acme)
	for range 200 {
		s.Add(&Employee{Name: strings.Repeat("x", 200), Company: schema.To(acme)})
	}
	err := s.Commit(ctx)
	var flush *uow.FlushError
	require.ErrorAs(t, err, &flush)
	assert.Equal(t, "employees", flush.Table)
	assert.Equal(t, "insert", flush.Statement)
	require.ErrorContains(t, err, "write fewer rows at once")
	require.NoError(t, s.Rollback(ctx))
	assert.Zero(t, count(t, pool, "companies"))
	assert.Zero(t, acme.ID)
	idle(t, pool)
}
