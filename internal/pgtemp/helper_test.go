package pgtemp_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// helperVariable makes this test binary start or join a server, print its URL, and hold it until its standard input ends.
const helperVariable = "PGTEMP_TEST_HELPER"

func TestMain(m *testing.M) {
	if role := os.Getenv(helperVariable); role != "" {
		os.Exit(help(role))
	}
	os.Exit(m.Run())
}

func help(role string) int {
	s, err := helperServer(role)
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	fmt.Println(s.URL("postgres"))
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(); err != nil {
		fmt.Println("error", err)
		return 1
	}
	return 0
}

func helperServer(role string) (*pgtemp.Server, error) {
	if group, ok := strings.CutPrefix(role, "share "); ok {
		return pgtemp.Share(context.Background(), group)
	}
	return pgtemp.Start(context.Background(), pgtemp.Options{})
}

// process is a process of its own that uses a server.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	url   string
}

// begin starts a helper process and returns when its server answers.
func begin(t *testing.T, role string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), helperVariable+"="+role)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // it has ended already where the test went well
	url, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(url, "postgres://"), "the helper says: %s", url)
	return &process{cmd: cmd, stdin: stdin, url: strings.TrimSpace(url)}
}

// end lets the process end by itself.
func (p *process) end(t *testing.T) {
	t.Helper()
	require.NoError(t, p.stdin.Close())
	require.NoError(t, p.cmd.Wait())
}

// kill is kill -9.
func (p *process) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Kill())
	require.Error(t, p.cmd.Wait())
}

const soon = 30 * time.Second
