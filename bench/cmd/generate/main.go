// Command generate makes the code that go-jet and bob generate from a database, with the tables of package store, into
// the folder it is run in. It is run by go generate ./peer.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/rowan-go/rowan/bench/store"
)

const (
	jet = "github.com/go-jet/jet/v2/cmd/jet@v2.14.1"
	bob = "github.com/stephenafamo/bob/gen/bobgen-psql@v0.41.1"
)

// bobConfig asks for models alone.
const bobConfig = `psql:
  dsn: %q
  driver: github.com/jackc/pgx/v5/stdlib
  except:
    seed:
no_tests: true
plugins:
  dbinfo: {disabled: true}
  enums: {disabled: true}
  factory: {disabled: true}
  dberrors: {disabled: true}
  models: {destination: ./bobgen, pkgname: bobgen}
`

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) (err error) {
	server, err := store.Start(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	db, err := server.NewDatabase(ctx, store.Rows{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Drop(ctx)) }()
	dir, err := os.MkdirTemp("", "generate-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := runJet(ctx, db.URL, dir); err != nil {
		return err
	}
	return runBob(ctx, db.URL, dir)
}

// runJet moves what go-jet puts under the database's name.
func runJet(ctx context.Context, address, dir string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if err := goRun(ctx, jet, "-dsn="+address, "-path="+dir, "-ignore-tables=seed"); err != nil {
		return err
	}
	made := filepath.Join(dir, strings.TrimPrefix(u.Path, "/"), "public")
	if err := os.RemoveAll("jetgen"); err != nil {
		return err
	}
	return os.CopyFS("jetgen", os.DirFS(made))
}

func runBob(ctx context.Context, address, dir string) error {
	config := filepath.Join(dir, "bobgen.yaml")
	if err := os.WriteFile(config, fmt.Appendf(nil, bobConfig, address), 0o600); err != nil {
		return err
	}
	return goRun(ctx, bob, "-c", config)
}

func goRun(ctx context.Context, args ...string) error {
	c := exec.CommandContext(ctx, "go", append([]string{"run"}, args...)...)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", args[0], err, out)
	}
	return nil
}
