package query_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// The tables of the benchmarks, as those of bench/: an employee of eight columns, a company, tasks.

type firm struct {
	ID   int64
	Name string
}

type firms struct {
	schema.Table[firm, int64]
	ID   schema.Owned[int64]
	Name schema.Col[string]
}

var benchFirms = schema.Define("firms", func(d *schema.Def, t *firms, e *firm) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.PrimaryKey(&t.Table, t.ID)
})

type worker struct {
	ID        int64
	Name      string
	Email     string
	Salary    int64
	Active    bool
	FirmID    int64
	CreatedAt time.Time
	UpdatedAt *time.Time
}

type workers struct {
	schema.Table[worker, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	Email     schema.Col[string]
	Salary    schema.Col[int64]
	Active    schema.Col[bool]
	FirmID    schema.Col[int64]
	CreatedAt schema.Owned[time.Time]
	UpdatedAt schema.NullCol[time.Time]
}

var benchWorkers = schema.Define("workers", func(d *schema.Def, t *workers, e *worker) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.Map(d, &t.Email, "email", &e.Email)
	schema.Map(d, &t.Salary, "salary", &e.Salary)
	schema.Map(d, &t.Active, "active", &e.Active)
	schema.Map(d, &t.FirmID, "firm_id", &e.FirmID).References(benchFirms.ID)
	schema.Map(d, &t.CreatedAt, "created_at", &e.CreatedAt).DefaultExpr(query.Now())
	schema.MapNull(d, &t.UpdatedAt, "updated_at", &e.UpdatedAt)
	schema.PrimaryKey(&t.Table, t.ID)
})

type chore struct {
	ID       int64
	WorkerID int64
}

type chores struct {
	schema.Table[chore, int64]
	ID       schema.Owned[int64]
	WorkerID schema.Col[int64]
}

var benchChores = schema.Define("chores", func(d *schema.Def, t *chores, e *chore) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.WorkerID, "worker_id", &e.WorkerID).References(benchWorkers.ID)
	schema.PrimaryKey(&t.Table, t.ID)
})

const benchRows = 10_000

const benchSQL = `
create table firms (id bigint generated always as identity primary key, name text not null);
create table workers (id bigint generated always as identity primary key, name text not null, email text not null, salary bigint not null,
	active boolean not null, firm_id bigint not null references firms, created_at timestamptz not null default now(), updated_at timestamptz);
create table chores (id bigint generated always as identity primary key, worker_id bigint not null references workers);
insert into firms (name) select 'firm' || g from generate_series(1, 1000) g;
insert into workers (name, email, salary, active, firm_id, updated_at)
	select 'worker' || g, 'worker' || g || '@example.com', 1000 + g % 500, g % 3 <> 0, 1 + g % 1000, case when g % 2 = 0 then now() end
	from generate_series(1, 10000) g;
insert into chores (worker_id) select g from generate_series(1, 10000, 3) g;
analyze;`

// workplace has the rows of the benchmarks.
func workplace(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool := pgtemp.New(t)
	_, err := pool.Exec(t.Context(), benchSQL)
	require.NoError(t, err)
	return pool
}

// asked are the arguments of the report: variables, so that no compiler folds them.
var asked = struct {
	active bool
	salary int64
	name   string
	email  string
	maxID  int64
	having int64
	limit  int64
}{true, 1005, "worker%", "worker7@example.com", 900, 2, 10}

// report has 2 joins, 5 predicates, GROUP BY, HAVING, ORDER BY and LIMIT.
func report() query.Query4[int64, string, int64, *int64] {
	f, w, c := benchFirms, benchWorkers, benchChores
	total := query.Sum(w.Salary)
	return query.Select4(f.ID, f.Name, query.Count(w.ID), total).
		From(f).
		Join(w, w.FirmID.EqExpr(f.ID)).
		LeftJoin(c, c.WorkerID.EqExpr(w.ID)).
		Where(
			w.Active.Eq(asked.active), w.Salary.Gt(asked.salary), query.Like(w.Name, asked.name),
			w.Email.Ne(asked.email), f.ID.Lt(asked.maxID)).
		GroupBy(f.ID, f.Name).
		Having(query.Count(w.ID).Gt(asked.having)).
		OrderBy(total.Asc(), f.ID.Asc()).
		Limit(asked.limit)
}

var byID = query.Compile1(func(id query.Param[int64]) query.Query[*worker] {
	return query.From(benchWorkers).Where(benchWorkers.ID.EqExpr(id))
})

func BenchmarkA_BuildAndRender(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := report().ToSql(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkA_Build(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = report()
	}
}

func BenchmarkB_OneByKey(b *testing.B) {
	pool := workplace(b)
	ctx := context.Background() // as a handler of pgx: a context that can be cancelled costs four allocations more
	id := int64(0)
	next := func() int64 { id = id%benchRows + 1; return id }
	b.Run("pgx raw values", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			rows, err := pool.Query(ctx, benchOneSQL, next())
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
				_ = rows.RawValues()
			}
			rows.Close()
			if err := rows.Err(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("pgx scan", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var e worker
			if err := pool.QueryRow(ctx, benchOneSQL, next()).Scan(&e.ID, &e.Name, &e.Email, &e.Salary, &e.Active, &e.FirmID, &e.CreatedAt, &e.UpdatedAt); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("dynamic", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := query.From(benchWorkers).Where(benchWorkers.ID.Eq(next())).Rows(ctx, pool).One(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("compiled", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := byID.Rows(ctx, pool, next()).One(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

const benchOneSQL = `SELECT id, name, email, salary, active, firm_id, created_at, updated_at FROM workers WHERE id = $1`
