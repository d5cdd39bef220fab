package pin_test

import (
	"os"
	"runtime"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/rowan-go/rowan/bench/pin"
	"github.com/rowan-go/rowan/bench/store"
)

func cores(t *testing.T, pid int) int {
	t.Helper()
	var set unix.CPUSet
	require.NoError(t, unix.SchedGetaffinity(pid, &set))
	return set.Count()
}

func TestClientAndServerShareOneCore(t *testing.T) { //nolint:paralleltest // it moves the whole process
	ctx := t.Context()
	server, err := store.Start(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, server.Stop()) }()
	db, err := server.NewDatabase(ctx, store.Rows{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Drop(ctx)) }()
	conn, err := pgx.Connect(ctx, db.URL)
	require.NoError(t, err)
	defer conn.Close(ctx)
	backend := int(conn.PgConn().PID())

	before, procs := cores(t, os.Getpid()), runtime.GOMAXPROCS(0)
	undo, err := pin.OneCore([]int{backend})
	if os.Getenv("DATABASE_URL") != "" && err != nil {
		require.ErrorIs(t, err, pin.ErrElsewhere, "a server of somebody else's")
		return
	}
	require.NoError(t, err)
	assert.Equal(t, 1, cores(t, os.Getpid()))
	assert.Equal(t, 1, cores(t, backend))
	processes, err := db.Processes(ctx)
	require.NoError(t, err)
	assert.Equal(t, []int{backend}, processes)
	assert.Equal(t, 1, runtime.GOMAXPROCS(0))
	undo()
	assert.Equal(t, before, cores(t, os.Getpid()))
	assert.Equal(t, before, cores(t, backend))
	assert.Equal(t, procs, runtime.GOMAXPROCS(0))

	_, err = pin.OneCore([]int{os.Getpid()})
	require.ErrorIs(t, err, pin.ErrElsewhere, "the test is no server process")
	assert.Equal(t, before, cores(t, os.Getpid()))
}
