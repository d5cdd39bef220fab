package pgtemp_test

import (
	"context"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

const countTables = `select count(*) from pg_catalog.pg_tables where schemaname = 'public'`

func TestNewGivesEachTestAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one", "two", "three"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := pgtemp.New(t)
			var tables int
			require.NoError(t, pool.QueryRow(t.Context(), countTables).Scan(&tables))
			assert.Zero(t, tables)
			_, err := pool.Exec(t.Context(), `create table mine (id int)`)
			require.NoError(t, err)
			assert.EqualValues(t, 4, pool.Config().MaxConns)
		})
	}
}

func TestDatabaseIsDroppedWithItsTest(t *testing.T) {
	t.Parallel()
	var gone string
	t.Run("inner", func(t *testing.T) {
		gone = pgtemp.URL(t)
		assert.Equal(t, "1", ask(t, gone, "select '1'"))
	})
	_, err := pgx.Connect(t.Context(), gone)
	require.ErrorContains(t, err, "does not exist")
}

func TestNewFromPreparesOnce(t *testing.T) {
	t.Parallel()
	var prepared atomic.Int32
	prepare := func(ctx context.Context, url string) error {
		prepared.Add(1)
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, `create table sown (id int); insert into sown values (1), (2)`); err != nil {
			return err
		}
		return conn.Close(ctx)
	}
	t.Run("all", func(t *testing.T) {
		for _, name := range []string{"one", "two", "three"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				pool := pgtemp.NewFrom(t, t.Name()[:len("TestNewFromPreparesOnce")], prepare)
				tag, err := pool.Exec(t.Context(), `delete from sown`)
				require.NoError(t, err)
				assert.EqualValues(t, 2, tag.RowsAffected(), "a copy of its own")
			})
		}
	})
	assert.EqualValues(t, 1, prepared.Load())
}

func TestDatabaseURLOverridesTheThrowAwayServer(t *testing.T) {
	t.Parallel()
	s, err := pgtemp.Start(t.Context(), pgtemp.Options{})
	require.NoError(t, err)
	defer func() { assert.NoError(t, s.Stop()) }()
	execSQL(t, s.URL("postgres"), `create role may login createdb password 'sesame'; create role maynot login password 'sesame'`)
	execSQL(t, s.URL("postgres"), `create database "rowan_00000000000000aa_left" owner may`)

	t.Run("with the right to make databases", func(t *testing.T) {
		out, err := again(t, "postgres://may:sesame@"+s.Addr()+"/postgres?sslmode=disable", "TestNew|TestDatabaseIsDropped")
		require.NoError(t, err, "%s", out)
		assert.NotContains(t, out, "sesame")
		const left = `select coalesce(string_agg(datname, ' '), 'none') from pg_database where datname ~ '^rowan_' and datname !~ '_from_'`
		assert.Equal(t, "none", ask(t, s.URL("postgres"), left), "the run drops its databases, and those of runs that were killed")
		const used = `select count(*)::text from pg_database where datname ~ '_from_'`
		assert.Equal(t, "1", ask(t, s.URL("postgres"), used), "the server was used")
	})
	cases := []struct{ name, url, want string }{
		{"without it", "postgres://maynot:sesame@" + s.Addr() + "/postgres?sslmode=disable", `run: alter role "maynot" createdb`},
		{"nobody there", "postgres://may:sesame@127.0.0.1:1/postgres", "connection refused"},
		{"broken", "postgres://may:sesame@host:port/x y%zz", "DATABASE_URL is no valid address"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, err := again(t, c.url, "TestDatabaseIsDropped")
			require.Error(t, err)
			assert.Contains(t, out, c.want)
			assert.NotContains(t, out, "sesame")
		})
	}
}

// again runs some tests of this binary in another process, on the server of the URL.
func again(t *testing.T, databaseURL, tests string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+tests)
	cmd.Env = append(os.Environ(), pgtemp.URLVariable+"="+databaseURL)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func execSQL(t *testing.T, databaseURL, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), databaseURL)
	require.NoError(t, err)
	_, err = conn.PgConn().Exec(t.Context(), sql).ReadAll()
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
}
