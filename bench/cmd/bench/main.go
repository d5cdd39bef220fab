// Command bench measures rowan and its peers and writes a page of tables and plots.
//
//	go run ./cmd/bench              everything, in under ten minutes, into ../docs
//	go run ./cmd/bench -quick       in about a minute, into ./out
//	go run ./cmd/bench -only C,D    some jobs, into ./out
//	go run ./cmd/bench -quick -only F -peers rowan   one job, with hand-written pgx alone beside it: a few seconds
//	go run ./cmd/bench -only F -contender rowan -cpuprofile cpu.pprof -allocprofile allocs.pprof   profiles, no figures
//	go run ./cmd/bench -from out/results.json   write the page again without measuring
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/rowan-go/rowan/bench/report"
	"github.com/rowan-go/rowan/bench/work"
)

// options are the flags.
type options struct {
	quick bool
	only  []string
	peers []string
	out   string
	from  string
	note  string
	profiling
}

func parse(args []string) (options, error) {
	var o options
	var only, peers string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.BoolVar(&o.quick, "quick", false, "few rounds and no growth: about a minute")
	flags.StringVar(&only, "only", "", "jobs to measure, such as C,D; growth is one")
	flags.StringVar(&peers, "peers", "", "contenders to measure beside "+work.Base+", such as rowan,gorm")
	flags.StringVar(&o.contender, "contender", "rowan", "contender to profile")
	flags.StringVar(&o.cpu, "cpuprofile", "", "file for a processor profile of -contender in the one job of -only; measures nothing else")
	flags.StringVar(&o.allocs, "allocprofile", "", "the same for allocations")
	flags.DurationVar(&o.time, "for", 3*time.Second, "how long the profiled runs take together")
	flags.StringVar(&o.out, "out", "", "folder for benchmarks.md (default ../docs; out for quick and partial runs)")
	flags.StringVar(&o.from, "from", "", "results.json of an earlier run to report again")
	flags.StringVar(&o.note, "note", "", "sentence to print on top, such as what else the machine was doing")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	o.only, o.peers = list(only), list(peers)
	if o.wanted() && (len(o.only) != 1 || o.peers != nil) {
		return o, errors.New("a profile is of one job and one contender: use -only with one name, and -contender")
	}
	if o.out == "" {
		o.out = "../docs"
		if o.quick || o.partial() {
			o.out = "out"
		}
	}
	return o, nil
}

// partial tells that not everything is measured.
func (o options) partial() bool { return o.only != nil || o.peers != nil }

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func main() {
	o, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
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
	if err != nil || o.wanted() {
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
