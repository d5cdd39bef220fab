package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"

	"github.com/rowan-go/rowan/internal/pgbouncer"
	"github.com/rowan-go/rowan/internal/pgtemp"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code, err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// run returns the exit code, which is that of the command where there is one.
func run(ctx context.Context, command []string) (int, error) {
	if len(command) > 0 && command[0] == withPooler {
		command = command[1:]
		ensurePooler(ctx)
	}
	if os.Getenv(pgtemp.URLVariable) == "" {
		if err := ensure(ctx, os.Getenv("PG")); err != nil {
			return 1, err
		}
	}
	if len(command) == 0 {
		return 0, nil
	}
	return runWithServer(ctx, command)
}

// ensure installs the server programs when they cannot be found.
func ensure(ctx context.Context, major string) error {
	_, missing := pgtemp.FindBinaries(major)
	if !errors.Is(missing, pgtemp.ErrNoBinaries) && !errors.Is(missing, pgtemp.ErrVersionNotFound) {
		return missing
	}
	say("%v", missing)
	for _, install := range []func(context.Context, string) error{installByApt, installByBrew, installByNpm} {
		err := install(ctx, major)
		if errors.Is(err, errNotHere) {
			continue
		}
		if err != nil {
			say("%v", err)
			continue
		}
		bin, err := pgtemp.FindBinaries(major)
		if err == nil {
			say("ensure: using PostgreSQL %s in %s", bin.Version, bin.Dir)
			return nil
		}
	}
	return fmt.Errorf("ensure: PostgreSQL could not be installed: %w", missing)
}

// withPooler is the flag that asks for PgBouncer.
const withPooler = "-pgbouncer"

// ensurePooler installs PgBouncer when it cannot be found. Where it cannot be installed either, that is said, and whoever
// needs it will say it again.
func ensurePooler(ctx context.Context) {
	_, missing := pgbouncer.Find()
	for _, install := range []func(context.Context, string) error{aptInstall, brewInstall} {
		if missing == nil {
			return
		}
		if err := install(ctx, "pgbouncer"); err != nil && !errors.Is(err, errNotHere) {
			say("%v", err)
		}
		_, missing = pgbouncer.Find()
	}
	if missing != nil {
		say("%v", missing)
	}
}

// errNotHere says that a way of installing does not exist on this machine.
var errNotHere = errors.New("ensure: not available on this machine")

// runWithServer runs the command while a server is held that all processes below it share.
func runWithServer(ctx context.Context, command []string) (code int, err error) {
	environment := os.Environ()
	if os.Getenv(pgtemp.URLVariable) == "" && os.Getenv(pgtemp.GroupVariable) == "" {
		group := "e" + strconv.Itoa(os.Getpid())
		server, err := pgtemp.Share(ctx, group)
		if err != nil {
			return 1, err
		}
		defer func() { err = errors.Join(err, server.Stop()) }()
		environment = append(environment, pgtemp.GroupVariable+"="+group)
	}
	cmd := exec.Command(command[0], command[1:]...) // a Ctrl-C reaches it too, so it ends by itself
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environment, os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return max(failed.ExitCode(), 1), nil
	}
	if err != nil {
		return 1, fmt.Errorf("ensure: %w", err)
	}
	return 0, nil
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
