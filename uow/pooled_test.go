package uow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgbouncer"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

const (
	poolerClients = 8
	poolerServers = 3 // connections that the clients share
	poolerRounds  = 12
)

var errNotThisTime = errors.New("not this time")

func TestPooledSessionsBehindPgBouncer(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	direct := fresh(t)
	url := pgbouncer.Start(t, direct.Config().ConnString(), poolerServers)
	f, err := uow.Open(ctx, fmt.Sprintf("%s&pool_max_conns=%d&application_name=rowan", url, poolerClients), Model,
		uow.Options{Pooled: true, LockTimeout: 20 * time.Second, StatementTimeout: 20 * time.Second})
	require.NoError(t, err)
	defer f.Close()
	failed := make(chan error, poolerClients)
	for client := range poolerClients {
		go func() {
			for round := range poolerRounds {
				if err := serve(ctx, f, fmt.Sprintf("company %d/%d", client, round)); err != nil {
					failed <- fmt.Errorf("client %d, round %d: %w", client, round, err)
					return
				}
			}
			failed <- nil
		}()
	}
	for range poolerClients {
		assert.NoError(t, <-failed)
	}
	assert.Equal(t, poolerClients*poolerRounds, count(t, direct, "companies"))
	assert.Equal(t, poolerClients*poolerRounds*hired, count(t, direct, "employees"))
	var left int
	require.NoError(t, direct.QueryRow(ctx, `select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'`).Scan(&left))
	assert.Zero(t, left, "no transaction stays open")
	var setting string
	rows, err := f.Pool.Query(ctx, `show lock_timeout`)
	require.NoError(t, err)
	setting, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[string])
	require.NoError(t, err)
	assert.Equal(t, "0", setting, "what a session sets ends with its transaction")
}

// hired is how many employees serve leaves in a company; 130 of them are written at once.
const hired = 132

