package pgtemp

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// GroupVariable names the processes that share one server: those in which it has the same value. Where it is not set, they are
// the processes with the same parent, such as the test binaries of one `go test ./...`.
const GroupVariable = "PGTEMP_GROUP"

const (
	sharedIdle  = time.Second      // bridges the gap between two test processes
	joinTimeout = 10 * time.Second // the watcher answers in milliseconds, unless it is about to end
)

// validGroup keeps a group's name usable in a path.
var validGroup = regexp.MustCompile(`^[a-z0-9]{1,12}$`)

// shared is the server of this process's group. This process uses it until it ends.
var shared = sync.OnceValues(func() (*Server, error) { return Share(context.Background(), Group()) })

// Group is the name of this process's group.
func Group() string {
	if group := os.Getenv(GroupVariable); group != "" {
		return group
	}
	return strconv.Itoa(os.Getppid())
}

// Share joins the server that the group of processes uses, or starts it. It runs as long as one of them holds it;
// [Server.Stop] lets go of it.
func Share(ctx context.Context, group string) (*Server, error) {
	if !validGroup.MatchString(group) {
		return nil, fmt.Errorf("pgtemp: the group %q must be 1 to 12 lower-case letters and digits", group)
	}
	major := os.Getenv("PG")
	if err := checkMajor(major); err != nil {
		return nil, err
	}
	unlock, err := lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	acc, err := serverAccount()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(tempDir(), fmt.Sprintf("rowan-pg-%d-%s-%s", os.Geteuid(), group, major))
	s, err := join(ctx, dir, acc)
	if err != nil || s != nil {
		return s, err
	}
	s, err = start(ctx, Options{}, sharedIdle, func() (string, error) { return dir, os.Mkdir(dir, 0o700) })
	if err != nil {
		return nil, err
	}
	s.isShared = true
	return s, nil
}

// lock makes the processes of one user take turns in joining and starting.
func lock(ctx context.Context) (unlock func(), err error) {
	cache, err := makeCacheDir()
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(cache, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("pgtemp: open the lock: %w", err)
	}
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = file.Close() }, nil // closing unlocks
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return nil, errors.Join(fmt.Errorf("pgtemp: take the lock: %w", err), file.Close())
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return nil, errors.Join(fmt.Errorf("pgtemp: wait for the lock: %w", err), file.Close())
		}
	}
}

// join holds the server in dir. It returns nil when there is none, or when it was ending, once that has ended.
func join(ctx context.Context, dir string, acc account) (*Server, error) {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("pgtemp: look for the shared server: %w", err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || !info.IsDir() || (int(stat.Uid) != acc.uid && int(stat.Uid) != os.Geteuid()) {
		return nil, fmt.Errorf("pgtemp: %s belongs to somebody else; remove it, or set TMPDIR to another folder", dir)
	}
	if s := hold(ctx, dir); s != nil {
		return s, nil
	}
	return nil, cleared(ctx, dir)
}

// hold opens the pipe of the server in dir and returns when the watcher has counted us; nil when it does not.
func hold(ctx context.Context, dir string) *Server {
	life, err := openPipe(filepath.Join(dir, "life"), syscall.O_WRONLY)
	if err != nil {
		return nil // nobody reads it
	}
	s := &Server{dir: dir, life: life, isShared: true}
	note, err := os.ReadFile(filepath.Join(dir, "server"))
	if err == nil {
		_, err = fmt.Sscan(string(note), &s.port, &s.version)
	}
	if err == nil && s.count(ctx) {
		return s
	}
	_ = life.Close()
	return nil
}

// count says to the watcher that there is one more user, and waits for its answer.
func (s *Server) count(ctx context.Context) bool {
	word := strconv.FormatUint(rand.Uint64(), 16)
	answer := filepath.Join(s.dir, "joined-"+word)
	if _, err := s.life.WriteString(word + "\n"); err != nil {
		return false
	}
	for deadline := time.Now().Add(joinTimeout); time.Now().Before(deadline); {
		if os.Remove(answer) == nil {
			return true
		}
		if _, err := os.Lstat(s.dir); err != nil || pause(ctx, time.Millisecond) != nil {
			return false
		}
	}
	return false
}

// cleared waits until a server that is ending has removed dir, and removes it when nobody is left to do so.
func cleared(ctx context.Context, dir string) error {
	for deadline := time.Now().Add(joinTimeout); time.Now().Before(deadline); {
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err := pause(ctx, 5*time.Millisecond); err != nil {
			return fmt.Errorf("pgtemp: wait for a server to end: %w", err)
		}
	}
	return os.RemoveAll(dir)
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
