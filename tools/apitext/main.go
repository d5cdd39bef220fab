// Command apitext writes the exported surface of each package of the library as a text file that is reviewed with every change to it.
//
//	go run ./apitext -root .. -out ../api          write the files
//	go run ./apitext -root .. -out ../api -check   fail when they are not up to date
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	root := flag.String("root", "..", "the folder of the library's module")
	out := flag.String("out", "../api", "the folder of the text files")
	check := flag.Bool("check", false, "compare instead of writing")
	flag.Parse()
	if err := run(*root, *out, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// goPackage is what the go command says about a package.
type goPackage struct {
	Dir, ImportPath, Name string
	GoFiles               []string
	Module                struct{ Path string }
}

func run(root, out string, check bool) error {
	packages, err := list(root)
	if err != nil {
		return err
	}
	texts := map[string][]byte{}
	for _, p := range packages {
		if !isPublic(p) {
			continue
		}
		text, err := surface(p)
		if err != nil {
			return fmt.Errorf("apitext: %s: %w", p.ImportPath, err)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, p.Module.Path), "/")
		texts[strings.ReplaceAll(name, "/", "_")+".txt"] = text
	}
	if check {
		return compare(out, texts)
	}
	return write(out, texts)
}

// isPublic tells the packages that users import from commands, examples and internal ones.
func isPublic(p goPackage) bool {
	path := p.ImportPath + "/"
	return p.Name != "main" && p.ImportPath != p.Module.Path && !strings.Contains(path, "/internal/") && !strings.Contains(path, "/examples/")
}

func list(root string) ([]goPackage, error) {
	cmd := exec.Command("go", "list", "-json=Dir,ImportPath,Name,GoFiles,Module", "./...")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	text, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("apitext: go list: %w", err)
	}
	var packages []goPackage
	for decoder := json.NewDecoder(bytes.NewReader(text)); ; {
		var p goPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages, nil
		}
		if err != nil {
			return nil, fmt.Errorf("apitext: read what go list says: %w", err)
		}
		packages = append(packages, p)
	}
}

// write makes the folder hold these files and no other text files.
func write(out string, texts map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(out, "*.txt"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if texts[filepath.Base(path)] == nil {
			err = errors.Join(err, os.Remove(path))
		}
	}
	err = errors.Join(err, os.MkdirAll(out, 0o755))
	for name, text := range texts {
		err = errors.Join(err, os.WriteFile(filepath.Join(out, name), text, 0o644))
	}
	return err
}

// compare fails with the names of the files that are not up to date.
func compare(out string, texts map[string][]byte) error {
	old, err := filepath.Glob(filepath.Join(out, "*.txt"))
	if err != nil {
		return err
	}
	var stale []string
	for _, path := range old {
		if texts[filepath.Base(path)] == nil {
			stale = append(stale, path)
		}
	}
	for name, text := range texts {
		path := filepath.Join(out, name)
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, text) {
			stale = append(stale, path)
		}
	}
	if len(stale) > 0 {
		return fmt.Errorf("apitext: not up to date: %s; run make api and read the change", strings.Join(stale, ", "))
	}
	return nil
}
