package uow_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// heard keeps what a logger hears.
type heard struct{ all []query.Statement }

func (h *heard) log(_ context.Context, s query.Statement) { h.all = append(h.all, s) }

// causes is each statement as its cause and the number of its rows, "failed" where it did.
func (h *heard) causes() (out []string) {
	for _, s := range h.all {
		line := fmt.Sprintf("%s %d", s.Cause(), s.Rows)
		if s.Err != nil {
			line = s.Cause() + " failed"
		}
		out = append(out, line)
	}
	return out
}

// same compares what was heard with what a tracer of pgx saw of the same statements.
func (h *heard) same(t *testing.T, trace *sqltrace.Trace) {
	t.Helper()
	sent := trace.Statements()
	require.Equal(t, trace.SQL(), h.texts())
	for i, s := range h.all {
		assert.Equal(t, sent[i].Args, s.Args, s.SQL)
		if sent[i].Err == nil && s.Err == nil {
			assert.Equal(t, sent[i].Rows, s.Rows, s.SQL)
		}
		assert.Positive(t, s.Duration, s.SQL)
	}
}

func (h *heard) texts() (out []string) {
	for _, s := range h.all {
		out = append(out, s.SQL)
	}
	return out
}

// write adds a company and its employees, and changes one inside a block that a statement fails in, and one behind it.
func write(ctx context.Context, s *uow.Session) error {
	acme := &Company{Name: "Acme"}
	ann, ben := &Employee{Name: "Ann", Company: schema.To(acme)}, &Employee{Name: "Ben", Company: schema.To(acme)}
	ben.Manager = schema.To(ann)
	s.Add(ben, ann)
	err := s.Nested(ctx, func() error {
		ann.Salary = 10
		if err := s.Flush(ctx); err != nil {
			return err
		}
		_, err := s.Exec(ctx, `insert into companies (name, tags) values ($1, $2)`, "Acme", []string{})
		return err
	})
	if !query.IsConflict(query.Explain(err)) {
		return fmt.Errorf("the block did not fail as it should: %w", err)
	}
	ben.Salary = 20
	if err := s.Nested(ctx, func() error { s.Delete(ben); return nil }); err != nil {
		return err
	}
	s.Add(&Employee{Name: "Cid", CompanyID: acme.ID, ManagerID: &ann.ID}, &Employee{Name: "Dee", CompanyID: acme.ID})
	return nil
}

func TestS48_EveryStatementOfASessionIsHeard(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool, trace := sqltrace.Record(t, fresh(t))
	require.NoError(t, pool.Ping(ctx))
	trace.Reset()
	var h heard
	opts := uow.Options{Logger: h.log, LockTimeout: time.Second}
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error { return write(ctx, s) }, opts))
	assert.Equal(t, []string{
		"begin 0", "begin 0", "keys companies 1", "keys employees 2",
		"insert companies 1", "insert employees 2",
		"savepoint 0", "update employees 1", "query failed", "rollback to 0",
		"update employees 1", "savepoint 0", "update employees 0", "delete employees 1", "release 0",
		"keys employees 2", "insert employees 2", "commit 0",
	}, h.causes())
	h.same(t, trace)
	var pg *pgconn.PgError
	require.ErrorAs(t, h.all[8].Err, &pg)
	assert.Equal(t, []any{"Acme", []string{}}, h.all[8].Args)

	h.all = nil
	trace.Reset()
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error { return read(ctx, s) }, opts))
	assert.Equal(t, []string{
		"begin 0", "begin 0", "query 1", "load Company.Employees 3", "load Company.Employees.Reports 1",
		"get employees 0", "query 1", "follow companies 1", "refresh companies 1", "load Company.Employees 3", "commit 0",
	}, h.causes())
	h.same(t, trace)
}

// read reads a company with two levels of related objects, and changes and refreshes it.
func read(ctx context.Context, s *uow.Session) error {
	path := schema.Then(CompanyEmployees, EmployeeReports)
	acme, err := query.From(Companies).With(preload.SelectIn(path)).Rows(ctx, s).One()
	if err != nil {
		return err
	}
	if _, _, err := uow.Get(ctx, s, Employees, 0); err != nil {
		return err
	}
	if _, err := query.Update(Companies).Set(Companies.Active.Set(false)).Where(Companies.ID.Eq(acme.ID)).Exec(ctx, s); err != nil {
		return err
	}
	return s.Refresh(ctx, acme)
}

