package uow_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func isConstraint(t testing.TB, err error, table string) {
	t.Helper()
	var constraint *query.ConstraintError
	require.ErrorAs(t, err, &constraint)
	assert.Equal(t, table, constraint.Table)
}

func execute(t testing.TB, pool *pgxpool.Pool, sql string) {
	t.Helper()
	_, err := pool.Exec(t.Context(), sql)
	require.NoError(t, err)
}

func TestARowThatATriggerSuppresses(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	execute(t, pool, `CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.name LIKE 'bad%' THEN RETURN NULL; END IF; RETURN NEW; END $$;
		CREATE TRIGGER no BEFORE INSERT OR UPDATE ON companies FOR EACH ROW EXECUTE FUNCTION no()`)
	for _, c := range []struct {
		name string
		add  []any
		says string
	}{
		{"one", []any{&Company{Name: "bad"}}, "a new object of companies"},
		{"one with its key", []any{&Company{ID: 50, Name: "bad"}}, "companies(50)"},
		{"among many", []any{&Company{Name: "good"}, &Company{ID: 61, Name: "bad"}, &Company{Name: "good too"}}, "61"},
	} {
		s := open(t, pool, Model)
		s.Add(c.add...)
		err := s.Commit(ctx)
		require.ErrorIs(t, err, uow.ErrStale, c.name)
		require.ErrorContains(t, err, "insert into companies: the database did not keep row")
		require.ErrorContains(t, err, c.says)
		assert.Zero(t, count(t, pool, "companies"), "nothing is written")
		require.NoError(t, s.Rollback(ctx))
		require.NoError(t, s.Flush(ctx))
	}
	s := open(t, pool, Model)
	a, b := &Company{Name: "a"}, &Company{Name: "b"}
	s.Add(a, b)
	require.NoError(t, s.Commit(ctx))
	a.Name, b.Name = "aa", "bad"
	require.ErrorIs(t, s.Commit(ctx), uow.ErrStale)
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, "a", a.Name)
	assert.Equal(t, "a", stored(t, pool, Companies, Companies.ID.Eq(a.ID)).Name)
}

func TestARowThatSomebodyElseDeletedIsStale(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	commit(t, pool, Model, &Company{ID: 101, Name: "a"}, &Company{ID: 102, Name: "b"}, &Company{ID: 103, Name: "c"})
	for name, change := range map[string]func(s *uow.Session, gone, there *Company){
		"update":        func(_ *uow.Session, gone, _ *Company) { gone.Name = "x" },
		"update of two": func(_ *uow.Session, gone, there *Company) { gone.Name, there.Name = "x", "y" },
		"delete":        func(s *uow.Session, gone, _ *Company) { s.Delete(gone) },
		"delete of two": func(s *uow.Session, gone, there *Company) { s.Delete(gone, there) },
	} {
		s := open(t, pool, Model)
		gone, there := get(t, s, Companies, 102), get(t, s, Companies, 103)
		execute(t, pool, "DELETE FROM companies WHERE id = 102")
		change(s, gone, there)
		s.Add(&Company{Name: "innocent"})
		err := s.Commit(ctx)
		var stale *uow.StaleError
		require.ErrorAs(t, err, &stale, name)
		assert.Equal(t, "companies", stale.Table)
		assert.Contains(t, stale.Keys, "102")
		assert.NotContains(t, stale.Keys, "103")
		require.NoError(t, s.Rollback(ctx))
		assert.Equal(t, 2, count(t, pool, "companies"), "nothing is written")
		assert.Equal(t, "c", there.Name)
		execute(t, pool, "INSERT INTO companies (id, name, tags) OVERRIDING SYSTEM VALUE VALUES (102, 'b', '{}')")
	}
}

func TestAValueThatATriggerChanges(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	execute(t, pool, `CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := '2001-02-03 04:05:06Z'; RETURN NEW; END $$;
		CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON companies FOR EACH ROW EXECUTE FUNCTION stamp()`)
	s := open(t, pool, Model)
	a, b := &Company{Name: "a"}, &Company{Name: "b"}
	s.Add(a, b)
	require.NoError(t, s.Flush(ctx))
	a.Name = "A"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, 2001, a.UpdatedAt.Year(), "a column that the database owns is read back")
	assert.Equal(t, 2001, b.UpdatedAt.Year())
	a.Name, b.Name = "AA", "BB"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, stored(t, pool, Companies, Companies.ID.Eq(b.ID)).UpdatedAt, b.UpdatedAt)
}

