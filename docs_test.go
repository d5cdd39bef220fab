package rowan_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDocumentedCodeCompiles builds the Go programs of README.md and the guide: each block that is fenced with ```go and begins with a package clause.
// A block without one is an excerpt, for people.
func TestDocumentedCodeCompiles(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("docs/guide/*.md")
	require.NoError(t, err)
	root := t.TempDir()
	programs := 0
	for _, page := range append(pages, "README.md") {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, block := range goBlocks(string(text)) {
			if !strings.HasPrefix(block.code, "package ") {
				continue
			}
			programs++
			writeProgram(t, filepath.Join(root, fmt.Sprintf("p%d", programs)), fmt.Sprintf("%s:%d", page, block.line), block.code)
		}
	}
	if programs > 0 {
		buildPrograms(t, root)
	}
}

type goBlock struct {
	line int // of the page, where the code begins
	code string
}

// goBlocks returns the fenced blocks of Go code of a page.
func goBlocks(page string) []goBlock {
	var blocks []goBlock
	var open *goBlock
	for i, line := range strings.Split(page, "\n") {
		fence, isFence := strings.CutPrefix(line, "```")
		switch {
		case open != nil && isFence:
			blocks = append(blocks, *open)
			open = nil
		case open != nil:
			open.code += line + "\n"
		case isFence && (fence == "go"):
			open = &goBlock{line: i + 2}
		}
	}
	return blocks
}

func writeProgram(t *testing.T, dir, where, code string) {
	t.Helper()
	require.NoError(t, os.Mkdir(dir, 0o755))
	text := fmt.Sprintf("//line %s\n%s", where, code)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "documented.go"), []byte(text), 0o644))
}

// buildPrograms vets the programs in a module that is this one's with another name, so that nothing is left in the tree.
func buildPrograms(t *testing.T, root string) {
	t.Helper()
	here, err := os.Getwd()
	require.NoError(t, err)
	text, err := os.ReadFile("go.mod")
	require.NoError(t, err)
	mod := strings.Replace(string(text), "module github.com/rowan-go/rowan", "module documented", 1) +
		"\nrequire github.com/rowan-go/rowan v0.0.0\nreplace github.com/rowan-go/rowan => " + here + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte(mod), 0o644))
	sums, err := os.ReadFile("go.sum")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.sum"), sums, 0o644))
	cmd := exec.CommandContext(t.Context(), "go", "vet", "-mod=mod", "./...")
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	assert.NoError(t, err, "%s", out)
}

func TestGoBlocks(t *testing.T) {
	t.Parallel()
	page := "# A\n```go\npackage a\n```\ntext\n```go\nx := 1\n```\n```sh\nmake\n```\n"
	assert.Equal(t, []goBlock{{3, "package a\n"}, {7, "x := 1\n"}}, goBlocks(page))
}
