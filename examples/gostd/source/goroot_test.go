package source_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/examples/gostd/source"
)

// TestParse_TheRealTree reads the source of the Go that runs this test.
func TestParse_TheRealTree(t *testing.T) {
	t.Parallel()
	root, err := source.Find(t.Context())
	require.NoError(t, err)
	tree := open(t, root)
	packages, order := parse(t, tree)

	assert.Len(t, order, tree.Packages)
	seen := map[string]bool{"": true}
	files, kinds := 0, map[source.Kind]int{}
	for _, path := range order {
		pkg := packages[path]
		assert.True(t, seen[pkg.Parent], "%s came before its parent", path)
		seen[path] = true
		files += len(pkg.Files)
		for _, f := range pkg.Files {
			countDeclarations(t, f, kinds)
			for _, i := range f.Imports {
				if packages[i.Path] == nil {
					assert.Failf(t, "import of no package", "%s imports %s", f.Path, i.Path)
				}
			}
		}
	}
	assert.Equal(t, tree.Files, files)
	assert.Greater(t, files, 5_000)
	for kind, atLeast := range map[source.Kind]int{
		source.Const: 50_000, source.Var: 5_000, source.Type: 5_000, source.Func: 30_000, source.Method: 15_000,
	} {
		assert.Greater(t, kinds[kind], atLeast, kind)
	}
	assert.GreaterOrEqual(t, len(tree.Releases), 27)
	assert.Equal(t, "http", packages["net/http"].Name)
	assert.Contains(t, packages["fmt"].Doc, "Package fmt implements formatted I/O")
}

func countDeclarations(t *testing.T, f source.File, kinds map[source.Kind]int) {
	t.Helper()
	for _, d := range f.Declarations {
		kinds[d.Kind]++
		if d.StartLine < 1 || d.EndLine < d.StartLine || d.EndLine > f.Lines {
			assert.Failf(t, "impossible lines", "%s of %s: %d to %d", d.Name, f.Path, d.StartLine, d.EndLine)
		}
	}
}
