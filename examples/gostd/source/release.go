package source

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Release is a version of Go and how much it added to the library.
type Release struct {
	Version string // "go1.21"
	Minor   int    // 21
	Symbols int    // constants, variables, types, functions and methods that it brought
}

// A symbol is one exported name of the library.
type symbol struct {
	pkg      string // "net/http"
	receiver string // "Header", for a method
	name     string // "Get"
}

// readReleases reads api/go1.txt, api/go1.1.txt and so on. They list what a
// release promised, once for each system; a symbol belongs to the first
// release that lists it for any.
func readReleases(dir string) ([]Release, map[symbol]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("list releases: %w", err)
	}
	var releases []Release
	for _, entry := range entries {
		if minor, ok := minorOf(entry.Name()); ok {
			releases = append(releases, Release{Version: strings.TrimSuffix(entry.Name(), ".txt"), Minor: minor})
		}
	}
	slices.SortFunc(releases, func(a, b Release) int { return cmp.Compare(a.Minor, b.Minor) })

	since := map[symbol]string{}
	for i := range releases {
		if err := readRelease(dir, &releases[i], since); err != nil {
			return nil, nil, err
		}
	}
	return releases, since, nil
}

// minorOf reads "go1.21.txt" as 21 and "go1.txt" as 0; other files in the
// folder (README, except.txt) are no releases.
func minorOf(file string) (minor int, ok bool) {
	version, isText := strings.CutSuffix(file, ".txt")
	rest, isGo := strings.CutPrefix(version, "go1")
	if !isText || !isGo {
		return 0, false
	}
	if rest == "" {
		return 0, true
	}
	minor, err := strconv.Atoi(strings.TrimPrefix(rest, "."))
	return minor, err == nil
}

// readRelease adds the symbols that no earlier release had.
func readRelease(dir string, release *Release, since map[symbol]string) error {
	file, err := os.Open(filepath.Join(dir, release.Version+".txt"))
	if err != nil {
		return fmt.Errorf("read release %s: %w", release.Version, err)
	}
	defer file.Close() //nolint:errcheck // only read
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		s, ok := parseSymbol(lines.Text())
		if !ok {
			continue
		}
		if _, isOld := since[s]; !isOld {
			since[s] = release.Version
			release.Symbols++
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read release %s: %w", release.Version, err)
	}
	return nil
}

// parseSymbol reads one line of an api file:
//
//	pkg syscall (linux-386), const AF_INET = 2
//	pkg bytes, method (*Buffer) Available() int #53685
//	pkg os, type ProcAttr struct, Dir string
//
// The third names a field, and the type that has it.
func parseSymbol(line string) (symbol, bool) {
	rest, ok := strings.CutPrefix(line, "pkg ")
	if !ok {
		return symbol{}, false
	}
	head, rest, ok := strings.Cut(rest, ", ")
	if !ok {
		return symbol{}, false
	}
	pkg, _, _ := strings.Cut(head, " ")
	kind, rest, _ := strings.Cut(rest, " ")
	var receiver string
	if kind == "method" {
		receiver, rest, ok = strings.Cut(strings.TrimPrefix(rest, "("), ") ")
		if !ok {
			return symbol{}, false
		}
	}
	name := identifier(rest)
	return symbol{pkg: pkg, receiver: baseType(receiver), name: name}, name != ""
}

// identifier returns the name that text begins with.
func identifier(text string) string {
	if end := strings.IndexAny(text, " ([,"); end >= 0 {
		return text[:end]
	}
	return text
}

// baseType strips pointer and type parameters from a receiver.
func baseType(receiver string) string {
	return identifier(strings.TrimPrefix(receiver, "*"))
}