func TestS48_StatementsGivenToASessionAreHeard(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool, trace := sqltrace.Record(t, fresh(t))
	require.NoError(t, pool.Ping(ctx))
	trace.Reset()
	var h heard
	given := func(s *uow.Session) {
		rows, err := s.Query(ctx, `select generate_series(1, $1::int)`, 3)
		require.NoError(t, err)
		require.True(t, rows.Next())
		rows.Close()
		b := &pgx.Batch{}
		b.Queue(`select 1 where $1`, false)
		b.Queue(`select 2`).QueryRow(func(row pgx.Row) error { var n int; return row.Scan(&n) })
		require.NoError(t, s.SendBatch(ctx, b).Close())
		_, err = s.Query(ctx, `select nonsense`)
		require.Error(t, err)
	}
	s := open(t, pool, Model, uow.Options{Logger: h.log})
	given(s) // begins with the first
	require.NoError(t, s.Rollback(ctx))
	b := &pgx.Batch{}
	b.Queue(`select 3`)
	b.Queue(`select 1/0`)
	b.Queue(`select 4`)
	require.Error(t, s.SendBatch(ctx, b).Close()) // begins too
	require.NoError(t, s.Close(ctx))
	assert.Equal(t, []string{
		"begin 0", "query 3", "query 0", "query 1", "query failed", "rollback 0",
		"begin 0", "query 1", "query failed", "rollback 0",
	}, h.causes())
	h.same(t, trace)
}

func TestS48_WithoutATracerTheSameStatementsAreHeard(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	var all [2]heard
	for i := range all {
		pool := fresh(t)
		if i == 0 {
			pool, _ = sqltrace.Record(t, pool)
		}
		opts := uow.Options{Logger: all[i].log}
		require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error { return write(ctx, s) }, opts))
		require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error { return read(ctx, s) }, opts))
		s := open(t, pool, Model, opts)
		_, err := query.From(Companies).Rows(ctx, s).All()
		require.NoError(t, err)
	}
	assert.Equal(t, all[0].texts(), all[1].texts())
	assert.Equal(t, all[0].causes(), all[1].causes())
	for i, s := range all[1].all {
		assert.Equal(t, all[0].all[i].Args, s.Args, s.SQL)
	}
}

func TestS48_PathsOfRelationsAreHeard(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	plain := fresh(t)
	acme := &Company{Name: "Acme"}
	ann := &Employee{Name: "Ann", Company: schema.To(acme)}
	commit(t, plain, Model, ann, &Employee{Name: "Ben", Company: schema.To(acme), Manager: schema.To(ann)})
	pool, trace := sqltrace.Record(t, plain)
	require.NoError(t, pool.Ping(ctx))
	reports := schema.Then(CompanyEmployees, EmployeeReports)
	deeper := schema.Then(reports, EmployeeCompany)
	for name, c := range map[string]struct {
		with []query.Loader[*Company]
		want []string
	}{
		"select-in": {
			[]query.Loader[*Company]{preload.SelectIn(deeper)},
			[]string{"query 1", "load Company.Employees 2", "load Company.Employees.Reports 1", "load Company.Employees.Reports.Company 1"},
		},
		"subquery": {
			[]query.Loader[*Company]{preload.Subquery(reports)},
			[]string{"query 1", "load Company.Employees 2", "load Company.Employees.Reports 2"},
		},
		"one level, two relations": {
			[]query.Loader[*Company]{preload.SelectIn(reports), preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager))},
			[]string{"query 1", "load Company.Employees 2", "load Company.Employees.Reports 1", "load Company.Employees.Manager 1"},
		},
	} {
		t.Run(name, func(t *testing.T) { //nolint:paralleltest // they share a trace
			trace.Reset()
			var h heard
			_, err := query.From(Companies).With(c.with...).Rows(ctx, query.Logged(pool, h.log)).All()
			require.NoError(t, err)
			assert.Equal(t, c.want, h.causes())
			h.same(t, trace)
		})
	}
}

func TestS48_ManyRowsAreHeardWithTheirArguments(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	var all [2]heard // in a batch, which a tracer sees, and in a message
	for i := range all {
		pool := fresh(t)
		if i == 0 {
			pool, _ = sqltrace.Record(t, pool)
		}
		require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error {
			acme := &Company{Name: "Acme"}
			for n := range 200 {
				s.Add(&Employee{Name: fmt.Sprint("employee ", n), Company: schema.To(acme)})
			}
			return nil
		}, uow.Options{Logger: all[i].log}))
	}
	assert.Equal(t, []string{"begin 0", "keys companies 1", "keys employees 200", "insert companies 1", "insert employees 200", "commit 0"}, all[1].causes())
	for i, s := range all[1].all {
		assert.Equal(t, all[0].all[i].Args, s.Args, s.SQL)
		if s.Rows < 200 {
			assert.Equal(t, all[0].all[i].SQL, s.SQL)
			continue
		}
		assert.Contains(t, s.SQL, "array_agg", "the statement that was sent, whose answer is arrays")
		assert.NotContains(t, all[0].all[i].SQL, "array_agg")
	}
	assert.Contains(t, fmt.Sprint(all[1].all[4].Args), "employee 199")
}

