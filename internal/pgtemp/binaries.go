package pgtemp

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Binaries is a folder that holds the server programs of one PostgreSQL version.
type Binaries struct {
	Dir     string // holds postgres and initdb
	Version string // as the server says it, such as "15.20" or "18beta1"
	Major   int
}

// usualPlaces are the folders in which packages put the server programs, as globs.
var usualPlaces = []string{
	"/usr/lib/postgresql/*/bin",                            // Debian, Ubuntu
	"/usr/pgsql-*/bin",                                     // Red Hat, Fedora
	"/opt/homebrew/opt/postgresql*/bin",                    // Homebrew on arm
	"/usr/local/opt/postgresql*/bin",                       // Homebrew on intel
	"/Applications/Postgres.app/Contents/Versions/*/bin",   // Postgres.app
	"/usr/local/pgsql/bin",                                 // built from source
	"/usr/lib/postgresql*/bin", "/usr/libexec/postgresql*", // Arch, Gentoo, Alpine
}

// FindBinaries returns the server programs to use. It looks in this order:
//
//  1. the folder that the variable PG_BIN names, and then nowhere else;
//  2. the folders of PATH;
//  3. the usual places of Debian, Red Hat, Homebrew and Postgres.app and what [DownloadDir] holds, the highest version first.
//
// major picks a version, such as "17"; "" takes the variable PG, and any version when that is not set either.
// The error is [ErrNoBinaries] or [ErrVersionNotFound] when there is nothing.
func FindBinaries(major string) (Binaries, error) {
	places := append(slices.Clone(usualPlaces), filepath.Join(DownloadDir(), "*", "native", "bin"))
	return search{pgBin: os.Getenv("PG_BIN"), path: os.Getenv("PATH"), places: places}.find(cmp.Or(major, os.Getenv("PG")))
}

// search is where to look for server programs.
type search struct {
	pgBin  string
	path   string
	places []string
}

func (s search) find(major string) (Binaries, error) {
	if err := checkMajor(major); err != nil {
		return Binaries{}, err
	}
	if s.pgBin != "" {
		return s.named(major)
	}
	found := s.all()
	if len(found) == 0 {
		return Binaries{}, ErrNoBinaries
	}
	for _, b := range found {
		if major == "" || major == strconv.Itoa(b.Major) {
			return b, nil
		}
	}
	return Binaries{}, fmt.Errorf("%w: wanted %s, found %s", ErrVersionNotFound, major, versions(found))
}

// checkMajor refuses what is neither a major version nor "".
func checkMajor(major string) error {
	if n, err := strconv.Atoi(major); major != "" && (err != nil || n < 1) {
		return fmt.Errorf("pgtemp: %q is no major version of PostgreSQL; name one such as 17", major)
	}
	return nil
}

// named checks the folder that PG_BIN names.
func (s search) named(major string) (Binaries, error) {
	b, ok := inspect(s.pgBin)
	switch {
	case !ok:
		return Binaries{}, fmt.Errorf("pgtemp: PG_BIN names %s, which holds no working postgres and initdb", s.pgBin)
	case major != "" && major != strconv.Itoa(b.Major):
		return Binaries{}, fmt.Errorf("%w: wanted %s, PG_BIN names %s", ErrVersionNotFound, major, b.Version)
	}
	return b, nil
}

// all returns what PATH holds, then what the usual places hold with the highest version first.
func (s search) all() []Binaries {
	inPath := inspectAll(filepath.SplitList(s.path))
	var dirs []string
	for _, place := range s.places {
		matches, _ := filepath.Glob(place) // its only error is a malformed pattern; ours are constants
		dirs = append(dirs, matches...)
	}
	usual := inspectAll(dirs)
	slices.SortStableFunc(usual, func(a, b Binaries) int { return cmp.Compare(b.Major, a.Major) })
	return append(inPath, usual...)
}

func inspectAll(dirs []string) []Binaries {
	var found []Binaries
	for _, dir := range dirs {
		if b, ok := inspect(dir); ok {
			found = append(found, b)
		}
	}
	return found
}

var versionText = regexp.MustCompile(`\(PostgreSQL\) ((\d+)\S*)`)

// inspect asks the server program in dir for its version.
func inspect(dir string) (Binaries, bool) {
	for _, program := range []string{"initdb", "postgres"} {
		if info, err := os.Stat(filepath.Join(dir, program)); err != nil || info.IsDir() {
			return Binaries{}, false
		}
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "-V").Output()
	m := versionText.FindSubmatch(out)
	if err != nil || m == nil {
		return Binaries{}, false
	}
	major, err := strconv.Atoi(string(m[2]))
	return Binaries{Dir: dir, Version: string(m[1]), Major: major}, err == nil
}

func versions(found []Binaries) string {
	names := make([]string, len(found))
	for i, b := range found {
		names[i] = b.Version
	}
	return strings.Join(names, ", ")
}
