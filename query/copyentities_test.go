package query_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func staff(n int) []*Employee {
	es := make([]*Employee, n)
	for i := range es {
		es[i] = &Employee{Name: fmt.Sprintf("e%d", i+1), Status: "copied", Salary: int64(i + 1), CompanyID: 1}
		if i%3 == 0 {
			es[i].Nickname = &es[i].Name
		}
	}
	return es
}

func copied(t *testing.T, db query.DB) []*Employee {
	t.Helper()
	es, err := query.From(Employees).Where(Employees.Status.Eq("copied")).OrderBy(Employees.Salary.Asc()).Rows(t.Context(), db).All()
	require.NoError(t, err)
	return es
}

func TestCopyLoadsEntitiesUnderKeysThatWereReserved(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	es := staff(10_000)
	ids, err := query.ReserveKeys(ctx, db, Employees.ID, len(es))
	require.NoError(t, err)
	require.Len(t, ids, len(es))
	for i, e := range es {
		e.ID = ids[i]
	}
	e := Employees
	n, err := query.CopyEntities(ctx, db, e, es, e.ID, e.Name, e.Status, e.Nickname, e.Salary, e.CompanyID)
	require.NoError(t, err)
	assert.EqualValues(t, len(es), n)
	assert.Equal(t, es, copied(t, db), "the objects are the rows, keys included")
	next, _, err := query.Returning(query.InsertEntities(e, staff(1)), e.ID).Rows(ctx, db).Scalar()
	require.NoError(t, err)
	assert.Greater(t, next, ids[len(ids)-1], "the numbers are taken")
}

func TestCopyWritesWhatProgramsWrite(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	es := staff(2)
	es[0].ID = 99
	n, err := query.CopyEntities(ctx, db, Employees, es)
	require.NoError(t, err)
	assert.EqualValues(t, 2, n)
	got := copied(t, db)
	require.Len(t, got, 2)
	assert.NotEqual(t, int64(99), got[0].ID, "the database owns the id")
	assert.Equal(t, int64(99), es[0].ID, "what was given is not changed")

	n, err = query.CopyEntities(ctx, db, Employees, es, Employees.Name, Employees.CompanyID)
	require.NoError(t, err)
	assert.EqualValues(t, 2, n)
	status, err := query.Select(Employees.Status).From(Employees).Where(Employees.Name.Eq("e1")).OrderBy(Employees.ID.Asc()).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Equal(t, []Status{"copied", "new"}, status, "a column that is not named gets its default")

	n, err = query.CopyEntities(ctx, db, Employees, nil)
	require.NoError(t, err)
	assert.Zero(t, n)
}

// modes are pgx's five.
var modes = []pgx.QueryExecMode{
	pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
}

func inMode(t *testing.T, pool *pgxpool.Pool, mode pgx.QueryExecMode) *pgxpool.Pool {
	t.Helper()
	return reopened(t, pool, func(c *pgxpool.Config) { c.ConnConfig.DefaultQueryExecMode = mode })
}

// wrapped is a transaction that somebody put something around.
type wrapped struct{ pgx.Tx }

func TestCopyRunsOnEveryKindOfDatabaseInEveryMode(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	es := staff(500)
	for _, mode := range modes {
		pool := inMode(t, pool, mode)
		conn, err := pool.Acquire(ctx)
		require.NoError(t, err)
		for _, name := range []string{"pool", "connection", "bare connection", "transaction", "bare transaction", "nested transaction", "wrapped transaction"} {
			db, done := query.DB(pool), func() {}
			begin := func(from interface {
				Begin(ctx context.Context) (pgx.Tx, error)
			},
			) pgx.Tx {
				tx, err := from.Begin(ctx)
				require.NoError(t, err)
				before := done
				done = func() { require.NoError(t, tx.Commit(ctx)); before() }
				return tx
			}
			switch name {
			case "connection":
				db = conn
			case "bare connection":
				db = conn.Conn()
			case "transaction":
				db = begin(pool)
			case "bare transaction":
				db = begin(conn.Conn())
			case "nested transaction":
				db = begin(begin(pool))
			case "wrapped transaction":
				db = wrapped{begin(pool)}
			}
			n, err := query.CopyEntities(ctx, db, Employees, es)
			require.NoError(t, err, "%s %s", mode, name)
			assert.EqualValues(t, len(es), n)
			done()
			got := copied(t, pool)
			require.Len(t, got, len(es), "%s %s", mode, name)
			for i, e := range got {
				e.ID = 0
				require.Equal(t, es[i], e, "%s %s", mode, name)
			}
			_, err = query.Delete(Employees).Where(Employees.Status.Eq("copied")).Exec(ctx, pool)
			require.NoError(t, err)
		}
		conn.Release()
	}
}

func TestCopyRefusesBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	traced, trace := sqltrace.Record(t, pool)
	ended, err := pool.Begin(ctx)
	require.NoError(t, err)
	require.NoError(t, ended.Rollback(ctx))
	tx, err := pool.Begin(ctx)
	require.NoError(t, err)
	defer tx.Rollback(ctx) //nolint:errcheck // it is committed
	for _, c := range []struct {
		name string
		want string
		db   query.DB
		es   []*Employee
		col  query.Expression
	}{
		{"a nil entity", "entity 2 of 2 is nil", traced, []*Employee{{Name: "a"}, nil}, Employees.Name},
		{"another table's column", "is no column of employees", traced, staff(1), Companies.Name},
		{"no column", "is no column of employees", traced, staff(1), query.Lower(Employees.Name)},
		{"a nil database", "a nil database", nil, staff(1), Employees.Name},
		{"an interface of the program's own", "a query_test.foreign gives no connection to copy on; pass a *pgxpool.Pool", foreign{traced}, staff(1), Employees.Name},
		{"a transaction that has ended", "tx is closed", ended, staff(1), Employees.Name},
		{"a NUL in the first block", "employees.name of entity 2", tx, []*Employee{{}, {Name: "a\x00"}}, Employees.Name},
		{"no UTF-8 in the first block", "employees.name of entity 1", tx, []*Employee{{Name: "\xff"}}, Employees.Name},
	} {
		n, err := query.CopyEntities(ctx, c.db, Employees, c.es, c.col)
		require.ErrorContains(t, err, c.want, c.name)
		assert.Zero(t, n)
	}
	assert.Empty(t, trace.Statements())
	n, err := query.CopyEntities(ctx, tx, Employees, staff(1))
	require.NoError(t, err, "the transaction goes on")
	assert.EqualValues(t, 1, n)
	require.NoError(t, tx.Commit(ctx))
	_, err = query.CopyEntities(ctx, pool, (*employees)(nil), staff(1))
	require.Error(t, err)
}

// foreign is a database that is none of pgx's.
type foreign struct{ query.DB }

func TestAValueThatCannotBeSentLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	defer conn.Release()
	es := staff(60_000)
	es[49_999].Name = "a\x00b"
	for _, columns := range [][]query.Expression{nil, {Employees.Salary, Employees.Name, Employees.CompanyID, Employees.Status}} {
		_, err = query.CopyEntities(ctx, conn, Employees, es, columns...)
		var broken *query.CopyError
		require.ErrorAs(t, err, &broken)
		assert.Equal(t, 50_000, broken.Entity)
		assert.Equal(t, "name", broken.Column)
		assert.ErrorContains(t, err, "employees.name of entity 50000")
		assert.Empty(t, copied(t, conn), "on the same connection, which is as good as new")
		assert.False(t, conn.Conn().IsClosed())
	}
	es[49_999].Name = "fine"
	n, err := query.CopyEntities(ctx, conn, Employees, es)
	require.NoError(t, err)
	assert.EqualValues(t, len(es), n)
}

