package source

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// A Tree is the list of what a Go source tree holds. Goroutines may share it.
type Tree struct {
	Root     string
	Version  string    // "go1.26.0"
	Released time.Time // zero if the tree does not say
	Releases []Release // oldest first
	Packages int
	Files    int

	folders []folder // by path, parents first
	known   map[string]bool
	since   map[symbol]string
}

// A folder is a package before it is parsed.
type folder struct {
	path  string   // "net/http"
	files []string // names of its .go files, sorted
}

// A Package is a folder below src. One that only groups others, such as
// "encoding/internal", has neither name nor files.
type Package struct {
	Path   string // "net/http"
	Parent string // "net"; empty at the top
	Name   string // as its files say: "http"
	Doc    string // the package comment
	Files  []File
}

// Open lists the tree below root and reads its releases; it parses nothing.
// A folder without src gives a [NotTreeError]; one without api is a tree of
// which no release is known.
func Open(root string) (*Tree, error) {
	t := &Tree{Root: root, known: map[string]bool{}}
	if err := t.list(); err != nil {
		return nil, err
	}
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &NotTreeError{Root: root, Err: err}
	}
	t.Version, t.Released = parseVersion(string(version))
	t.Releases, t.since, err = readReleases(filepath.Join(root, "api"))
	if err != nil {
		return nil, &NotTreeError{Root: root, Err: err}
	}
	return t, nil
}

// list walks src. WalkDir goes by name and visits a folder before what is in
// it, so parents come first.
func (t *Tree) list() error {
	src := filepath.Join(t.Root, "src")
	places := map[string]int{}
	err := filepath.WalkDir(src, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == src {
			return err
		}
		if isIgnored(entry.Name()) {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(src, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		dir, file := path.Split(rel)
		place, inFolder := places[strings.TrimSuffix(dir, "/")]
		switch {
		case entry.IsDir():
			places[rel] = len(t.folders)
			t.folders = append(t.folders, folder{path: rel})
		case inFolder && strings.HasSuffix(file, ".go"):
			t.folders[place].files = append(t.folders[place].files, file)
		}
		return nil
	})
	if err != nil {
		return &NotTreeError{Root: t.Root, Err: err}
	}
	t.prune()
	return nil
}

// prune drops the folders that hold no Go file at any depth, and counts.
func (t *Tree) prune() {
	for _, f := range t.folders {
		if len(f.files) == 0 {
			continue
		}
		t.Files += len(f.files)
		for p := f.path; p != "" && !t.known[p]; p = parentOf(p) {
			t.known[p] = true
		}
	}
	kept := t.folders[:0]
	for _, f := range t.folders {
		if t.known[f.path] {
			kept = append(kept, f)
		}
	}
	t.folders, t.Packages = kept, len(kept)
}

// isIgnored repeats the go command's rule for names in a package tree.
func isIgnored(name string) bool {
	return name == "testdata" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}

// parentOf returns the path of the folder around another; empty at the top.
func parentOf(p string) string {
	dir, _ := path.Split(p)
	return strings.TrimSuffix(dir, "/")
}
