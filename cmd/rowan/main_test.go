package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/cmd/rowan/internal/tour"
	"github.com/rowan-go/rowan/internal/pgtemp"
)

// beTheCommand makes the test's own binary behave as the command.
const beTheCommand = "ROWAN_TEST_IS_COMMAND"

// smallTree is a Go source tree of a few files.
const smallTree = "../../examples/gostd/testdata/goroot"

func TestMain(m *testing.M) {
	if os.Getenv(beTheCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// result is what a run of the command left.
type result struct {
	stdout, stderr string
	code           int
}

// rowan runs the command as a process of its own. env adds to an environment
// without DATABASE_URL.
func rowan(t *testing.T, env []string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, pgtemp.URLVariable+"=") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	cmd.Env = append(append(cmd.Env, beTheCommand+"=1"), env...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return result{stdout: stdout.String(), stderr: stderr.String(), code: cmd.ProcessState.ExitCode()}
}

func TestRowan_HelpListsTheCommands(t *testing.T) {
	t.Parallel()
	got := rowan(t, nil, "--help")
	assert.Equal(t, 0, got.code)
	assert.Contains(t, got.stdout, "demo")
	assert.Empty(t, got.stderr)
}

func TestRowan_BadFlagsAreOneLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"nothing", nil, "rowan: expected \"demo\"; see rowan --help\n"},
		{"unknown command", []string{"dance"}, "rowan: unexpected argument dance; see rowan --help\n"},
		{"unknown flag", []string{"demo", "--plian"}, "rowan: unknown flag --plian, did you mean \"--plain\"?; see rowan --help\n"},
		{"value left out", []string{"demo", "--goroot"}, "rowan: --goroot: expected string value but got \"EOL\" (<EOL>); see rowan --help\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := rowan(t, nil, c.args...)
			assert.Equal(t, 2, got.code)
			assert.Equal(t, c.want, got.stderr)
			assert.Empty(t, got.stdout)
		})
	}
}

func TestRowan_AnUnreachableServerIsOneLineWithoutThePassword(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t"
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())

	for name, url := range map[string]string{
		"nobody there": "postgres://me:" + secret + "@" + address + "/shop",
		"no URL":       "postgres://me:" + secret + "@" + address + "x/shop",
	} {
		for how, call := range map[string]func() result{
			"variable": func() result { return rowan(t, []string{"DATABASE_URL=" + url}, "demo", "--goroot", smallTree) },
			"flag":     func() result { return rowan(t, nil, "demo", "--goroot", smallTree, "--database-url", url) },
		} {
			t.Run(name+" by "+how, func(t *testing.T) {
				t.Parallel()
				got := call()
				assert.Equal(t, 1, got.code)
				assert.Empty(t, got.stdout)
				assert.Equal(t, 1, strings.Count(got.stderr, "\n"), got.stderr)
				assert.NotContains(t, got.stderr, secret)
			})
		}
	}
}

func TestRowan_AFolderWithoutSourceIsOneLine(t *testing.T) {
	t.Parallel()
	got := rowan(t, nil, "demo", "--goroot", t.TempDir())
	assert.Equal(t, 1, got.code)
	assert.Contains(t, got.stderr, "holds no Go source tree")
	assert.Equal(t, 1, strings.Count(got.stderr, "\n"))
}

func TestRowan_TheDemoOnAServerOfTheUsers(t *testing.T) {
	t.Parallel()
	url := pgtemp.URL(t)
	for _, again := range []string{"first", "again"} {
		got := rowan(t, []string{"DATABASE_URL=" + url}, "demo", "--goroot", smallTree)
		require.Equal(t, 0, got.code, "%s: %s", again, got.stderr)
		assert.Empty(t, got.stderr)
		assertPlain(t, got.stdout)
		assertTour(t, got.stdout)
		assert.Contains(t, got.stdout, "DROP SCHEMA rowan_demo CASCADE")
	}
}

func TestRowan_TheDemoOnAServerOfItsOwn(t *testing.T) {
	t.Parallel()
	got := rowan(t, nil, "demo", "--plain", "--goroot", smallTree)
	require.Equal(t, 0, got.code, got.stderr)
	assert.Empty(t, got.stderr)
	assertPlain(t, got.stdout)
	assertTour(t, got.stdout)
	assert.Contains(t, got.stdout, "a throw-away server")
}

// assertTour checks that every step was shown, with its code and with SQL
// unless it is refused before there is any.
func assertTour(t *testing.T, text string) {
	t.Helper()
	parts := strings.Split(text, "\n──")
	steps := tour.Steps()
	require.Len(t, parts, len(steps)+3, "welcome, steps, goodbye")
	for i, step := range steps {
		assert.True(t, strings.HasSuffix(parts[i+1], fmt.Sprintf("\n%d. %s", i+1, step.Title)), step.Title)
		shown := parts[i+2]
		assert.Contains(t, shown, "gostd.", step.Title)
		if i < len(steps)-1 {
			assert.Contains(t, shown, " │ ", "%s has no rows", step.Title)
			assert.Contains(t, shown, "  -- ", "%s has no statement", step.Title)
		}
	}
	for _, told := range []string{
		"3 statements for 2 packages with 6 files",
		"relation Package.Parent is not loaded",
		"3 INSERTs, parents first.",
		"Package greet is friendly. │ Package greet is friendly.",
		"errors.Is(failed, gostd.Packages.PathUnique): true",
		"errors.Is(err, uow.ErrStale): true",
		"query.Null", // the refusal says how to mend it
	} {
		assert.Contains(t, text, told)
	}
	assert.Contains(t, parts[len(parts)-1], fmt.Sprintf("✓ %d steps", len(steps)))
}

// assertPlain checks that nothing but text and line ends was written.
func assertPlain(t *testing.T, text string) {
	t.Helper()
	for i, r := range text {
		if r < ' ' && r != '\n' || r == 0x7f {
			assert.Failf(t, "control character", "%q at %d, after %q", r, i, text[max(0, i-40):i])
			return
		}
	}
}

func TestRun_StopsWhenItIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"demo", "--goroot", smallTree, "--database-url", pgtemp.URL(t)}, &stdout, &stderr)
	assert.Equal(t, 1, code)
	assert.Equal(t, "rowan: interrupted\n", stderr.String())
}