// serve is the work of one request: it writes a company, in blocks of which one fails, and reads it in every way.
func serve(ctx context.Context, f uow.Factory, name string) error {
	acme := &Company{Name: name}
	err := f.Run(ctx, func(s *uow.Session) error {
		boss := &Employee{Name: "boss", Company: schema.To(acme)}
		s.Add(boss, &Employee{Name: "worker", Company: schema.To(acme), Manager: schema.To(boss)})
		err := s.Nested(ctx, func() error {
			s.Add(&Employee{Name: "nobody", Company: schema.To(acme)})
			return errors.Join(s.Flush(ctx), errNotThisTime)
		})
		if !errors.Is(err, errNotThisTime) {
			return err
		}
		return s.Nested(ctx, func() error {
			for i := range hired - 2 {
				s.Add(&Employee{Name: fmt.Sprint("many ", i), Company: schema.To(acme), Manager: schema.To(boss)})
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	return errors.Join(inSession(ctx, f, acme.ID), withoutSession(ctx, f.Pool, acme.ID))
}

// inSession reads and changes what serve wrote: before the session begins, and within a transaction.
func inSession(ctx context.Context, f uow.Factory, id int64) error {
	s := f.Session()
	defer s.Close(ctx) //nolint:errcheck // a commit left nothing to undo
	q := query.From(Companies).Where(Companies.ID.Eq(id)).With(preload.SelectIn(schema.Then(CompanyEmployees, EmployeeReports)))
	acme, err := q.Rows(ctx, s).One()
	if err != nil {
		return err
	}
	for range 2 {
		if err := looped(ctx, s, id); err != nil {
			return err
		}
		if _, err := query.Update(Employees).Set(Employees.Salary.Set(7)).Where(Employees.CompanyID.Eq(id)).Exec(ctx, s); err != nil {
			return err
		}
	}
	es, err := acme.Employees.All()
	if err != nil {
		return err
	}
	for _, e := range es {
		if e.Salary != 7 {
			return fmt.Errorf("%s of %d has a salary of %d", e.Name, id, e.Salary)
		}
		e.Salary = 8
	}
	if err := errors.Join(s.Commit(ctx), s.Refresh(ctx, acme)); err != nil {
		return err
	}
	if es, err = acme.Employees.All(); len(es) != hired {
		return fmt.Errorf("%d has %d employees: %w", id, len(es), err)
	}
	return err
}

// looped reads the employees in a loop, with their companies.
func looped(ctx context.Context, db query.DB, id int64) error {
	n := 0
	q := query.From(Employees).Where(Employees.CompanyID.Eq(id)).With(preload.SelectIn(EmployeeCompany))
	for e, err := range q.Rows(ctx, db).Each() {
		if err != nil {
			return err
		}
		if c, err := e.Company.Get(); err != nil || c.ID != id {
			return fmt.Errorf("an employee of %d is one of %v: %w", id, c, err)
		}
		n++
	}
	if n != hired {
		return fmt.Errorf("a loop over %d saw %d employees", id, n)
	}
	return nil
}

// withoutSession reads through the pool alone.
func withoutSession(ctx context.Context, pool *pgxpool.Pool, id int64) error {
	total, err := query.Select(query.Sum(Employees.Salary)).From(Employees).Where(Employees.CompanyID.Eq(id)).Rows(ctx, pool).One()
	if err != nil {
		return err
	}
	if total == nil || *total != 8*hired {
		return fmt.Errorf("the salaries of %d are %v", id, total)
	}
	for _, err := range query.From(Employees).Where(Employees.CompanyID.Eq(id)).Rows(ctx, pool).Each() {
		if err != nil {
			return err
		}
		break
	}
	return looped(ctx, pool, id)
}

// TestWithoutPooledSessionsMeetTheStatementsOfOthers is the control: on one connection to the server, two clients give two
// statements one name.
func TestWithoutPooledSessionsMeetTheStatementsOfOthers(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	url := pgbouncer.Start(t, fresh(t).Config().ConnString(), 1)
	one, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer one.Close(ctx) //nolint:errcheck // the test is over
	other, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer other.Close(ctx) //nolint:errcheck // the test is over
	_, err = query.From(Companies).Rows(ctx, one).All()
	require.NoError(t, err)
	_, err = query.From(Employees).Rows(ctx, other).All()
	var pg *pgconn.PgError
	require.ErrorAs(t, err, &pg)
	assert.Equal(t, "42P05", pg.Code, "the statement is there already")
}

func TestPooledRefusesConnectionsThatPrepare(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	pooled := uow.Options{Pooled: true}
	s := open(t, pool, Model, pooled)
	s.Add(&Company{Name: "Acme"})
	require.ErrorIs(t, s.Flush(ctx), uow.ErrPooled)
	require.ErrorContains(t, s.Flush(ctx), "default_query_exec_mode=cache_describe")
	_, _, err := uow.Get(ctx, s, Companies, 1)
	require.ErrorIs(t, err, uow.ErrPooled)
	_, err = query.From(Companies).Rows(ctx, s).All()
	require.ErrorIs(t, err, uow.ErrPooled)
	require.ErrorIs(t, uow.Run(ctx, pool, Model, func(*uow.Session) error { return nil }, pooled), uow.ErrPooled)
	for mode, safe := range map[pgx.QueryExecMode]bool{
		pgx.QueryExecModeCacheStatement: false, pgx.QueryExecModeDescribeExec: false,
		pgx.QueryExecModeCacheDescribe: true, pgx.QueryExecModeExec: true, pgx.QueryExecModeSimpleProtocol: true,
	} {
		config := pool.Config().ConnConfig
		config.DefaultQueryExecMode = mode
		conn, err := pgx.ConnectConfig(ctx, config)
		require.NoError(t, err)
		err = uow.Run(ctx, conn, Model, func(s *uow.Session) error { s.Add(&Company{Name: mode.String()}); return nil }, pooled)
		assert.Equal(t, safe, err == nil, "%s: %v", mode, err)
		require.NoError(t, conn.Close(ctx))
	}
}

func TestPooledOptionsOfASessionThatIsNotUsedAreNotLookedAt(t *testing.T) {
	t.Parallel()
	for _, db := range []uow.Source{(*pgxpool.Pool)(nil), (*pgx.Conn)(nil), nil} {
		require.NoError(t, uow.New(db, Model, uow.Options{Pooled: true}).Close(t.Context()))
	}
}

func TestPooledTakesNoStartUpParameters(t *testing.T) {
	t.Parallel()
	const url = "postgres://ann:secret@localhost/books?"
	config, err := uow.ParseURL(url + "application_name=rowan&timezone=UTC")
	require.NoError(t, err)
	require.NoError(t, uow.ForPooler(config))
	assert.Equal(t, pgx.QueryExecModeCacheDescribe, config.ConnConfig.DefaultQueryExecMode)
	config, err = uow.ParseURL(url + "default_query_exec_mode=exec")
	require.NoError(t, err)
	require.NoError(t, uow.ForPooler(config))
	assert.Equal(t, pgx.QueryExecModeExec, config.ConnConfig.DefaultQueryExecMode)
	_, err = uow.Open(t.Context(), url+"search_path=other", Model, uow.Options{Pooled: true})
	require.ErrorIs(t, err, uow.ErrPooled)
	require.ErrorContains(t, err, "search_path")
	assert.NotContains(t, err.Error(), "secret")
}
