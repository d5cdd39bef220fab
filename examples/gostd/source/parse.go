package source

import (
	"context"
	"go/token"
	"iter"
	"path/filepath"
	"runtime"
	"strings"
)

// Parse reads the packages on all cores and hands them out by path, parents
// first, each as soon as it and those before it are parsed; a few are read
// ahead, so memory stays flat. It stops at the first error: a file that
// cannot be read or parsed, or the context's end. Leaving the loop early
// stops the reading.
func (t *Tree) Parse(ctx context.Context) iter.Seq2[*Package, error] {
	return func(yield func(*Package, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for answer := range t.start(ctx) {
			var parsed result
			select {
			case parsed = <-answer:
			case <-ctx.Done():
				parsed.err = ctx.Err()
			}
			if !yield(parsed.pkg, parsed.err) || parsed.err != nil {
				return
			}
		}
		if ctx.Err() != nil {
			yield(nil, ctx.Err())
		}
	}
}

// A result is what became of one folder.
type result struct {
	pkg *Package
	err error
}

// A job is one folder and the place for its result.
type job struct {
	folder folder
	answer chan<- result
}

// start sets the workers going. The answers come in the order of the
// folders, however the work is spread:
//
//	folders ──► jobs ──► workers ──► an answer each
//	        └─► answers, in order ──► Parse
func (t *Tree) start(ctx context.Context) <-chan <-chan result {
	workers := runtime.GOMAXPROCS(0)
	answers := make(chan (<-chan result), 4*workers)
	jobs := make(chan job)
	for range workers {
		go func() {
			for j := range jobs {
				pkg, err := t.parseFolder(ctx, j.folder)
				j.answer <- result{pkg: pkg, err: err}
			}
		}()
	}
	go func() {
		defer close(answers)
		defer close(jobs)
		for _, f := range t.folders {
			answer := make(chan result, 1) // a worker never waits for its reader
			select {
			case answers <- answer:
			case <-ctx.Done():
				return
			}
			select {
			case jobs <- job{folder: f, answer: answer}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return answers
}

// parseFolder parses the files of one folder and names the package after
// those that are neither tests nor kept out of the build.
func (t *Tree) parseFolder(ctx context.Context, f folder) (*Package, error) {
	pkg := &Package{Path: f.path, Parent: parentOf(f.path), Files: make([]File, 0, len(f.files))}
	for _, name := range f.files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p := parser{tree: t, positions: token.NewFileSet(), pkg: pkg.Path}
		file, comment, err := p.parse(filepath.Join(t.Root, "src", filepath.FromSlash(f.path), name), name)
		if err != nil {
			return nil, err
		}
		pkg.Files = append(pkg.Files, file)
		pkg.describe(&file, comment)
	}
	return pkg, nil
}

// describe takes name and comment from a file, if it may speak for the
// package; a test does so only where nothing else does.
func (p *Package) describe(file *File, comment string) {
	if file.Constraint == "ignore" {
		return
	}
	if file.Test {
		if p.Name == "" {
			p.Name = strings.TrimSuffix(file.Package, "_test")
		}
		return
	}
	p.Name = file.Package
	if p.Doc == "" {
		p.Doc = comment
	}
}
