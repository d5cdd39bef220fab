package source_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/examples/gostd/source"
)

// file returns one file of the small tree.
func file(t *testing.T, pkg, path string) source.File {
	t.Helper()
	packages, _ := parse(t, open(t, small))
	for _, f := range packages[pkg].Files {
		if f.Path == path {
			return f
		}
	}
	require.Failf(t, "no such file", "%s in %s", path, pkg)
	return source.File{}
}

func TestFile_IsMeasured(t *testing.T) {
	t.Parallel()
	f := file(t, "errors", "errors/is.go")

	name := filepath.Join(small, "src", "errors", "is.go")
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	info, err := os.Stat(name)
	require.NoError(t, err)
	sum := sha256.Sum256(text)
	assert.Equal(t, 4, f.Lines)
	assert.Equal(t, len(text), f.Bytes)
	assert.Equal(t, sum[:], f.SHA256)
	assert.Equal(t, info.ModTime().UTC().Truncate(time.Microsecond), f.Modified)
	assert.False(t, f.Test)
}

func TestFile_ATestKeepsItsPackageClause(t *testing.T) {
	t.Parallel()
	f := file(t, "errors", "errors/errors_test.go")

	assert.True(t, f.Test)
	assert.Equal(t, "errors_test", f.Package)
	assert.Equal(t, []source.Import{{Path: "errors", Alias: "."}}, f.Imports, "testing is not in the small tree")
}

func TestFile_ConstraintsOfLineAndName(t *testing.T) {
	t.Parallel()
	f := file(t, "net", "net/cgo_windows_amd64.go")

	assert.Equal(t, "cgo && !netgo", f.Constraint)
	assert.Equal(t, []string{"amd64", "cgo", "netgo", "windows"}, f.Tags)
	assert.Empty(t, f.Imports, `"C" is no package`)
	assert.Empty(t, file(t, "net", "net/net.go").Tags)
}

func TestFile_ImportsAreFoundInTheTree(t *testing.T) {
	t.Parallel()
	f := file(t, "net/http", "net/http/http.go")

	assert.Equal(t, []source.Import{
		{Path: "errors"},
		{Path: "io"},
		{Path: "net"},
		{Path: "vendor/golang.org/x/text"},
	}, f.Imports, "of two imports of net the first counts; text is vendored")
}