func TestS48_AFailedFlushIsHeardUpToTheStatementThatFailed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, rows := range []int{1, 200} {
		pool := fresh(t)
		commit(t, pool, Model, &Company{ID: 1, Name: "Acme"})
		var h heard
		err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
			for n := range rows {
				s.Add(&Company{ID: int64(n + 2), Name: fmt.Sprint("company ", n)})
			}
			s.Add(&Company{ID: 1000, Name: "Acme"}, &Employee{Name: "Ann", CompanyID: 1000})
			return nil
		}, uow.Options{Logger: h.log})
		require.True(t, query.IsConflict(err))
		assert.Equal(t, []string{"begin 0", "insert companies failed", "rollback 0"}, h.causes()[:3], rows)
		var pg *pgconn.PgError
		require.ErrorAs(t, h.all[1].Err, &pg)
		assert.Equal(t, "23505", pg.Code)
	}
}

func TestS48_WhatIsTooLargeToBeSentIsNotHeard(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	var h heard
	s := open(t, fresh(t), Model, uow.Options{Logger: h.log})
	s.LimitMessages(2000)
	for n := range 200 {
		s.Add(&Company{ID: int64(n + 1), Name: fmt.Sprint("company ", n)})
	}
	require.ErrorContains(t, s.Flush(ctx), "most that PostgreSQL takes")
	assert.Empty(t, h.all)
}

func TestS48_LoopsAreHeard(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	plain := fresh(t)
	commit(t, plain, Model, &Company{ID: 1, Name: "Acme"}, &Employee{Name: "Ann", CompanyID: 1}, &Employee{Name: "Ben", CompanyID: 1})
	pool, trace := sqltrace.Record(t, plain)
	require.NoError(t, pool.Ping(ctx))
	each := func(t *testing.T, q query.Query[*Employee], db query.DB) {
		t.Helper()
		n := 0
		for _, err := range q.Rows(ctx, db).Each() {
			require.NoError(t, err)
			n++
		}
		assert.Equal(t, 2, n)
	}
	all := query.From(Employees).OrderBy(Employees.Name)
	loading := all.With(preload.SelectIn(EmployeeCompany))
	for name, c := range map[string]struct {
		run  func(t *testing.T, h *heard)
		want []string
	}{
		"session": {
			func(t *testing.T, h *heard) {
				t.Helper()
				each(t, all, open(t, pool, Model, uow.Options{Logger: h.log}))
			},
			[]string{"query 2"},
		},
		"session, loading": {
			func(t *testing.T, h *heard) {
				t.Helper()
				each(t, loading, open(t, pool, Model, uow.Options{Logger: h.log}))
			},
			[]string{"begin 0", "query 0", "query 2", "load Employee.Company 1", "query 0", "rollback 0"},
		},
		"transaction": {
			func(t *testing.T, h *heard) {
				t.Helper()
				require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error { each(t, all, s); return nil }, uow.Options{Logger: h.log}))
			},
			[]string{"begin 0", "query 0", "query 2", "query 0", "commit 0"},
		},
		"pool": {
			func(t *testing.T, h *heard) { t.Helper(); each(t, all, query.Logged(pool, h.log)) },
			[]string{"query 2"},
		},
		"pool, loading": {
			func(t *testing.T, h *heard) { t.Helper(); each(t, loading, query.Logged(pool, h.log)) },
			[]string{"begin 0", "query 0", "query 2", "load Employee.Company 1", "query 0", "rollback 0"},
		},
	} {
		t.Run(name, func(t *testing.T) { //nolint:paralleltest // they share a trace
			trace.Reset()
			var h heard
			c.run(t, &h)
			assert.Equal(t, c.want, h.causes())
			h.same(t, trace)
		})
	}
}

func TestS48_SlogShowsNoArgumentsUnlessAsked(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	for _, c := range []struct {
		make  func(*slog.Logger, slog.Level) query.Logger
		level slog.Level
		shown bool
		lines int
	}{
		{query.Slog, slog.LevelInfo, false, 4},
		{query.SlogArgs, slog.LevelInfo, true, 4},
		{query.Slog, slog.LevelDebug, false, 1}, // the failure alone
	} {
		var out bytes.Buffer
		logger := c.make(slog.New(slog.NewTextHandler(&out, nil)), c.level)
		err := uow.Run(ctx, pool, Model, func(s *uow.Session) error {
			s.Add(&Company{Name: "Secret & Sons"})
			if err := s.Flush(ctx); err != nil {
				return err
			}
			_, err := s.Exec(ctx, `select 1/0`)
			return err
		}, uow.Options{Logger: logger})
		require.Error(t, err)
		assert.Equal(t, c.shown, strings.Contains(out.String(), "Secret"), out.String())
		assert.Equal(t, c.lines, strings.Count(out.String(), "msg=sql"), out.String())
		assert.Contains(t, out.String(), `level=ERROR msg=sql cause=query rows=0 duration=`)
		assert.Contains(t, out.String(), `error="ERROR: division by zero (SQLSTATE 22012)"`)
	}
}
