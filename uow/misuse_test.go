package uow_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// idle fails the test unless the pool has all of its connections back, none inside of a transaction.
func idle(t testing.TB, pool *pgxpool.Pool) {
	t.Helper()
	const sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
	assert.Eventually(t, func() bool { // a connection that is lost is closed beside the call that lost it
		var open int
		err := pool.QueryRow(context.Background(), sql).Scan(&open)
		return err == nil && open == 0 && pool.Stat().AcquiredConns() == 0
	}, 10*time.Second, 5*time.Millisecond, "a connection was not given back, or a transaction was left open")
}

func TestS44_TwoGoroutinesAtOnceAreToldSo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := open(t, fresh(t), Model)
	rows, err := s.Query(ctx, "SELECT 1")
	require.NoError(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _, err := uow.Get(ctx, s, Companies, 1)
		assert.ErrorIs(t, err, uow.ErrBusy)
		assert.ErrorIs(t, s.Flush(ctx), uow.ErrBusy)
		assert.ErrorIs(t, s.Nested(ctx, func() error { return nil }), uow.ErrBusy)
		s.Add(&Company{Name: "lost?"})
	})
	wg.Wait()
	rows.Close()
	require.ErrorIs(t, s.Commit(ctx), uow.ErrBusy, "what could not be added is not forgotten")
	require.NoError(t, s.Rollback(ctx))
	require.NoError(t, s.Commit(ctx))
}

func TestS44_AddDuringACallIsReportedByTheFlush(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := open(t, fresh(t), Model)
	rows, err := s.Query(ctx, "SELECT 1")
	require.NoError(t, err)
	s.Add(&Company{Name: "during a call"})
	rows.Close()
	require.ErrorIs(t, s.Flush(ctx), uow.ErrBusy)
	require.NoError(t, s.Rollback(ctx))
	require.NoError(t, s.Commit(ctx))
}

func TestS44_CallsInsideALoopAreToldSo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	commit(t, pool, Model, &Company{Name: "a"}, &Company{Name: "b"})
	s := open(t, pool, Model)
	seen := 0
	for c, err := range query.From(Companies).OrderBy(Companies.ID).Rows(ctx, s).Each() {
		require.NoError(t, err)
		_, _, err = uow.Get(ctx, s, Companies, c.ID)
		require.ErrorIs(t, err, uow.ErrStreaming)
		require.ErrorIs(t, s.Commit(ctx), uow.ErrStreaming)
		c.Name += "!"
		if seen++; seen == 2 {
			break
		}
	}
	require.NoError(t, s.Commit(ctx))
	idle(t, pool)
	assert.Equal(t, "b!", stored(t, pool, Companies, Companies.Name.Eq("b!")).Name)
}

func TestS44_AClosedSessionIsToldSo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	var kept *uow.Session
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error { kept = s; return nil }))
	_, _, err := uow.Get(ctx, kept, Companies, 1)
	require.ErrorIs(t, err, uow.ErrClosed)
	require.ErrorIs(t, kept.Commit(ctx), uow.ErrClosed)
	_, err = query.From(Companies).Rows(ctx, kept).All()
	require.ErrorIs(t, err, uow.ErrClosed)
	_, err = query.Update(Companies).Set(Companies.Name.Set("x")).Exec(ctx, kept)
	require.ErrorIs(t, err, uow.ErrClosed)
	_, err = uow.Create(kept, Companies)
	require.ErrorIs(t, err, uow.ErrClosed)
	require.NoError(t, kept.Close(ctx), "closing twice does nothing")
}

