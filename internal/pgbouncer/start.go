package pgbouncer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const startTimeout = 20 * time.Second

// watcher runs the program until our end of a pipe is closed, which it is when the test ends, and when this process does.
const watcher = `"$0" "$1" & read -r _; kill -INT $!; wait`

// Start starts a PgBouncer before the database of url, and returns its address. It has no more than size connections to the
// server, each of which it gives to a client for a transaction, and it forgets nothing in between: prepared statements stay,
// and it does not track them. It ends with the test. Where there is none to start, the test fails.
func Start(t testing.TB, databaseURL string, size int) string {
	t.Helper()
	program, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		t.Fatal("pgbouncer: the test's database has no valid address")
	}
	for { // until nobody else takes the port first
		port, err := freePort()
		if err != nil {
			t.Fatal(err)
		}
		settings, err := settingsFor(program, config, port, size)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "pgbouncer.ini")
		if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		log := run(t, program, file)
		at := url.URL{Scheme: "postgres", User: url.User(config.User), Host: net.JoinHostPort("127.0.0.1", fmt.Sprint(port)), Path: "/" + config.Database, RawQuery: "sslmode=disable"}
		err = await(t.Context(), at.String())
		if err == nil {
			return at.String()
		}
		if !strings.Contains(log.String(), "Address already in use") {
			t.Fatalf("pgbouncer: it did not come up: %v\n%s", err, log)
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("pgbouncer: find a free port: %w", err)
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close() //nolint:forcetypeassert // of a TCP listener
}

func settingsFor(program string, c *pgx.ConnConfig, port, size int) (string, error) {
	user, err := unprivileged()
	if err != nil {
		return "", err
	}
	tracking, err := tracks(program)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "[databases]\n* = host=%s port=%d user=%s", quoted(c.Host), c.Port, quoted(c.User))
	if c.Password != "" {
		fmt.Fprintf(&b, " password=%s", quoted(c.Password))
	}
	fmt.Fprintf(&b, "\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %d\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n", port)
	fmt.Fprintf(&b, "default_pool_size = %d\nmax_client_conn = 200\n", size)
	if user != "" {
		fmt.Fprintf(&b, "user = %s\n", user)
	}
	if c.TLSConfig != nil {
		b.WriteString("server_tls_sslmode = prefer\n")
	}
	if tracking {
		b.WriteString("max_prepared_statements = 0\n")
	}
	return b.String(), nil
}

func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// run starts the program, and returns what it writes.
func run(t testing.TB, program, settings string) *output {
	t.Helper()
	log := &output{}
	life, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", "-c", watcher, program, settings)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = life, log, log
	if err := errors.Join(cmd.Start(), life.Close()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = ours.Close()
		_ = cmd.Wait() // its exit code is that of a program that was stopped
	})
	return log
}

// await waits until the database answers.
func await(ctx context.Context, databaseURL string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, databaseURL)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// output is what a program writes, read while it runs.
type output struct {
	sync.Mutex
	text bytes.Buffer
}

// Write is for the program.
func (o *output) Write(p []byte) (int, error) {
	o.Lock()
	defer o.Unlock()
	return o.text.Write(p)
}

// String is what was written so far.
func (o *output) String() string {
	o.Lock()
	defer o.Unlock()
	return o.text.String()
}
