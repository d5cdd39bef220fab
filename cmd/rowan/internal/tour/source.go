package tour

import (
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"runtime"
	"strings"
)

// sources holds the files of the steps as they were compiled.
//
//go:embed step_*.go
var sources embed.FS

// The comments around the part of a step that is shown.
const (
	showFrom = "// show"
	showTo   = "// end"
)

// codeOf returns the shown part of a step's source.
func codeOf(step func(*Stage) error) (string, error) {
	full := runtime.FuncForPC(reflect.ValueOf(step).Pointer()).Name()
	name := full[strings.LastIndexByte(full, '.')+1:]
	files, err := sources.ReadDir(".")
	if err != nil {
		return "", err
	}
	for _, entry := range files {
		text, err := sources.ReadFile(entry.Name())
		if err != nil {
			return "", err
		}
		code, found, err := shownIn(entry.Name(), text, name)
		if err != nil || found {
			return code, err
		}
	}
	return "", fmt.Errorf("%w: %s", ErrNotShown, name)
}

// shownIn looks for the function in one file.
func shownIn(file string, text []byte, name string) (code string, found bool, err error) {
	positions := token.NewFileSet()
	parsed, err := parser.ParseFile(positions, file, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return "", false, err
	}
	for _, decl := range parsed.Decls {
		fn, isFunc := decl.(*ast.FuncDecl)
		if !isFunc || fn.Name.Name != name {
			continue
		}
		first, last := marks(positions, parsed, fn)
		if first == 0 || last <= first+1 {
			return "", false, fmt.Errorf("%w: %s", ErrNotShown, name)
		}
		lines := strings.Split(string(text), "\n")
		return dedent(lines[first : last-1]), true, nil
	}
	return "", false, nil
}

// marks returns the lines of the two comments in a function.
func marks(positions *token.FileSet, file *ast.File, fn *ast.FuncDecl) (first, last int) {
	for _, group := range file.Comments {
		if group.Pos() < fn.Body.Pos() || group.End() > fn.Body.End() {
			continue
		}
		for _, comment := range group.List {
			switch strings.TrimSpace(comment.Text) {
			case showFrom:
				first = positions.Position(comment.Pos()).Line
			case showTo:
				last = positions.Position(comment.Pos()).Line
			}
		}
	}
	return first, last
}

// dedent takes the margin of the first line off all of them and writes the
// rest of the tabs as four blanks, so that terminals agree on them.
func dedent(lines []string) string {
	margin := len(lines[0]) - len(strings.TrimLeft(lines[0], "\t"))
	var b strings.Builder
	for _, line := range lines {
		cut := min(margin, len(line)-len(strings.TrimLeft(line, "\t")))
		line = line[cut:]
		rest := strings.TrimLeft(line, "\t")
		b.WriteString(strings.Repeat("    ", len(line)-len(rest)) + rest + "\n")
	}
	return b.String()
}