func TestARoleThatMayNotUseTheSequence(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	owner := fresh(t)
	role := owner.Config().ConnConfig.Database + "_clerk"
	execute(t, owner, `CREATE ROLE `+role+`; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO `+role)
	t.Cleanup(func() {
		_, err := owner.Exec(context.Background(), "DROP OWNED BY "+role+"; DROP ROLE "+role)
		assert.NoError(t, err)
	})
	cfg := owner.Config()
	cfg.ConnConfig.RuntimeParams["role"] = role
	clerk, err := pgxpool.NewWithConfig(ctx, cfg)
	require.NoError(t, err)
	defer clerk.Close()
	pool, trace := sqltrace.Record(t, clerk)
	acme := &Company{Name: "Acme"}
	boss := &Employee{Name: "Boss", Company: schema.To(acme)}
	bob := &Employee{Name: "Bob", Company: schema.To(acme), Manager: schema.To(boss)}
	blue := &Company{Name: "Blue"}
	commit(t, pool, Model, blue, bob, &Employee{Name: "Eve", Company: schema.To(blue)})
	assert.Equal(t, acme.ID, bob.CompanyID)
	assert.Equal(t, boss.ID, *stored(t, owner, Employees, Employees.Name.Eq("Bob")).ManagerID)
	assert.Equal(t, blue.ID, stored(t, owner, Employees, Employees.Name.Eq("Eve")).CompanyID)
	inserts := 0
	for _, sql := range ran(trace) {
		if sql[2:] == "insert companies" || sql[2:] == "insert employees" {
			inserts++
		}
	}
	assert.Equal(t, 5, inserts, "one by one")
}

func TestS44_AConnectionThatIsKilled(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	never := func(error) bool { return false }
	always := func(error) bool { return true }
	// Over TCP the server's last word can be read, which says that it ended before the COMMIT; on a Unix socket the write
	// itself fails, and nothing was said.
	silent := func(err error) bool { var pg *pgconn.PgError; return !errors.As(err, &pg) }
	commit(t, pool, Model, &Company{ID: 100, Name: "Acme"})
	for _, c := range []struct {
		name    string
		do      func(s *uow.Session, acme *Company) error
		unknown func(err error) bool // whether nobody knows if it was committed
	}{
		{"flush", func(s *uow.Session, acme *Company) error { acme.Name = "x"; return s.Flush(ctx) }, never},
		{"query", func(s *uow.Session, _ *Company) error { _, err := query.From(Employees).Rows(ctx, s).All(); return err }, never},
		{"statement", func(s *uow.Session, _ *Company) error { _, err := query.Delete(Employees).Exec(ctx, s); return err }, never},
		{"nested", func(s *uow.Session, acme *Company) error {
			return s.Nested(ctx, func() error { acme.Name = "x"; return s.Flush(ctx) })
		}, never},
		{"commit with a flush", func(s *uow.Session, acme *Company) error { acme.Name = "x"; return s.Commit(ctx) }, silent},
		{"commit alone", func(s *uow.Session, _ *Company) error { return s.Commit(ctx) }, always},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, pool, Model)
			acme := get(t, s, Companies, 100)
			acme.Active = !acme.Active
			added := &Company{Name: "new"}
			s.Add(added)
			require.NoError(t, s.Flush(ctx))
			var backend int
			require.NoError(t, scan(s, ctx, "SELECT pg_backend_pid()", &backend))
			_, err := pool.Exec(ctx, "SELECT pg_terminate_backend($1, 5000)", backend)
			require.NoError(t, err)

			err = c.do(s, acme)
			require.Error(t, err)
			var unknown *uow.CommitUnknownError
			assert.Equal(t, c.unknown(err), asError(err, &unknown), "only where COMMIT may have been done: %v", err)
			require.NoError(t, s.Rollback(ctx))
			assert.Zero(t, added.ID)
			assert.Equal(t, "Acme", acme.Name)
			idle(t, pool)
			acme.Name = "Acme" + c.name
			require.NoError(t, s.Commit(ctx), "the session takes another connection")
			assert.Equal(t, acme.Name, stored(t, pool, Companies).Name)
			execute(t, pool, "UPDATE companies SET name = 'Acme'")
		})
	}
}

func TestAFailedFlushIsNotForgotten(t *testing.T) {
	t.Parallel()
	pool := fresh(t)
	conn, err := pool.Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	for name, db := range map[string]uow.Source{"pool": pool, "conn": conn} {
		t.Run(name, func(t *testing.T) { notForgotten(t, pool, db) })
	}
}

func notForgotten(t *testing.T, pool *pgxpool.Pool, db uow.Source) { //nolint:thelper // the body of a test
	defer execute(t, pool, "DELETE FROM companies")
	s := open(t, db, Model)
	acme := &Company{Name: "Acme"}
	s.Add(acme)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.Flush(cancelled), context.Canceled)
	if err := s.Commit(t.Context()); err != nil {
		var failed *uow.FailedError
		require.ErrorAs(t, err, &failed)
		require.NoError(t, s.Rollback(t.Context()))
		s.Add(acme)
		require.NoError(t, s.Commit(t.Context()))
	}
	assert.Equal(t, 1, count(t, pool, "companies"), "a commit that succeeds has written all")
}

func TestAValueThatCannotBeSentCanBeMended(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acme := &Company{Name: "a\x00"}
	require.NoError(t, uow.Run(ctx, pool, Model, func(s *uow.Session) error {
		s.Add(acme)
		require.ErrorContains(t, s.Flush(ctx), "column name")
		require.ErrorContains(t, s.Commit(ctx), "column name")
		acme.Name = "a"
		return nil
	}))
	assert.Equal(t, "a", stored(t, pool, Companies).Name)
}
