package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"path/filepath"
)

// surface is the exported declarations of a package without comments and bodies, in the order of go doc: constants, variables,
// functions, then each type with its own.
func surface(p goPackage) ([]byte, error) {
	fset := token.NewFileSet()
	files := make([]*ast.File, 0, len(p.GoFiles))
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	d, err := doc.NewFromFiles(fset, files, p.ImportPath)
	if err != nil {
		return nil, err
	}
	w := &writer{fset: fset}
	fmt.Fprintf(&w.text, "package %s // import %q\n", d.Name, d.ImportPath)
	w.values(d.Consts)
	w.values(d.Vars)
	w.functions(d.Funcs)
	for _, t := range d.Types {
		w.declaration(t.Decl)
		w.values(t.Consts)
		w.values(t.Vars)
		w.functions(t.Funcs)
		w.functions(t.Methods)
	}
	return w.text.Bytes(), w.err
}

// writer collects declarations; the first error stays.
type writer struct {
	fset *token.FileSet
	text bytes.Buffer
	err  error
}

func (w *writer) values(values []*doc.Value) {
	for _, v := range values {
		w.declaration(v.Decl)
	}
}

func (w *writer) functions(functions []*doc.Func) {
	for _, f := range functions {
		f.Decl.Body = nil
		w.declaration(f.Decl)
	}
}

func (w *writer) declaration(d ast.Node) {
	w.text.WriteByte('\n')
	if err := format.Node(&w.text, w.fset, d); err != nil && w.err == nil {
		w.err = err
	}
	w.text.WriteByte('\n')
}