func TestS44_CancellingLeavesNothingHalfWritten(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	commit(t, pool, Model, &Company{ID: 100, Name: "locked"})
	for name, work := range map[string]func(ctx context.Context, s *uow.Session) error{
		"flush": func(ctx context.Context, s *uow.Session) error {
			c, _, err := uow.Get(ctx, s, Companies, 100)
			if err != nil {
				return err
			}
			c.Name = name(c)
			s.Add(&Company{Name: "new"})
			return s.Flush(ctx)
		},
		"statement": func(ctx context.Context, s *uow.Session) error {
			s.Add(&Company{Name: "new"})
			if err := s.Flush(ctx); err != nil {
				return err
			}
			_, err := query.Update(Companies).Set(Companies.Name.Set("x")).Where(Companies.ID.Eq(100)).Exec(ctx, s)
			return err
		},
		"query": func(ctx context.Context, s *uow.Session) error {
			s.Add(&Company{Name: "new"})
			if err := s.Flush(ctx); err != nil {
				return err
			}
			_, err := query.From(Companies).Lock(query.ForUpdate).Rows(ctx, s).All()
			return err
		},
		"nested": func(ctx context.Context, s *uow.Session) error {
			s.Add(&Company{Name: "new"})
			return s.Nested(ctx, func() error {
				_, err := query.From(Companies).Lock(query.ForUpdate).Rows(ctx, s).All()
				return err
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			blocked, err := pool.Begin(t.Context())
			require.NoError(t, err)
			defer blocked.Rollback(context.Background()) //nolint:errcheck // it is rolled back below, where nothing failed
			_, err = blocked.Exec(t.Context(), "SELECT FROM companies WHERE id = 100 FOR UPDATE")
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			err = uow.Run(ctx, pool, Model, func(s *uow.Session) error { return work(ctx, s) })
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NoError(t, blocked.Rollback(t.Context()))
			assert.Equal(t, 1, count(t, pool, "companies"), "nothing was written")
			assert.NotNil(t, stored(t, pool, Companies, Companies.Name.Eq("locked")))
			idle(t, pool)
		})
	}
}

func name(c *Company) string { return c.Name + " changed" }

func TestS44_ACancelledContextSendsNothing(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	s, trace := traced(t, pool, Model)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Add(&Company{Name: "a"})
	require.ErrorIs(t, s.Commit(ctx), context.Canceled)
	assert.Zero(t, count(t, pool, "companies"))
	require.NoError(t, s.Close(t.Context()))
	assert.NotContains(t, trace.SQL(), "COMMIT")
}

// A pool of one connection: no call may wait for a second one while it holds the first.
func TestS44_APoolOfOneConnectionIsEnough(t *testing.T) {
	t.Parallel()
	cfg := fresh(t).Config()
	cfg.MaxConns = 1
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	require.NoError(t, err)
	defer pool.Close()
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		acme := &Company{Name: "Acme"}
		s.Add(acme, &Employee{Name: "Bob", Company: schema.To(acme)})
		if err := s.Nested(ctx, func() error { return s.Flush(ctx) }); err != nil {
			return err
		}
		if _, _, err := uow.Get(ctx, s, Companies, acme.ID+1); err != nil {
			return err
		}
		for _, err := range query.From(Employees).With(preload.SelectIn(EmployeeCompany)).Rows(ctx, s).Each() {
			if err != nil {
				return err
			}
		}
		_, err := query.Update(Companies).Set(Companies.Name.Set("ACME")).Exec(ctx, s)
		return err
	}))
	s := uow.New(pool, Model)
	es, err := query.From(Employees).With(preload.SelectIn(EmployeeCompany)).Rows(ctx, s).All()
	require.NoError(t, err)
	require.Len(t, es, 1)
	for _, err := range query.From(Employees).With(preload.SelectIn(EmployeeCompany)).Rows(ctx, s).Each() {
		require.NoError(t, err)
	}
	es[0].Name = "Rob"
	require.NoError(t, s.Commit(ctx))
	require.NoError(t, s.Close(ctx))
	idle(t, pool)
}

