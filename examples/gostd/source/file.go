package source

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
	"time"
)

// A File is one .go file.
type File struct {
	Path         string // below src: "net/http/server.go"
	Package      string // its package clause, which may differ from the folder's: "http_test"
	Test         bool
	Constraint   string   // the expression of its //go:build line: "unix && !cgo"
	Tags         []string // the build tags that constraint and file name speak of, sorted
	Lines        int
	Bytes        int
	SHA256       []byte
	Modified     time.Time // in UTC, to the microsecond
	Declarations []Declaration
	Imports      []Import
}

// An Import says that a file imports a package of the same tree.
type Import struct {
	Path  string // of the package: "golang.org/x/net/idna" is found as "vendor/golang.org/x/net/idna"
	Alias string // as written: "." and "_" too; empty if there is none
}

// A parser parses one file.
type parser struct {
	tree      *Tree
	positions *token.FileSet
	pkg       string // path of the folder
	text      []byte
	base      int            // position of the first byte of text
	comments  []*ast.Comment // in order
}

// parse reads the file and returns it with its package comment.
func (p *parser) parse(name, base string) (File, string, error) {
	text, modified, err := read(name)
	if err != nil {
		return File{}, "", fmt.Errorf("source: read file: %w", err)
	}
	parsed, err := goparser.ParseFile(p.positions, name, text, goparser.ParseComments|goparser.SkipObjectResolution)
	if err != nil {
		return File{}, "", fmt.Errorf("source: parse file: %w", err)
	}
	p.text, p.base = text, int(parsed.FileStart)
	for _, group := range parsed.Comments {
		p.comments = append(p.comments, group.List...)
	}
	sum := sha256.Sum256(text)
	file := File{
		Path:     path.Join(p.pkg, base),
		Package:  parsed.Name.Name,
		Test:     strings.HasSuffix(base, "_test.go"),
		Lines:    lineCount(text),
		Bytes:    len(text),
		SHA256:   sum[:],
		Modified: modified,
		Imports:  p.imports(parsed),
	}
	file.Constraint, file.Tags = constraintOf(parsed, base)
	file.Declarations = p.declarations(parsed, file.Test)
	return file, parsed.Doc.Text(), nil
}

// read returns what a file holds and when it was last changed.
func read(name string) (text []byte, modified time.Time, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, modified, err
	}
	defer f.Close() //nolint:errcheck // only read
	info, err := f.Stat()
	if err != nil {
		return nil, modified, err
	}
	text = make([]byte, info.Size())
	_, err = io.ReadFull(f, text)
	return text, info.ModTime().UTC().Truncate(time.Microsecond), err
}

// imports lists the packages of the tree that the file imports, each once: of
// two imports of one package the first counts. "C" is no package.
func (p *parser) imports(file *ast.File) []Import {
	var list []Import
	seen := map[string]bool{}
	for _, spec := range file.Imports {
		written, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused it already
		}
		found, ok := p.tree.resolve(p.pkg, written)
		if !ok || seen[found] {
			continue
		}
		seen[found] = true
		var alias string
		if spec.Name != nil {
			alias = spec.Name.Name
		}
		list = append(list, Import{Path: found, Alias: alias})
	}
	return list
}

// resolve finds the package that an import in pkg means. The tree keeps
// copies of what it takes from elsewhere in two vendor folders.
func (t *Tree) resolve(pkg, written string) (string, bool) {
	vendored := "vendor/" + written
	if pkg == "cmd" || strings.HasPrefix(pkg, "cmd/") {
		vendored = "cmd/" + vendored
	}
	for _, candidate := range []string{vendored, written} {
		if t.known[candidate] {
			return candidate, true
		}
	}
	return "", false
}

// lineCount counts the last line too if nothing ends it.
func lineCount(text []byte) int {
	n := bytes.Count(text, []byte{'\n'})
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}