func TestCopySaysWhereTheServerStopped(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	_, err := db.Exec(ctx, `ALTER TABLE employees ADD CONSTRAINT name_taken UNIQUE (name), ADD CONSTRAINT paid CHECK (salary > 0)`)
	require.NoError(t, err)
	for _, c := range []struct {
		name       string
		change     func(es []*Employee)
		entity     int
		constraint string
		column     string
	}{
		{"unique", func(es []*Employee) { es[2500].Name = "e7" }, 2501, "name_taken", ""},
		{"check", func(es []*Employee) { es[4].Salary = 0 }, 5, "paid", ""},
		{"foreign key", func(es []*Employee) { es[4].CompanyID = 77 }, 0, "employees_company_id_fkey", ""},
	} {
		es := staff(3000)
		c.change(es)
		for _, pool := range []*pgxpool.Pool{db, inMode(t, db, pgx.QueryExecModeExec)} {
			_, err := query.CopyEntities(ctx, pool, Employees, es)
			var copying *query.CopyError
			require.ErrorAs(t, err, &copying, c.name)
			assert.Equal(t, c.entity, copying.Entity, c.name)
			assert.Equal(t, c.column, copying.Column, c.name)
			var constraint *query.ConstraintError
			require.ErrorAs(t, err, &constraint, c.name)
			assert.Equal(t, c.constraint, constraint.Constraint)
			assert.Equal(t, c.name == "unique", query.IsConflict(err))
			assert.Empty(t, copied(t, pool), c.name)
		}
	}
	_, err = db.Exec(ctx, "UPDATE employees SET nickname = ''; ALTER TABLE employees ALTER nickname SET NOT NULL, ALTER status TYPE varchar(6)")
	require.NoError(t, err)
	es := staff(3)
	_, err = query.CopyEntities(ctx, db, Employees, es)
	var copying *query.CopyError
	require.ErrorAs(t, err, &copying)
	assert.Equal(t, &query.CopyError{Table: "employees", Column: "nickname", Entity: 2, Err: copying.Err}, copying)
	for _, pool := range []*pgxpool.Pool{db, inMode(t, db, pgx.QueryExecModeExec)} {
		es[1].Nickname, es[2].Nickname, es[1].Status = new("\nCOPY employees, line 9"), new(""), "toolong\nCOPY employees, line 7"
		_, err = query.CopyEntities(ctx, pool, Employees, es)
		require.ErrorAs(t, err, &copying)
		assert.Equal(t, &query.CopyError{Table: "employees", Column: "status", Entity: 2, Err: copying.Err}, copying)
		var pg *pgconn.PgError
		require.ErrorAs(t, err, &pg)
		assert.Equal(t, "22001", pg.Code)
	}
	_, err = db.Exec(ctx, "ALTER TABLE employees RENAME TO others; CREATE VIEW employees AS SELECT * FROM others")
	require.NoError(t, err)
	_, err = query.CopyEntities(ctx, db, Employees, staff(1))
	require.ErrorContains(t, err, "cannot copy to view")
	_, err = db.Exec(ctx, "DROP VIEW employees")
	require.NoError(t, err)
	_, err = query.CopyEntities(ctx, db, Employees, staff(1))
	require.ErrorContains(t, err, `relation "employees" does not exist`)
}

func TestCopyCountsTheRowsThatTriggersLeave(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	_, err := db.Exec(ctx, `CREATE FUNCTION only_even() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF new.salary = 13 THEN RAISE 'unlucky'; END IF;
			IF new.salary % 2 = 1 THEN RETURN NULL; END IF; RETURN new; END $$;
		CREATE TRIGGER even BEFORE INSERT ON employees FOR EACH ROW EXECUTE FUNCTION only_even()`)
	require.NoError(t, err)
	n, err := query.CopyEntities(ctx, db, Employees, staff(12))
	require.NoError(t, err)
	assert.EqualValues(t, 6, n)
	_, err = query.CopyEntities(ctx, db, Employees, staff(20))
	var copying *query.CopyError
	require.ErrorAs(t, err, &copying)
	assert.Equal(t, 13, copying.Entity, "behind the context of the trigger")
}

func TestCopyGoesIntoPartitions(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	_, err := db.Exec(ctx, `DROP TABLE employees; CREATE TABLE employees (id bigint GENERATED BY DEFAULT AS IDENTITY, name text, status text, nickname text,
			salary bigint NOT NULL, company_id bigint, twice bigint GENERATED ALWAYS AS (salary * 2) STORED) PARTITION BY RANGE (salary);
		CREATE TABLE few PARTITION OF employees FOR VALUES FROM (0) TO (50); CREATE TABLE many PARTITION OF employees FOR VALUES FROM (50) TO (200)`)
	require.NoError(t, err)
	n, err := query.CopyEntities(ctx, db, Employees, staff(150))
	require.NoError(t, err)
	assert.EqualValues(t, 150, n)
	_, err = query.CopyEntities(ctx, db, Employees, staff(220))
	var copying *query.CopyError
	require.ErrorAs(t, err, &copying)
	assert.Equal(t, 200, copying.Entity)
	assert.ErrorContains(t, err, "no partition")
}

