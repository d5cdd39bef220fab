package pgbouncer

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"regexp"
	"strconv"
)

// usualPlaces are where packages put the program, some of which are in no ordinary user's PATH.
var usualPlaces = []string{"/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer", "/usr/local/bin/pgbouncer"}

// Find returns the program: what the variable PGBOUNCER names, what is in PATH, or what lies in a usual place. The error is
// [ErrNotFound] where there is none.
func Find() (string, error) {
	names := append([]string{"pgbouncer"}, usualPlaces...)
	if named := os.Getenv("PGBOUNCER"); named != "" {
		names = []string{named}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNotFound
}

var versionText = regexp.MustCompile(`PgBouncer (\d+)\.(\d+)`)

// tracks reports whether the program knows of prepared statements, as PgBouncer does from 1.21 on.
func tracks(program string) (bool, error) {
	out, err := exec.Command(program, "--version").Output()
	m := versionText.FindSubmatch(out)
	if err != nil || m == nil {
		return false, fmt.Errorf("pgbouncer: %s does not tell its version: %q %w", program, out, err)
	}
	major, _ := strconv.Atoi(string(m[1])) // digits
	minor, _ := strconv.Atoi(string(m[2]))
	return major > 1 || minor >= 21, nil
}

// unprivileged is a user that PgBouncer can go on as when it is started by root, which it refuses to stay; "" where it is not.
func unprivileged() (string, error) {
	if os.Geteuid() != 0 {
		return "", nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if _, err := user.Lookup(name); err == nil {
			return name, nil
		}
	}
	return "", fmt.Errorf("pgbouncer: PgBouncer refuses to run as root and there is no user postgres or nobody; run as another user")
}