func TestWhatCannotBeAddedIsReportedByTheFlush(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acme, _ := acmeAndBob(t, pool)
	other := open(t, pool, Model)
	foreign := get(t, other, Employees, 1)
	type unmapped struct{ ID int64 }
	for _, c := range []struct {
		name string
		do   func(s *uow.Session)
		want string
	}{
		{"nil", func(s *uow.Session) { s.Add(nil) }, "is no pointer to an entity"},
		{"a nil entity", func(s *uow.Session) { s.Add((*Company)(nil)) }, "a nil *uow_test.Company is no object"},
		{"a value", func(s *uow.Session) { s.Add(Company{Name: "x"}) }, "is no pointer to an entity"},
		{"an unmapped type", func(s *uow.Session) { s.Add(&unmapped{}) }, "belongs to no table of the session's model"},
		{"another session's", func(s *uow.Session) { s.Add(foreign) }, "has a key that the database made, and this session does not hold it"},
		{"related to another session's", func(s *uow.Session) { s.Add(&Employee{Name: "x", CompanyID: acme, Manager: schema.To(foreign)}) }, "it is related to a new object of employees"},
		{"deleting a stranger", func(s *uow.Session) { s.Delete(foreign) }, "is not in this session"},
		{"deleting nil", func(s *uow.Session) { s.Delete((*Company)(nil)) }, "Delete: a nil"},
		{"a NUL byte", func(s *uow.Session) { s.Add(&Company{Name: "a\x00"}) }, "column name"},
		{"broken UTF-8", func(s *uow.Session) { s.Add(&Company{Name: "a\xff"}) }, "column name"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, pool, Model)
			s.Add(&Company{Name: "innocent " + c.name})
			c.do(s)
			require.ErrorContains(t, s.Commit(ctx), c.want)
			require.Error(t, s.Commit(ctx), "it is not forgotten")
			assert.Nil(t, stored(t, pool, Companies, Companies.Name.Eq("innocent "+c.name)), "nothing is half written")
			require.NoError(t, s.Rollback(ctx))
			s.Add(&Company{Name: "after " + c.name})
			require.NoError(t, s.Commit(ctx), "the session goes on")
		})
	}
}

func TestASessionOnAConnectionAndOnAPoolsConnection(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	conn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	require.NoError(t, err)
	defer func() { assert.NoError(t, conn.Close(context.Background())) }()
	held, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer held.Release()
	for name, db := range map[string]uow.Source{"a conn": conn, "a pool's conn": held} {
		require.NoError(t, uow.Run(ctx, db, Model, func(s *uow.Session) error {
			s.Add(&Company{Name: name})
			return s.Nested(ctx, func() error { return nil })
		}))
		s := uow.New(db, Model)
		for c, err := range query.From(Companies).Where(Companies.Name.Eq(name)).Rows(ctx, s).Each() {
			require.NoError(t, err)
			c.Active = false
		}
		require.NoError(t, s.Commit(ctx))
		require.NoError(t, s.Close(ctx))
	}
	assert.Equal(t, 2, count(t, pool, "companies"))
}

func TestAllExecModesWork(t *testing.T) {
	t.Parallel()
	for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			cfg := fresh(t).Config()
			cfg.ConnConfig.DefaultQueryExecMode = mode
			pool, err := pgxpool.NewWithConfig(ctx, cfg)
			require.NoError(t, err)
			defer pool.Close()
			acme, bob := &Company{Name: "Acme", Tags: []string{"a", `b"`}}, &Employee{Name: "Bob"}
			bob.Company = schema.To(acme)
			commit(t, pool, Model, bob, &Company{Name: "Blue"})
			s := open(t, pool, Model)
			e := get(t, s, Employees, bob.ID)
			require.NoError(t, preload.Load(ctx, s, []*Employee{e}, EmployeeCompany))
			c, err := e.Company.Get()
			require.NoError(t, err)
			assert.Equal(t, []string{"a", `b"`}, c.Tags)
			all, err := query.From(Companies).Rows(ctx, s).All()
			require.NoError(t, err)
			for _, c := range all {
				c.Name += "!"
			}
			_, err = query.Update(Employees).Set(Employees.Salary.Set(3)).Exec(ctx, s)
			require.NoError(t, err)
			assert.EqualValues(t, 3, e.Salary)
			s.Delete(e)
			require.NoError(t, s.Commit(ctx))
			assert.Zero(t, count(t, pool, "employees"))
			assert.NotNil(t, stored(t, pool, Companies, Companies.Name.Eq("Acme!")))
		})
	}
}

