package pgtemp

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	superuser    = "postgres"
	startTimeout = 60 * time.Second
	stopTimeout  = 60 * time.Second
)

//go:embed watcher.sh
var watcherScript string

// Options say what kind of server [Start] starts. The zero value is a fast one of any version.
type Options struct {
	Version  string            // major version, such as "17"; "" is the variable PG, or any
	Durable  bool              // keep what was committed when the server is killed; slower
	Dir      string            // where the server's folder is made; "" is the folder for temporary files
	Settings map[string]string // further settings of the server, such as "wal_level"
}

// Server is a running throw-away PostgreSQL. Its methods may be called from several goroutines.
type Server struct {
	dir      string
	port     int
	version  string
	log      *os.File // stays readable after the folder is gone
	life     *os.File // our end of the pipe; closing it ends the server
	isShared bool
	stopped  chan struct{} // closed when the watcher has ended; nil for a server that this process joined
}

// Start starts a server and returns when it answers. It ends with [Server.Stop] or with this process, and leaves no files.
// Several may run at once. The error says what to install when there are no server binaries.
func Start(ctx context.Context, opts Options) (*Server, error) {
	return start(ctx, opts, 0, func() (string, error) { return os.MkdirTemp(cmp.Or(opts.Dir, tempDir()), "rowan-pg-") })
}

// installation is what every server started in the same way shares.
type installation struct {
	bin      Binaries
	acc      account
	template string
}

func install(ctx context.Context, version string) (installation, error) {
	bin, err := FindBinaries(version)
	if err != nil {
		return installation{}, err
	}
	acc, err := serverAccount()
	if err != nil {
		return installation{}, err
	}
	template, err := templateDir(ctx, bin, acc)
	return installation{bin: bin, acc: acc, template: template}, err
}

// start starts a server in the folder that makeDir makes, which is removed with the server. idle is how long the server
// waits for another user after the last one has gone.
func start(ctx context.Context, opts Options, idle time.Duration, makeDir func() (string, error)) (*Server, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	inst, err := install(ctx, opts.Version)
	if err != nil {
		return nil, err
	}
	for {
		dir, err := makeDir()
		if err != nil {
			return nil, fmt.Errorf("pgtemp: make the server's folder: %w", err)
		}
		s, err := launch(inst, dir, opts, idle)
		if err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		if err = s.awaitReady(ctx); err == nil {
			return s, nil
		}
		if err = errors.Join(err, s.Stop()); !errors.Is(err, errPortTaken) {
			return nil, err
		}
	}
}

// launch starts the watcher, which starts the server.
func launch(inst installation, dir string, opts Options, idle time.Duration) (*Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, port: port, version: inst.bin.Version, stopped: make(chan struct{})}
	watched, err := s.makeFiles(inst.acc)
	if err != nil {
		return nil, errors.Join(err, s.closeFiles())
	}
	defer func() { _ = watched.Close() }() // the watcher has its own
	args := []string{"-c", watcherScript, "watcher.sh", dir, inst.template, strconv.Itoa(int(idle / (100 * time.Millisecond)))}
	cmd := exec.Command("/bin/sh", append(args, s.command(inst.bin, opts)...)...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", inst.acc.environment(dir), inst.acc.attributes()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = watched, s.log, s.log
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("pgtemp: start the server's watcher: %w", err), s.closeFiles())
	}
	go func() {
		_ = cmd.Wait() // how it ended is in the log
		close(s.stopped)
	}()
	return s, nil
}

// makeFiles makes the pipe, the log, and the note of port and version for those who join. It returns the end of the pipe that the watcher reads.
func (s *Server) makeFiles(acc account) (*os.File, error) {
	pipe := filepath.Join(s.dir, "life")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		return nil, fmt.Errorf("pgtemp: make the pipe: %w", err)
	}
	watched, err := openPipe(pipe, syscall.O_RDONLY)
	if err != nil {
		return nil, err
	}
	if s.life, err = openPipe(pipe, syscall.O_WRONLY); err != nil {
		return nil, errors.Join(err, watched.Close())
	}
	if s.log, err = os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600); err != nil {
		return nil, errors.Join(err, watched.Close())
	}
	note := filepath.Join(s.dir, "server")
	err = os.WriteFile(note, fmt.Appendf(nil, "%d %s", s.port, s.version), 0o600)
	for _, path := range []string{pipe, s.log.Name(), note, s.dir} {
		err = errors.Join(err, acc.own(path))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("pgtemp: prepare the server's folder: %w", err), watched.Close())
	}
	return watched, nil
}

