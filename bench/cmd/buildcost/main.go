// Command buildcost measures what 100 tables of 20 columns cost to build with rowan, ent and bob: the generated or
// hand-written model, a program that uses it, and how much the program grows by it. It writes docs/build-cost.md.
//
//	go run ./cmd/buildcost
//
// It works in a module of its own in a temporary folder with a build cache of its own, in which the standard library, pgx
// and the measured library itself are built first.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/rowan-go/rowan/bench/report"
)

func main() {
	tables := flag.Int("tables", 100, "number of tables")
	root := flag.String("root", "..", "folder of the library's module")
	out := flag.String("out", "../docs/build-cost.md", "page to write")
	flag.Parse()
	if err := run(context.Background(), *root, *out, *tables); err != nil {
		fmt.Fprintln(os.Stderr, "buildcost:", err)
		os.Exit(1)
	}
}

// cost is what one library's tables cost.
type cost struct {
	library         string
	generate        time.Duration // zero where nothing is generated
	lines           int           // of the model, generated lines included
	library0        time.Duration // the library itself, beyond the standard library and pgx
	model, importer time.Duration
	size, growth    int64 // of the program; growth is over a program with pgx alone
}

func run(ctx context.Context, root, out string, tables int) (err error) {
	if root, err = filepath.Abs(root); err != nil {
		return err
	}
	w, err := newWorkshop(root)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	load := report.ThisMachine("").Load
	base, err := w.base(ctx)
	if err != nil {
		return err
	}
	var costs []cost
	for _, l := range libraries() {
		fmt.Fprintf(os.Stderr, "%s …\n", l.name)
		c, err := w.measure(ctx, l, tables)
		if err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
		c.growth = c.size - base
		costs = append(costs, c)
	}
	text := page(costs, tables, load)
	fmt.Print(text)
	return os.WriteFile(out, []byte(text), 0o644)
}

func page(costs []cost, tables int, load string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Build cost\n\nWritten by `go run ./cmd/buildcost` in `bench/`; do not edit. %d tables of %d columns, each but the first with a relation to the one before, "+
		"built cold on %d cores with Go %s; the standard library and pgx are built already. The load average was %s when it began.\n\n",
		tables, len(columns)+4, runtime.NumCPU(), strings.TrimPrefix(runtime.Version(), "go"), load)
	b.WriteString("| | rowan | ent | bob |\n| --- | ---: | ---: | ---: |\n")
	row := func(name string, f func(cost) string) {
		fmt.Fprintf(&b, "| %s ", name)
		for _, c := range costs {
			fmt.Fprintf(&b, "| %s ", f(c))
		}
		b.WriteString("|\n")
	}
	row("generating the code", func(c cost) string { return span(c.generate) })
	row("lines of the model", func(c cost) string { return fmt.Sprint(c.lines) })
	row("building the library itself", func(c cost) string { return span(c.library0) })
	row("building the model", func(c cost) string { return span(c.model) })
	row("building and linking a program that uses it", func(c cost) string { return span(c.importer) })
	row("size of that program", func(c cost) string { return megabytes(c.size) })
	row("of it, beyond a program with pgx alone", func(c cost) string { return megabytes(c.growth) })
	return b.String()
}

func span(d time.Duration) string {
	if d == 0 {
		return "none"
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
