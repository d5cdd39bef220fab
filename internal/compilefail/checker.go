package compilefail

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// checker type-checks parsed files against the export data of what they import.
type checker struct {
	fset    *token.FileSet
	files   map[string]*ast.File
	exports map[string]string // import path to the file of its export data

	mu       sync.Mutex // the importer is not safe for concurrent use
	importer types.Importer
}

// newChecker parses the files and has the go command build what they import, once for all.
func newChecker(ctx context.Context, dir string, paths []string) (*checker, error) {
	c := &checker{fset: token.NewFileSet(), files: map[string]*ast.File{}, exports: map[string]string{}}
	c.importer = importer.ForCompiler(c.fset, "gc", c.open)
	imports := map[string]bool{}
	for _, path := range paths {
		file, err := parser.ParseFile(c.fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("compilefail: a case must parse: %w", err)
		}
		c.files[path] = file
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, fmt.Errorf("compilefail: %s: import %s: %w", path, spec.Path.Value, err)
			}
			imports[name] = true
		}
	}
	return c, c.build(ctx, dir, slices.Sorted(maps.Keys(imports)))
}

// build finds the export data of the imports and of all that they import in turn.
func (c *checker) build(ctx context.Context, dir string, imports []string) error {
	if len(imports) == 0 {
		return nil
	}
	cmd := exec.CommandContext(ctx, "go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Export", "--"}, imports...)...)
	var complaints bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &complaints
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("compilefail: build what the cases import: %w\n%s", err, complaints.Bytes())
	}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("compilefail: read what go list says: %w", err)
		}
		c.exports[p.ImportPath] = p.Export
	}
}

func (c *checker) open(path string) (io.ReadCloser, error) {
	if c.exports[path] == "" {
		return nil, fmt.Errorf("compilefail: %s was not built", path)
	}
	return os.Open(c.exports[path])
}

// errorsOf type-checks one file. The lines that explain an error further, which begin with a tab, are no errors of their own.
func (c *checker) errorsOf(path string) []types.Error {
	var found []types.Error
	config := types.Config{
		Importer: c.importer,
		Error: func(err error) {
			var mistake types.Error
			if errors.As(err, &mistake) && !strings.HasPrefix(mistake.Msg, "\t") {
				found = append(found, mistake)
			}
		},
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	file := c.files[path]
	_, _ = config.Check(file.Name.Name, c.fset, []*ast.File{file}, nil) // its error is the first one found
	return found
}

// check returns what is wrong with a file: nothing when a case fails as it says, or a twin compiles.
func (c *checker) check(path string) []string {
	wants, complaints := c.wants(path)
	twin, isCase := twinOf(path)
	switch {
	case !isCase && len(wants) > 0:
		complaints = append(complaints, fmt.Sprintf("%s: a twin wants no error", path))
	case isCase && len(wants) != 1:
		complaints = append(complaints, fmt.Sprintf("%s: a case wants one error, this one wants %d", path, len(wants)))
	case isCase && c.files[twin] == nil:
		complaints = append(complaints, fmt.Sprintf("%s: its twin %s is missing", path, filepath.Base(twin)))
	}
	found := c.errorsOf(path)
	if isCase && len(found) == 0 {
		complaints = append(complaints, fmt.Sprintf("%s: compiles, and must not", path))
	}
	if isCase && len(found) > 1 {
		complaints = append(complaints, fmt.Sprintf("%s: has %d errors; a case has one, for its own reason", path, len(found)))
	}
	for _, mistake := range found {
		position := c.fset.Position(mistake.Pos)
		if want := wants[position.Line]; want == nil || !want.MatchString(mistake.Msg) {
			complaints = append(complaints, fmt.Sprintf("%s: unexpected: %s", position, mistake.Msg))
		}
	}
	return complaints
}

var wantComment = regexp.MustCompile("^// want (\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`)$")

// wants returns the expected messages of a file by line.
func (c *checker) wants(path string) (wants map[int]*regexp.Regexp, complaints []string) {
	wants = map[int]*regexp.Regexp{}
	for _, group := range c.files[path].Comments {
		for _, comment := range group.List {
			if !strings.HasPrefix(comment.Text, "// want") {
				continue
			}
			position := c.fset.Position(comment.Pos())
			want, err := parseWant(comment.Text)
			if err != nil {
				complaints = append(complaints, fmt.Sprintf("%s: %v", position, err))
				continue
			}
			wants[position.Line] = want
		}
	}
	return wants, complaints
}

func parseWant(comment string) (*regexp.Regexp, error) {
	m := wantComment.FindStringSubmatch(comment)
	if m == nil {
		return nil, errors.New(`write the comment as // want "regular expression"`)
	}
	pattern, err := strconv.Unquote(m[1])
	if err != nil {
		return nil, err
	}
	return regexp.Compile(pattern)
}