// openPipe opens an end of a named pipe without waiting for the other end, in blocking mode and not inherited by children.
func openPipe(path string, mode int) (*os.File, error) {
	fd, err := syscall.Open(path, mode|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("pgtemp: open the pipe: %w", err)
	}
	if err := syscall.SetNonblock(fd, false); err != nil {
		return nil, fmt.Errorf("pgtemp: open the pipe: %w", errors.Join(err, syscall.Close(fd)))
	}
	return os.NewFile(uintptr(fd), path), nil
}

// command is the server's command line.
func (s *Server) command(bin Binaries, opts Options) []string {
	settings := map[string]string{
		"listen_addresses": "127.0.0.1",
		"max_connections":  "300",
		"shared_buffers":   "64MB",
		"max_wal_size":     "1GB",
	}
	if !opts.Durable {
		settings["fsync"], settings["synchronous_commit"], settings["full_page_writes"] = "off", "off", "off"
	}
	maps.Copy(settings, opts.Settings)
	args := []string{filepath.Join(bin.Dir, "postgres"), "-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-p", strconv.Itoa(s.port)}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}

// awaitReady returns when the server answers, or with what it wrote to its log when it ended instead.
func (s *Server) awaitReady(ctx context.Context) error {
	for {
		conn, err := pgx.Connect(ctx, s.URL(superuser))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.stopped:
			return errors.Join(ctx.Err(), s.whyNot())
		case <-ctx.Done():
			return fmt.Errorf("pgtemp: PostgreSQL %s did not answer: %w\n%s", s.version, errors.Join(ctx.Err(), err), s.logText())
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// URL is the address of a database of the server, through its Unix socket, with all rights. It asks nothing of the server.
func (s *Server) URL(database string) string {
	query := url.Values{"host": {s.dir}, "port": {strconv.Itoa(s.port)}, "sslmode": {"disable"}}
	return "postgres://" + superuser + "@/" + url.PathEscape(database) + "?" + query.Encode()
}

// Addr is the server's loopback address, host:port, for programs that cannot use a Unix socket. It asks for no password.
func (s *Server) Addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// Version is the server's version, such as "15.20".
func (s *Server) Version() string { return s.version }

// Stop ends the server, cutting its connections, and removes its files. It returns when both are done. Calling it again does nothing.
// A server that came from [Share] is only let go of.
func (s *Server) Stop() error {
	err := s.closeFiles()
	if s.isShared {
		return err
	}
	select {
	case <-s.stopped:
		return errors.Join(err, os.RemoveAll(s.dir)) // the watcher may not where the folder above is ours alone
	case <-time.After(stopTimeout):
		return errors.Join(err, fmt.Errorf("pgtemp: the server in %s did not stop within %s", s.dir, stopTimeout))
	}
}

// closeFiles closes what this process holds; closing it again is no error.
func (s *Server) closeFiles() error {
	var errs []error
	for _, f := range []*os.File{s.life, s.log} {
		if f == nil {
			continue
		}
		if err := f.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// whyNot is the error of a server that ended before it answered.
func (s *Server) whyNot() error {
	text := s.logText()
	if strings.Contains(text, "Address already in use") {
		return errPortTaken
	}
	return fmt.Errorf("pgtemp: PostgreSQL %s did not start:\n%s", s.version, text)
}

func (s *Server) logText() string {
	text := make([]byte, 8192)
	n, _ := s.log.ReadAt(text, 0) // its error is the end of the file
	return strings.TrimSpace(string(text[:n]))
}

// freePort asks the system for a loopback port that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("pgtemp: find a free port: %w", err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		return 0, fmt.Errorf("pgtemp: find a free port: %w", err)
	}
	return port, nil
}

// tempDir is the folder for temporary files, or /tmp when a socket's path in it would be longer than the 103 bytes that systems allow.
func tempDir() string {
	const longest = 103 - len("/rowan-pg-4294967295-4194304-18-12345678/.s.PGSQL.65535")
	if dir := os.TempDir(); len(dir) <= longest {
		return dir
	}
	return "/tmp"
}
