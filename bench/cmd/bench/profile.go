package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"time"

	"github.com/google/pprof/profile"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/work"
)

// profiling is what the flags say about profiles.
type profiling struct {
	contender   string
	cpu, allocs string // files
	time        time.Duration
}

func (p profiling) wanted() bool { return p.cpu != "" || p.allocs != "" }

// write profiles the entry of one contender: the runs alone, neither what is prepared for them nor what puts data back.
// Work of the garbage collector's own goroutines is in no run.
func (p profiling) write(ctx context.Context, h harness.Job) error {
	i := slices.IndexFunc(h.Entries, func(e harness.Entry) bool { return e.Name == p.contender })
	if i < 0 || h.Entries[i].Run == nil {
		return fmt.Errorf("contender %q cannot be profiled in job %s; it has %s", p.contender, h.Name, strings.Join(names(h), ", "))
	}
	r := runs{h, h.Entries[i]}
	if err := r.repeat(ctx, 2, r.once); err != nil { // warm up
		return err
	}
	if p.cpu != "" {
		if err := r.cpu(ctx, p.cpu, p.time); err != nil {
			return err
		}
	}
	if p.allocs != "" {
		return r.allocs(ctx, p.allocs)
	}
	return nil
}

func names(h harness.Job) (all []string) {
	for _, e := range h.Entries {
		all = append(all, e.Name)
	}
	return all
}

// runs does an entry again and again.
type runs struct {
	job   harness.Job
	entry harness.Entry
}

func (r runs) once(ctx context.Context) error { return r.entry.Run(ctx) }

// repeat prepares each of n runs.
func (r runs) repeat(ctx context.Context, n int, run func(context.Context) error) error {
	for range n {
		if r.job.Reset != nil {
			if err := r.job.Reset(ctx); err != nil {
				return err
			}
		}
		if r.entry.Prepare != nil {
			if err := r.entry.Prepare(ctx); err != nil {
				return err
			}
		}
		if err := run(ctx); err != nil {
			return err
		}
	}
	return nil
}

// label marks what belongs to a run.
const label = "run"

// cpu profiles until the runs have taken d.
func (r runs) cpu(ctx context.Context, path string, d time.Duration) error {
	var buf bytes.Buffer
	if err := pprof.StartCPUProfile(&buf); err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	n, spent, began := 0, time.Duration(0), time.Now()
	for ; spent < d && time.Since(began) < 10*d; n++ {
		err := r.repeat(ctx, 1, func(ctx context.Context) (err error) {
			start := time.Now()
			pprof.Do(ctx, pprof.Labels(label, "yes"), func(ctx context.Context) { err = r.once(ctx) })
			spent += time.Since(start)
			return err
		})
		if err != nil {
			pprof.StopCPUProfile()
			return err
		}
	}
	pprof.StopCPUProfile()
	p, err := profile.Parse(&buf)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	p.Sample = slices.DeleteFunc(p.Sample, func(s *profile.Sample) bool { return s.Label[label] == nil })
	fmt.Fprintf(os.Stderr, "%d runs of %s each in %s\n", n, (spent / time.Duration(n)).Round(time.Microsecond), path)
	return save(p, path)
}

// allocs profiles every allocation of some runs.
func (r runs) allocs(ctx context.Context, path string) error {
	n := 3
	if r.entry.Prepare == nil && r.job.Per <= 1 {
		n = 1000
	}
	runtime.MemProfileRate = 1
	defer func() { runtime.MemProfileRate = 0 }()
	var all []*profile.Profile
	take := func() error {
		p, err := allocated()
		all = append(all, p)
		return err
	}
	step := func(ctx context.Context) error {
		if err := take(); err != nil {
			return err
		}
		all[len(all)-1].Scale(-1)
		for range max(1, n/3) {
			if err := r.once(ctx); err != nil {
				return err
			}
		}
		return take()
	}
	if err := r.repeat(ctx, 3, step); err != nil {
		return err
	}
	p, err := profile.Merge(all)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	p.Sample = slices.DeleteFunc(p.Sample, func(s *profile.Sample) bool { return !through(s, "main.runs.once") })
	total := 0.0
	for _, s := range p.Sample {
		total += float64(s.Value[0])
	}
	fmt.Fprintf(os.Stderr, "%d runs of %.1f allocations a row in %s\n", 3*max(1, n/3), total/float64(3*max(1, n/3)*max(1, r.job.Per)), path)
	return save(p, path)
}

// through tells whether a function is on the stack of s.
func through(s *profile.Sample, function string) bool {
	for _, l := range s.Location {
		for _, line := range l.Line {
			if strings.HasSuffix(line.Function.Name, function) {
				return true
			}
		}
	}
	return false
}

// allocated is what was allocated so far: the profile is of the last collection but one.
func allocated() (*profile.Profile, error) {
	runtime.GC()
	runtime.GC()
	var buf bytes.Buffer
	if err := pprof.Lookup("allocs").WriteTo(&buf, 0); err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	p, err := profile.Parse(&buf)
	if err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	return p, nil
}

func save(p *profile.Profile, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	if err := p.Compact().Write(f); err != nil {
		_ = f.Close()
		return fmt.Errorf("profile: %s: %w", path, err)
	}
	return f.Close()
}

// pick keeps the contenders that the flags name, and the base.
func pick(all []work.Contender, wanted []string) ([]work.Contender, error) {
	if len(wanted) == 0 {
		return all, nil
	}
	var known []string
	for _, c := range all {
		known = append(known, c.Name)
	}
	for _, w := range wanted {
		if !slices.Contains(known, w) {
			return nil, fmt.Errorf("no contender is called %q; there are %s", w, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(all, func(c work.Contender) bool { return c.Name != work.Base && !slices.Contains(wanted, c.Name) }), nil
}
