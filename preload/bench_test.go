//go:build unix

package preload_test

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Firm, Worker and Job are what is measured: 1,000 parents with 10 children each, and 2 children of each of those.
type Firm struct {
	ID        int64
	Name      string
	CreatedAt time.Time
	Workers   schema.Many[Worker]
}

type Worker struct {
	ID        int64
	Name      string
	Email     string
	Salary    int64
	Active    bool
	FirmID    int64
	CreatedAt time.Time
	UpdatedAt *time.Time
	Firm      schema.One[Firm]
	Jobs      schema.Many[Job]
}

type Job struct {
	ID       int64
	WorkerID int64
	Title    string
	Done     bool
	Worker   schema.One[Worker]
}

type firms struct {
	schema.Table[Firm, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	CreatedAt schema.Owned[time.Time]
}

type workers struct {
	schema.Table[Worker, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	Email     schema.Col[string]
	Salary    schema.Col[int64]
	Active    schema.Col[bool]
	FirmID    schema.Col[int64]
	CreatedAt schema.Owned[time.Time]
	UpdatedAt schema.NullCol[time.Time]
}

type jobs struct {
	schema.Table[Job, int64]
	ID       schema.Owned[int64]
	WorkerID schema.Col[int64]
	Title    schema.Col[string]
	Done     schema.Col[bool]
}

var (
	Firms = schema.Define("firms", func(d *schema.Def, t *firms, f *Firm) {
		schema.Map(d, &t.ID, "id", &f.ID).Identity()
		schema.Map(d, &t.Name, "name", &f.Name)
		schema.Map(d, &t.CreatedAt, "created_at", &f.CreatedAt).DefaultExpr(query.Now())
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Workers = schema.Define("workers", func(d *schema.Def, t *workers, w *Worker) {
		schema.Map(d, &t.ID, "id", &w.ID).Identity()
		schema.Map(d, &t.Name, "name", &w.Name)
		schema.Map(d, &t.Email, "email", &w.Email)
		schema.Map(d, &t.Salary, "salary", &w.Salary)
		schema.Map(d, &t.Active, "active", &w.Active)
		schema.Map(d, &t.FirmID, "firm_id", &w.FirmID).References(Firms.ID).Index()
		schema.Map(d, &t.CreatedAt, "created_at", &w.CreatedAt).DefaultExpr(query.Now())
		schema.MapNull(d, &t.UpdatedAt, "updated_at", &w.UpdatedAt)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Jobs = schema.Define("jobs", func(d *schema.Def, t *jobs, j *Job) {
		schema.Map(d, &t.ID, "id", &j.ID).Identity()
		schema.Map(d, &t.WorkerID, "worker_id", &j.WorkerID).References(Workers.ID).Index()
		schema.Map(d, &t.Title, "title", &j.Title)
		schema.Map(d, &t.Done, "done", &j.Done)
		schema.PrimaryKey(&t.Table, t.ID)
	})

	FirmWorkers = schema.OneToMany(Firms.ID, Workers.FirmID, func(f *Firm) *schema.Many[Worker] { return &f.Workers })
	WorkerFirm  = schema.ManyToOne(Workers.FirmID, Firms.ID, func(w *Worker) *schema.One[Firm] { return &w.Firm })
	WorkerJobs  = schema.OneToMany(Workers.ID, Jobs.WorkerID, func(w *Worker) *schema.Many[Job] { return &w.Jobs })
	JobWorker   = schema.ManyToOne(Jobs.WorkerID, Workers.ID, func(j *Job) *schema.One[Worker] { return &j.Worker })

	FirmModel = schema.NewModel(Firms, Workers, Jobs, FirmWorkers, WorkerFirm, WorkerJobs, JobWorker)
)

const (
	parents   = 1000
	perParent = 10
	perChild  = 2
)

func firmsDatabase(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool := pgtemp.New(t)
	require.NoError(t, FirmModel.CreateAll(t.Context(), pool))
	_, err := pool.Exec(t.Context(), fmt.Sprintf(`
		insert into firms (name) select 'firm ' || i from generate_series(1, %[1]d) i;
		insert into workers (name, email, salary, active, firm_id, updated_at)
			select 'worker ' || i, 'worker' || i || '@example.com', 1000 + i %% 5000, i %% 10 <> 0, (i - 1) / %[2]d + 1,
				case when i %% 3 = 0 then now() end
			from generate_series(1, %[1]d * %[2]d) i;
		insert into jobs (worker_id, title, done) select (i - 1) / %[3]d + 1, 'job ' || i, i %% 2 = 0
			from generate_series(1, %[1]d * %[2]d * %[3]d) i;
		analyze`, parents, perParent, perChild))
	require.NoError(t, err)
	return pool
}

// hand is what is written by hand with pgx: a query a level, rows.Scan into a struct, append, a map.
type hand struct{ pool *pgxpool.Pool }

type (
	handFirm struct {
		ID        int64
		Name      string
		CreatedAt time.Time
		Workers   []handWorker
	}
	handWorker struct {
		ID        int64
		Name      string
		Email     string
		Salary    int64
		Active    bool
		FirmID    int64
		CreatedAt time.Time
		UpdatedAt *time.Time
	}
)

func (h hand) preload(ctx context.Context, n int64) ([]handFirm, error) {
	rows, err := h.pool.Query(ctx, `SELECT id, name, created_at FROM firms WHERE id <= $1 ORDER BY id`, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var fs []handFirm
	for rows.Next() {
		var f handFirm
		if err := rows.Scan(&f.ID, &f.Name, &f.CreatedAt); err != nil {
			return nil, err
		}
		fs = append(fs, f)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	ids := make([]int64, len(fs))
	byID := make(map[int64]*handFirm, len(fs))
	for i := range fs {
		ids[i] = fs[i].ID
		byID[fs[i].ID] = &fs[i]
	}
	ws, err := h.workers(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, w := range ws {
		f := byID[w.FirmID]
		f.Workers = append(f.Workers, w)
	}
	return fs, nil
}

func (h hand) workers(ctx context.Context, firms []int64) ([]handWorker, error) {
	rows, err := h.pool.Query(ctx, `SELECT id, name, email, salary, active, firm_id, created_at, updated_at FROM workers
		WHERE firm_id = ANY ($1) ORDER BY id`, firms)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ws []handWorker
	for rows.Next() {
		var w handWorker
		if err := rows.Scan(&w.ID, &w.Name, &w.Email, &w.Salary, &w.Active, &w.FirmID, &w.CreatedAt, &w.UpdatedAt); err != nil {
			return nil, err
		}
		ws = append(ws, w)
	}
	return ws, rows.Err()
}

// BenchmarkPreload reads 1,000 firms with 10 workers each.
func BenchmarkPreload(b *testing.B) {
	pool := firmsDatabase(b)
	ctx := b.Context()
	q := query.From(Firms).Where(Firms.ID.Le(parents)).OrderBy(Firms.ID).With(preload.SelectIn(FirmWorkers))
	b.Run("hand", func(b *testing.B) {
		measure(b, func() error { _, err := hand{pool}.preload(ctx, parents); return err })
	})
	b.Run("rowan", func(b *testing.B) {
		measure(b, func() error { _, err := q.Rows(ctx, pool).All(); return err })
	})
}

// measure reports the time that the client itself was at work beside what the benchmark reports.
func measure(b *testing.B, f func() error) {
	b.Helper()
	b.ReportAllocs()
	before := worked()
	for b.Loop() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(worked()-before)/float64(b.N), "cpu-ns/op")
}

func worked() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it cannot fail for the process itself
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