// Bytes of another type of the same length must not be taken for values.
func TestCopyAsksForTheTypesThatColumnsHave(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	n, err := query.CopyEntities(ctx, db, Employees, staff(3))
	require.NoError(t, err)
	assert.EqualValues(t, 3, n)
	_, err = db.Exec(ctx, "ALTER TABLE employees ALTER salary DROP DEFAULT, ALTER salary TYPE double precision, ALTER company_id TYPE integer")
	require.NoError(t, err)
	n, err = query.CopyEntities(ctx, db, Employees, staff(3), Employees.Name, Employees.Salary, Employees.CompanyID)
	require.NoError(t, err)
	assert.EqualValues(t, 3, n)
	var sum float64
	require.NoError(t, db.QueryRow(ctx, "SELECT sum(salary) FROM employees WHERE status = 'new' AND name LIKE 'e%'").Scan(&sum))
	assert.InDelta(t, 6, sum, 0)
}

func TestATracerSeesCopy(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	traced, trace := sqltrace.Record(t, pool)
	_, err := query.CopyEntities(ctx, traced, Employees, staff(3))
	require.NoError(t, err)
	require.Len(t, trace.Statements(), 1, trace)
	assert.Equal(t, `copy "employees" (name, status, nickname, salary, company_id)`, trace.SQL()[0])
	assert.Equal(t, "COPY 3", trace.Statements()[0].Tag)
	es := staff(2)
	es[1].CompanyID = 77
	_, err = query.CopyEntities(ctx, traced, Employees, es)
	require.Error(t, err)
	require.Error(t, trace.Statements()[1].Err)
}

