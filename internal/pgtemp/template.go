package pgtemp

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// initdbFlags make a small data folder quickly: no syncing, WAL in 1 MB pieces, and the same locale everywhere.
var initdbFlags = []string{"-U", superuser, "-A", "trust", "--no-sync", "--no-locale", "-E", "UTF8", "--no-instructions", "--wal-segsize=1"}

// templateDir returns an initialised data folder that no server runs on, to be copied; it makes it when it is not there.
// It is made beside its final name and renamed, so a half-made one is never seen.
func templateDir(ctx context.Context, bin Binaries, acc account) (string, error) {
	cache, err := makeCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, templateName(bin, acc))
	if _, err := os.Stat(dir); err == nil {
		return filepath.Join(dir, "data"), nil
	}
	unfinished, err := os.MkdirTemp(cache, "unfinished-")
	if err != nil {
		return "", fmt.Errorf("pgtemp: make a template folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(unfinished) }() // gone already when it was renamed
	if err := initdb(ctx, bin, acc, unfinished); err != nil {
		return "", err
	}
	if err := os.Rename(unfinished, dir); err != nil && !errors.Is(err, fs.ErrExist) { // not empty: somebody else was faster
		return "", fmt.Errorf("pgtemp: put the template folder in place: %w", err)
	}
	return filepath.Join(dir, "data"), nil
}

// templateName differs for everything that makes data folders differ.
func templateName(bin Binaries, acc account) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(bin.Dir + " " + strings.Join(initdbFlags, " "))) // a hash never fails
	return fmt.Sprintf("template-%s-%s-%08x", bin.Version, acc.name, h.Sum32())
}

func initdb(ctx context.Context, bin Binaries, acc account, dir string) error {
	if err := acc.own(dir); err != nil {
		return fmt.Errorf("pgtemp: give the template folder to %s: %w", acc.name, err)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin.Dir, "initdb"), append([]string{"-D", filepath.Join(dir, "data")}, initdbFlags...)...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = dir, acc.environment(dir), acc.attributes()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pgtemp: initdb of PostgreSQL %s: %w\n%s", bin.Version, err, out)
	}
	return nil
}
