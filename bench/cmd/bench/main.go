// Command bench measures rowan and its peers and writes a page of tables and plots.
//
//	go run ./cmd/bench              everything, in under ten minutes, into ../docs
//	go run ./cmd/bench -quick       in about a minute, into ./out
//	go run ./cmd/bench -only C,D    some jobs, into ./out
//	go run ./cmd/bench -from out/results.json   write the page again without measuring
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"

	"github.com/rowan-go/rowan/bench/report"
)

// options are the flags.
type options struct {
	quick bool
	only  []string
	out   string
	from  string
	note  string
}

func parse(args []string) (options, error) {
	var o options
	var only string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.BoolVar(&o.quick, "quick", false, "few rounds and no growth: about a minute")
	flags.StringVar(&only, "only", "", "jobs to measure, such as C,D")
	flags.StringVar(&o.out, "out", "", "folder for benchmarks.md (default ../docs; out for quick and partial runs)")
	flags.StringVar(&o.from, "from", "", "results.json of an earlier run to report again")
	flags.StringVar(&o.note, "note", "", "sentence to print on top, such as what else the machine was doing")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	if o.out == "" {
		o.out = "../docs"
		if o.quick || only != "" {
			o.out = "out"
		}
	}
	return o, nil
}

func main() {
	o, err := parse(os.Args[1:])
	if err != nil {
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	if o.from != "" {
		d, err := report.Load(o.from)
		if err != nil {
			return err
		}
		return write(d, o)
	}
	d, err := measure(ctx, o)
	if err != nil {
		return err
	}
	for _, dir := range []string{"out", o.out} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("make the folder for results: %w", err)
		}
	}
	if err := d.Save("out/results.json"); err != nil {
		return err
	}
	return write(d, o)
}

// write makes the page, with the note.
func write(d *report.Data, o options) error {
	if o.note != "" {
		d.Notes = append(d.Notes, o.note)
	}
	return report.Write(d, o.out)
}