func TestCopyEndsWithItsContext(t *testing.T) {
	t.Parallel()
	pool := database(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := query.CopyEntities(ended, pool, Employees, staff(1))
	require.ErrorIs(t, err, context.Canceled)

	_, err = pool.Exec(t.Context(), `CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			PERFORM pg_sleep(0.05); RETURN new; END $$;
		CREATE TRIGGER wait BEFORE INSERT ON employees FOR EACH ROW EXECUTE FUNCTION wait()`)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	es := staff(60_000)
	done := make(chan error)
	go func() {
		_, err := query.CopyEntities(ctx, conn, Employees, es)
		for _, e := range es {
			e.Name = "" // they are the caller's again: the race detector sees who still reads them
		}
		done <- err
	}()
	running(t, pool, "COPY %")
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
	assert.True(t, conn.Conn().IsClosed())
	conn.Release()
	assert.Empty(t, copied(t, pool))
}

// running waits until a statement like pattern runs.
func running(t *testing.T, pool *pgxpool.Pool, pattern string) {
	t.Helper()
	for n := 0; n == 0; {
		require.NoError(t, pool.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()", pattern).Scan(&n))
	}
}

func TestKeysAreReservedWhereTheDatabaseHasThem(t *testing.T) {
	t.Parallel()
	ctx, db := t.Context(), database(t)
	none, err := query.ReserveKeys(ctx, db, Employees.ID, 0)
	require.NoError(t, err)
	assert.Empty(t, none)
	for _, mode := range modes {
		for _, n := range []int{1, 3, 127, 128, 1000} { // the last two come as one array
			ids, err := query.ReserveKeys(ctx, inMode(t, db, mode), Employees.ID, n)
			require.NoError(t, err, mode)
			require.Len(t, ids, n)
			for i, id := range ids {
				require.Equal(t, ids[0]+int64(i), id, mode)
			}
		}
	}
	_, err = query.ReserveKeys(ctx, db, Employees.ID, -1)
	require.ErrorContains(t, err, "employees.id cannot give -1 keys")
	_, err = query.ReserveKeys(ctx, db, Employees.Name, 1)
	require.ErrorContains(t, err, "employees.name is no identity and has no default expression")
	_, err = query.ReserveKeys(ctx, db, query.Expr[string](query.Lower(Employees.Name)), 1)
	require.ErrorContains(t, err, "is no column of a table")
	_, err = db.Exec(ctx, "ALTER TABLE employees ALTER id DROP IDENTITY")
	require.NoError(t, err)
	for _, n := range []int{2, 200} {
		_, err = query.ReserveKeys(ctx, db, Employees.ID, n)
		var refused *query.BuildError
		require.ErrorAs(t, err, &refused, n)
		assert.Equal(t, "employees.id", refused.Thing)
		assert.Contains(t, refused.Problem, `SELECT pg_get_serial_sequence('"employees"', 'id')`)
	}
	_, err = query.ReserveKeys(ctx, nil, Employees.ID, 2)
	require.ErrorContains(t, err, "a nil database")
}

func TestS48_ACopyIsHeard(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	var h heard
	db := query.Logged(pool, h.log)
	_, err := query.CopyEntities(ctx, db, Employees, staff(3))
	require.NoError(t, err)
	broken := staff(2)
	broken[1].CompanyID = 77
	_, err = query.CopyEntities(ctx, db, Employees, broken)
	require.Error(t, err)
	_, err = query.CopyEntities(ctx, db, Employees, []*Employee{{Name: "\x00"}})
	require.Error(t, err)
	_, err = query.ReserveKeys(ctx, db, Employees.ID, 4)
	require.NoError(t, err)
	assert.Equal(t, []string{"query 3", "query failed", "query 4"}, h.causes(), "what was not sent is not heard")
	assert.Equal(t, `COPY "employees" ("name", "status", "nickname", "salary", "company_id") FROM STDIN (FORMAT binary)`, h.all[0].SQL)
}

// Badge has keys that an expression of the database makes, and a column that it generates.
type Badge struct {
	ID    digest
	Name  string
	Upper string
}

type badges struct {
	schema.Table[Badge, digest]
	ID    schema.Col[digest]
	Name  schema.Col[string]
	Upper schema.Owned[string]
}

var Badges = schema.Define("badges", func(d *schema.Def, t *badges, e *Badge) {
	schema.Map(d, &t.ID, "id", &e.ID).DefaultExpr(query.RawNotNull[digest](query.SQL("gen_random_uuid()")))
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.Map(d, &t.Upper, "upper", &e.Upper).Generated(query.Upper(t.Name))
	schema.PrimaryKey(&t.Table, t.ID)
})

func TestKeysOfADefaultExpressionAreReserved(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), database(t)
	require.NoError(t, schema.NewModel(Badges).CreateAll(ctx, pool))
	ids, err := query.ReserveKeys(ctx, pool, Badges.ID, 2)
	require.NoError(t, err)
	require.Len(t, ids, 2)
	assert.NotEqual(t, ids[0], ids[1])
	many, err := query.ReserveKeys(ctx, pool, Badges.ID, 500)
	require.NoError(t, err)
	distinct := map[digest]bool{}
	for _, id := range many {
		distinct[id] = true
	}
	assert.Len(t, distinct, 500)
	es := []*Badge{{ID: ids[0], Name: "a"}, {ID: ids[1], Name: "b"}}
	n, err := query.CopyEntities(ctx, pool, Badges, es)
	require.NoError(t, err)
	assert.EqualValues(t, 2, n)
	upper, err := query.Select(Badges.Upper).From(Badges).Where(Badges.ID.Eq(ids[1])).Rows(ctx, pool).One()
	require.NoError(t, err)
	assert.Equal(t, "B", upper)
	_, err = query.CopyEntities(ctx, pool, Badges, es, Badges.Name, Badges.Upper)
	require.ErrorContains(t, err, "badges.upper is generated by the database; leave it out")
}

func TestARoleThatMayNotUseTheSequenceReservesNoKeys(t *testing.T) {
	t.Parallel()
	ctx, owner := t.Context(), database(t)
	role := owner.Config().ConnConfig.Database + "_loader"
	_, err := owner.Exec(ctx, "CREATE ROLE "+role+"; GRANT INSERT ON employees TO "+role)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := owner.Exec(context.Background(), "DROP OWNED BY "+role+"; DROP ROLE "+role)
		assert.NoError(t, err)
	})
	pool := reopened(t, owner, func(c *pgxpool.Config) { c.ConnConfig.RuntimeParams["role"] = role })
	for _, n := range []int{3, 300} {
		_, err = query.ReserveKeys(ctx, pool, Employees.ID, n)
		require.ErrorContains(t, err, "employees.id got no number")
		assert.ErrorContains(t, err, "GRANT USAGE")
	}
	n, err := query.CopyEntities(ctx, pool, Employees, staff(300))
	require.NoError(t, err, "COPY needs INSERT alone")
	assert.EqualValues(t, 300, n)
}
