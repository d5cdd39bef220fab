package pgtemp_test

import (
	"context"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

func TestTwoServersRunAtOnceAndLeaveNothing(t *testing.T) {
	t.Parallel()
	first, err := pgtemp.Start(t.Context(), pgtemp.Options{})
	require.NoError(t, err)
	second, err := pgtemp.Start(t.Context(), pgtemp.Options{Durable: true})
	require.NoError(t, err)
	assert.Equal(t, "off", ask(t, first.URL("postgres"), "show fsync"))
	assert.Equal(t, "on", ask(t, second.URL("postgres"), "show fsync"))
	assert.Equal(t, first.Version(), strings.Fields(ask(t, first.URL("postgres"), "show server_version"))[0])

	pids := map[string]int{}
	for _, s := range []*pgtemp.Server{first, second} {
		pids[folder(t, s.URL("postgres"))] = serverPID(t, s.URL("postgres"))
		require.NoError(t, s.Stop())
		require.NoError(t, s.Stop(), "stopping again does nothing")
	}
	require.Len(t, pids, 2)
	for dir, pid := range pids {
		assert.NoDirExists(t, dir)
		assert.False(t, isRunning(pid))
	}
}

func TestServerAnswersOnLoopback(t *testing.T) {
	t.Parallel()
	s, err := pgtemp.Start(t.Context(), pgtemp.Options{Settings: map[string]string{"wal_level": "logical"}})
	require.NoError(t, err)
	assert.Equal(t, "logical", ask(t, "postgres://postgres@"+s.Addr()+"/postgres?sslmode=disable", "show wal_level"))
	require.NoError(t, s.Stop())
}

func TestServerSaysWhyItDidNotStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path := dir; path != os.TempDir() && len(path) > 1; path = path[:strings.LastIndexByte(path, '/')] {
		require.NoError(t, os.Chmod(path, 0o755)) // the server's user must get in when root runs this
	}
	_, err := pgtemp.Start(t.Context(), pgtemp.Options{Dir: dir, Settings: map[string]string{"no_such_setting": "1"}})
	require.ErrorContains(t, err, `unrecognized configuration parameter "no_such_setting"`)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestKilledStarterLeavesNoServerAndNoFiles(t *testing.T) {
	t.Parallel()
	starter := begin(t, "own")
	pid := serverPID(t, starter.url)
	require.True(t, isRunning(pid))
	starter.kill(t)
	awaitGone(t, starter.url, pid)
}

func TestStartGivesUpWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := pgtemp.Start(ctx, pgtemp.Options{Dir: t.TempDir()})
	require.ErrorIs(t, err, context.Canceled)
}

// ask returns the single value of a query.
func ask(t *testing.T, databaseURL, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), databaseURL)
	require.NoError(t, err)
	var value string
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&value))
	require.NoError(t, conn.Close(t.Context()))
	return value
}

// folder is where the server of a URL keeps its files.
func folder(t *testing.T, databaseURL string) string {
	t.Helper()
	u, err := url.Parse(databaseURL)
	require.NoError(t, err)
	return u.Query().Get("host")
}

// serverPID is the process id of the server itself.
func serverPID(t *testing.T, databaseURL string) int {
	t.Helper()
	text, err := os.ReadFile(folder(t, databaseURL) + "/data/postmaster.pid")
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	require.NoError(t, err)
	return pid
}

func isRunning(pid int) bool { return syscall.Kill(pid, 0) == nil }

func awaitGone(t *testing.T, databaseURL string, pid int) {
	t.Helper()
	dir := folder(t, databaseURL)
	require.Eventually(t, func() bool {
		_, err := os.Stat(dir)
		return os.IsNotExist(err) && !isRunning(pid)
	}, soon, 10*time.Millisecond)
}
