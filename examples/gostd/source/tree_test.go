package source_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/examples/gostd/source"
)

// small is a tree of a few files in which every rule shows once.
const small = "../testdata/goroot"

func open(t *testing.T, root string) *source.Tree {
	t.Helper()
	tree, err := source.Open(root)
	require.NoError(t, err)
	return tree
}

// parse returns the packages by path, and the order in which they came.
func parse(t *testing.T, tree *source.Tree) (packages map[string]*source.Package, order []string) {
	t.Helper()
	packages = map[string]*source.Package{}
	for pkg, err := range tree.Parse(t.Context()) {
		require.NoError(t, err)
		packages[pkg.Path] = pkg
		order = append(order, pkg.Path)
	}
	return packages, order
}

func TestOpen_ListsTheTree(t *testing.T) {
	t.Parallel()
	tree := open(t, small)

	assert.Equal(t, "go1.2.3", tree.Version)
	assert.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), tree.Released)
	assert.Equal(t, 15, tree.Packages)
	assert.Equal(t, 15, tree.Files)
	assert.Equal(t, []source.Release{
		{Version: "go1", Minor: 0, Symbols: 11},
		{Version: "go1.1", Minor: 1, Symbols: 3},
		{Version: "go1.2", Minor: 2, Symbols: 2},
	}, tree.Releases, "fields and repeated symbols add nothing; next.txt is no release")
}

func TestOpen_RefusesAFolderWithoutSource(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	_, err := source.Open(root)

	var not *source.NotTreeError
	require.ErrorAs(t, err, &not)
	assert.Equal(t, root, not.Root)
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.ErrorContains(t, err, "name the folder that `go env GOROOT` prints")
}

func TestOpen_ATreeWithoutReleasesOrVersion(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(root, "src", "a"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "src", "a", "a.go"), []byte("package a\n\nfunc F() {}\n"), 0o600))

	tree := open(t, root)
	assert.Equal(t, "devel", tree.Version)
	assert.True(t, tree.Released.IsZero())
	assert.Empty(t, tree.Releases)
	packages, _ := parse(t, tree)
	assert.Empty(t, packages["a"].Files[0].Declarations[0].Since)
}

func TestParse_ParentsComeFirst(t *testing.T) {
	t.Parallel()
	packages, order := parse(t, open(t, small))

	assert.Equal(t, []string{
		"cmd", "cmd/hello", "container", "container/list", "errors", "internal", "internal/tiny", "io", "io/fs",
		"net", "net/http", "vendor", "vendor/golang.org", "vendor/golang.org/x", "vendor/golang.org/x/text",
	}, order)
	assert.Equal(t, "vendor/golang.org", packages["vendor/golang.org/x"].Parent)
	assert.Empty(t, packages["vendor"].Parent)
}

func TestParse_APackageIsNamedByWhatIsBuilt(t *testing.T) {
	t.Parallel()
	packages, _ := parse(t, open(t, small))

	assert.Equal(t, "net", packages["net"].Name, "not main, as the ignored gen.go says")
	assert.Equal(t, "Package net talks.\n", packages["net"].Doc)
	assert.Equal(t, "main", packages["cmd/hello"].Name)
	assert.Empty(t, packages["container"].Name, "a folder that only groups others")
	assert.Empty(t, packages["container"].Files)
}

func TestParse_StopsAtAFileThatIsNoGo(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		require.NoError(t, os.MkdirAll(filepath.Join(root, "src", name), 0o755))
		text := "package " + name + "\n"
		if name == "b" {
			text += "func ("
		}
		require.NoError(t, os.WriteFile(filepath.Join(root, "src", name, name+".go"), []byte(text), 0o600))
	}
	var paths []string
	var failed error
	for pkg, err := range open(t, root).Parse(t.Context()) {
		if err != nil {
			failed = err
			continue
		}
		paths = append(paths, pkg.Path)
	}
	assert.Equal(t, []string{"a"}, paths)
	require.ErrorContains(t, failed, "source: parse file: ")
	assert.ErrorContains(t, failed, filepath.Join("b", "b.go")+":2:")
}

func TestParse_StopsWithItsContext(t *testing.T) {
	t.Parallel()
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	var failed error
	for _, err := range open(t, small).Parse(ctx) {
		failed = err
	}
	require.ErrorIs(t, failed, context.Canceled)
}

func TestParse_MayBeLeftEarlyAndRunAgain(t *testing.T) {
	t.Parallel()
	tree := open(t, small)
	for pkg, err := range tree.Parse(t.Context()) {
		require.NoError(t, err)
		if pkg.Path == "errors" {
			break
		}
	}
	_, order := parse(t, tree)
	assert.Len(t, order, tree.Packages)
}