func TestReadOnlyRefusesToWrite(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	s := open(t, pool, Model, uow.Options{ReadOnly: true, Isolation: pgx.RepeatableRead, StatementTimeout: time.Minute, LockTimeout: time.Second})
	s.Add(&Company{Name: "a"})
	require.ErrorContains(t, s.Commit(ctx), "read-only and has insert of companies (1 rows) to write")
	require.NoError(t, s.Rollback(ctx))
	require.NoError(t, s.Begin(ctx))
	var level, statement, lock string
	require.NoError(t, scan(s, ctx, "SELECT current_setting('transaction_isolation'), current_setting('statement_timeout'), current_setting('lock_timeout')", &level, &statement, &lock))
	assert.Equal(t, []string{"repeatable read", "1min", "1s"}, []string{level, statement, lock})
	_, err := query.Update(Companies).Set(Companies.Name.Set("x")).Exec(ctx, s)
	require.ErrorContains(t, err, "read-only transaction")
	require.ErrorIs(t, s.Begin(ctx), uow.ErrTransaction)
}

func scan(s *uow.Session, ctx context.Context, sql string, to ...any) error { //nolint:revive // the session is what it reads from
	rows, err := s.Query(ctx, sql)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return errors.New("no row")
	}
	return rows.Scan(to...)
}

func TestS44_ABlockThatEndsDuringACall(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	for _, run := range []func(fn func(*uow.Session) error) error{
		func(fn func(*uow.Session) error) error {
			s := uow.New(pool, Model)
			err := s.Nested(ctx, func() error { return fn(s) })
			require.ErrorIs(t, err, uow.ErrBusy)
			require.Eventually(t, func() bool { return !errors.Is(s.Flush(ctx), uow.ErrBusy) }, 10*time.Second, time.Millisecond)
			require.ErrorContains(t, s.Flush(ctx), "a nested block ended while another call on this session was under way")
			require.ErrorIs(t, s.Rollback(ctx), uow.ErrTransaction)
			require.NoError(t, s.Close(ctx))
			return err
		},
		func(fn func(*uow.Session) error) error {
			return uow.Run(ctx, pool, Model, func(s *uow.Session) error {
				return s.Nested(ctx, func() error { return fn(s) })
			})
		},
		func(fn func(*uow.Session) error) error { return uow.Run(ctx, pool, Model, fn) },
	} {
		var wg sync.WaitGroup
		err := run(func(s *uow.Session) error {
			s.Add(&Company{Name: "lost"})
			require.NoError(t, s.Flush(ctx))
			inside := make(chan struct{})
			wg.Go(func() {
				close(inside)
				_, err := s.Exec(ctx, "SELECT pg_sleep(0.2)")
				assert.NoError(t, err)
			})
			<-inside
			for !errors.Is(s.Flush(ctx), uow.ErrBusy) {
				time.Sleep(time.Millisecond)
			}
			return errors.New("failed")
		})
		require.ErrorContains(t, err, "failed")
		wg.Wait()
		idle(t, pool)
		assert.Zero(t, count(t, pool, "companies"))
	}
}

func TestThousandsOfObjectsThatAreWrongInOneWay(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	s := open(t, pool, Model)
	for range 5000 {
		s.Add(&Company{})
	}
	err := s.Flush(t.Context())
	require.ErrorContains(t, err, "companies.name")
	require.ErrorContains(t, err, "4990 more objects are refused")
	assert.Less(t, len(err.Error()), 3000)
	require.NoError(t, s.Rollback(t.Context()))

	one, other := &Company{ID: 1, Name: "one"}, &Company{ID: 2, Name: "other"}
	commit(t, pool, Model, one, other)
	for range 5000 {
		s.Add(&Employee{Name: "x", CompanyID: other.ID, Company: schema.To(one)})
	}
	err = s.Flush(t.Context())
	var disagree *uow.RelationError
	require.ErrorAs(t, err, &disagree)
	require.ErrorContains(t, err, "4990 more objects are refused")
	require.NoError(t, s.Rollback(t.Context()))

	for range 5000 {
		s.Delete(&Company{ID: 3})
	}
	require.ErrorContains(t, s.Flush(t.Context()), "4990 more objects are refused")
}
