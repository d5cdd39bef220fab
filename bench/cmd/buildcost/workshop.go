package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// library is what is measured.
type library struct {
	name     string
	packages []string // of the library that a model needs
	// write puts the model's source, or what it is generated from, into the folder of the model.
	write func(ctx context.Context, w *workshop, dir string, tables int) error
	// generate makes the rest; nil where people write it all.
	generate func(ctx context.Context, w *workshop, dir string, tables int) error
	use      string // a program that uses the model
}

// workshop is a module in a temporary folder, with a build cache of its own.
type workshop struct{ dir, cache string }

func newWorkshop(root string) (*workshop, error) {
	dir, err := os.MkdirTemp("", "buildcost-")
	if err != nil {
		return nil, err
	}
	w := &workshop{dir: filepath.Join(dir, "cost"), cache: filepath.Join(dir, "cache")}
	mod, err := os.ReadFile(filepath.Join(root, "bench", "go.mod"))
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	text := strings.Replace(string(mod), "module github.com/rowan-go/rowan/bench", "module cost", 1)
	text = strings.Replace(text, "=> ..", "=> "+root, 1)
	sum, err := os.ReadFile(filepath.Join(root, "bench", "go.sum"))
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, errors.Join(w.write("go.mod", text), w.write("go.sum", string(sum)))
}

func (w *workshop) close() error { return os.RemoveAll(filepath.Dir(w.dir)) }

func (w *workshop) write(path, text string) error {
	path = filepath.Join(w.dir, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// run runs go in the module; cache empty means the user's own build cache.
func (w *workshop) run(ctx context.Context, cache string, args ...string) (time.Duration, error) {
	c := exec.CommandContext(ctx, "go", args...)
	c.Dir = w.dir
	c.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false -mod=mod", "GOWORK=off")
	if cache != "" {
		c.Env = append(c.Env, "GOCACHE="+cache)
	}
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	start := time.Now()
	err := c.Run()
	if err != nil {
		err = fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out.String())
	}
	return time.Since(start), err
}

func (w *workshop) build(ctx context.Context, args ...string) (time.Duration, error) {
	return w.run(ctx, w.cache, append([]string{"build"}, args...)...)
}

const pgxAlone = `package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib"
)

func main() { fmt.Println(pgxpool.New(context.Background(), "")) }
`

// base builds the standard library and pgx, and returns the size of a program with pgx alone.
func (w *workshop) base(ctx context.Context) (int64, error) {
	if err := w.write("alone/main.go", pgxAlone); err != nil {
		return 0, err
	}
	if _, err := w.build(ctx, "std"); err != nil {
		return 0, err
	}
	if _, err := w.build(ctx, "-o", "alone.bin", "./alone"); err != nil {
		return 0, err
	}
	return w.size("alone.bin")
}

func (w *workshop) size(file string) (int64, error) {
	info, err := os.Stat(filepath.Join(w.dir, file))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// measure generates, builds and weighs the tables of one library.
func (w *workshop) measure(ctx context.Context, l library, tables int) (c cost, err error) {
	c.library = l.name
	model := filepath.Join(l.name, "model")
	if err := l.write(ctx, w, model, tables); err != nil {
		return c, err
	}
	if l.generate != nil {
		start := time.Now()
		if err := l.generate(ctx, w, model, tables); err != nil {
			return c, err
		}
		c.generate = time.Since(start)
	}
	if c.lines, err = countLines(filepath.Join(w.dir, model)); err != nil {
		return c, err
	}
	if err := w.write(filepath.Join(l.name, "use", "main.go"), l.use); err != nil {
		return c, err
	}
	if c.library0, err = w.build(ctx, l.packages...); err != nil {
		return c, err
	}
	if c.model, err = w.build(ctx, "./"+model); err != nil {
		return c, err
	}
	if c.importer, err = w.build(ctx, "-o", l.name+".bin", "./"+l.name+"/use"); err != nil {
		return c, err
	}
	c.size, err = w.size(l.name + ".bin")
	return c, err
}

func countLines(dir string) (lines int, err error) {
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		b, err := os.ReadFile(path)
		lines += bytes.Count(b, []byte("\n"))
		return err
	})
	return lines, err
}
