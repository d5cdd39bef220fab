package rowan_test

import (
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// TestS45_GuidesAreProgramsThatRun vets the Go code of each page of the guide. The blocks of a page that are fenced with ```go are one
// program. Where the page also has blocks fenced with ```output, the program is run on an empty database and prints what they say.
func TestS45_GuidesAreProgramsThatRun(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("docs/guide/*.md")
	require.NoError(t, err)
	root := documentedModule(t)
	var shown []string // the pages whose program is run
	for _, page := range pages {
		text := readFile(t, page)
		if program := programOf(page, text); program != "" {
			assertFormatted(t, page, text)
			dir := filepath.Join(root, nameOf(page))
			require.NoError(t, os.Mkdir(dir, 0o755))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o644))
			if len(fenced(text, "output")) > 0 {
				shown = append(shown, page)
			}
		}
	}
	goTool(t, root, "", "vet", "-mod=mod", "./...")
	for _, page := range shown {
		var want strings.Builder
		for _, block := range fenced(readFile(t, page), "output") {
			want.WriteString(block.text)
		}
		assert.Equal(t, want.String(), goTool(t, root, pgtemp.URL(t), "run", "-mod=mod", "./"+nameOf(page)), page)
	}
}

// TestTheReadmeShowsTheExample holds the Go code and the output of the README to example_test.go, which is run.
func TestTheReadmeShowsTheExample(t *testing.T) {
	t.Parallel()
	readme, example := readFile(t, "README.md"), readFile(t, "example_test.go")
	blocks := append(fenced(readme, "go"), fenced(readme, "output")...)
	require.NotEmpty(t, blocks)
	has := map[string]bool{}
	for line := range strings.Lines(example) {
		has[strings.TrimSpace(line)] = true
	}
	for _, block := range blocks {
		for line := range strings.Lines(block.text) {
			line = strings.TrimSpace(line)
			assert.True(t, has[line] || has["// "+line], "README.md:%d: example_test.go has no line %q", block.line, line)
		}
	}
}

// fence is a fenced block of a page.
type fence struct {
	line int // of the page, where the text begins
	text string
}

// fenced returns the blocks of a page that are fenced with ```language.
func fenced(page, language string) []fence {
	var blocks []fence
	var open *fence
	for i, line := range strings.Split(page, "\n") {
		word, isFence := strings.CutPrefix(line, "```")
		switch {
		case open != nil && isFence:
			blocks, open = append(blocks, *open), nil
		case open != nil:
			open.text += line + "\n"
		case isFence && word == language:
			open = &fence{line: i + 2}
		}
	}
	return blocks
}

// programOf joins the Go code of a page. What is wrong with it is reported at its line of the page.
func programOf(page, text string) string {
	var program strings.Builder
	for _, block := range fenced(text, "go") {
		fmt.Fprintf(&program, "//line %s:%d\n%s\n", page, block.line, block.text)
	}
	return program.String()
}

// assertFormatted holds the Go code of a page to what gofmt makes of it.
func assertFormatted(t *testing.T, page, text string) {
	t.Helper()
	var blocks []string
	for _, block := range fenced(text, "go") {
		blocks = append(blocks, block.text)
	}
	code := strings.Join(blocks, "\n")
	formatted, err := format.Source([]byte(code))
	require.NoError(t, err, page)
	assert.Equal(t, string(formatted), code, page)
}

// documentedModule makes a module that is this one's with another name, so that nothing is left in the tree.
func documentedModule(t *testing.T) string {
	t.Helper()
	here, err := os.Getwd()
	require.NoError(t, err)
	root := t.TempDir()
	mod := strings.Replace(readFile(t, "go.mod"), "module github.com/rowan-go/rowan", "module documented", 1) +
		"\nrequire github.com/rowan-go/rowan v0.0.0\nreplace github.com/rowan-go/rowan => " + here + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte(mod), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.sum"), []byte(readFile(t, "go.sum")), 0o644))
	return root
}

// goTool runs the go command in a folder and returns what it printed.
func goTool(t *testing.T, dir, database string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), pgtemp.URLVariable+"="+database)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "go %s: %s", strings.Join(args, " "), stderr.String())
	return string(out)
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

func nameOf(page string) string { return strings.TrimSuffix(filepath.Base(page), ".md") }

func TestFenced(t *testing.T) {
	t.Parallel()
	page := "# A\n```go\npackage a\n```\ntext\n```go\nx := 1\n```\n```sh\nmake\n```\n"
	assert.Equal(t, []fence{{3, "package a\n"}, {7, "x := 1\n"}}, fenced(page, "go"))
	assert.Equal(t, []fence{{10, "make\n"}}, fenced(page, "sh"))
}
