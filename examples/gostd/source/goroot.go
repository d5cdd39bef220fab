package source

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Find returns the folder of the Go source tree of this machine: the GOROOT
// variable, or else what `go env GOROOT` prints.
func Find(ctx context.Context) (string, error) {
	if root := os.Getenv("GOROOT"); root != "" {
		return root, nil
	}
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("%w: go env GOROOT: %w", ErrNotFound, err)
	}
	root := strings.TrimSpace(string(out))
	if root == "" {
		return "", ErrNotFound
	}
	return root, nil
}

// parseVersion reads the VERSION file of a tree: the version on its first
// line and, since Go 1.21, the time of the release on its second. A tree that
// was built from a checkout has no such file; its version is "devel".
func parseVersion(text string) (version string, released time.Time) {
	version = "devel"
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		stamp, isTime := strings.CutPrefix(line, "time ")
		switch {
		case strings.HasPrefix(line, "go"):
			version = line
		case isTime:
			// A time that cannot be read stays zero: it is only shown.
			released, _ = time.Parse(time.RFC3339, stamp)
		}
	}
	return version, released
}
