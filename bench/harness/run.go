package harness

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Options says how long to measure. The zero value measures one round.
type Options struct {
	// Budget is the time for a job, all that is not measured included. A job takes longer where the least number of
	// rounds of some entry does.
	Budget time.Duration
	// Batch is how long one batch should take; entries whose single run takes longer have batches of Runs.
	Batch time.Duration
	// Runs is the least number of runs in a batch of an entry without Prepare. Zero means one.
	Runs int
	// MinRounds is how many rounds each entry takes part in at least, whatever the budget; MaxRounds is how many there
	// are at most. Zero means one, and no bound.
	MinRounds, MaxRounds int
}

func (o Options) least() int { return max(1, o.MinRounds) }

// runner is the state of one job under measurement.
type runner struct {
	job      Job
	opt      Options
	sizes    []int       // runs in a batch, by entry
	readings [][]reading // by entry
}

// reading is what an entry's batch cost in a round.
type reading struct {
	round int
	Sample
}

// Run measures the job. It fails when an entry fails, naming it.
func Run(ctx context.Context, job Job, opt Options) (Result, error) {
	if job.base() < 0 {
		return Result{}, fmt.Errorf("harness: job %s has no entry %q to compare with; add it to Entries or change Base", job.Name, job.Base)
	}
	r := runner{job: job, opt: opt, sizes: make([]int, len(job.Entries)), readings: make([][]reading, len(job.Entries))}
	start := time.Now()
	if err := r.warm(ctx); err != nil {
		return Result{}, err
	}
	opt.Budget -= time.Since(start)
	s := newSchedule(job, opt)
	for round := 0; ; round++ {
		entries := s.next(round)
		if entries == nil {
			return summarize(job, r.readings), nil
		}
		rand.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		for _, i := range entries {
			begun := time.Now()
			if err := r.turn(ctx, i, round); err != nil {
				return Result{}, err
			}
			s.took(i, time.Since(begun))
		}
	}
}

// turn is an entry's part in a round.
func (r *runner) turn(ctx context.Context, i, round int) error {
	s, err := r.batch(ctx, i)
	r.readings[i] = append(r.readings[i], reading{round, s})
	return err
}

// warm connects, prepares and fills caches. Another process is left to warm up by itself.
func (r *runner) warm(ctx context.Context) error {
	for i, e := range r.job.Entries {
		r.sizes[i] = 1
		if e.Remote != nil {
			continue
		}
		if _, err := r.batch(ctx, i); err != nil {
			return err
		}
		if repeats(e) {
			r.sizes[i] = max(r.sizes[i], r.opt.Runs)
		}
	}
	return nil
}

// repeats tells whether runs of e can follow each other without preparation.
func repeats(e Entry) bool { return e.Prepare == nil && e.Run != nil }

// fit is how many runs like those of s take about d; at least one.
func fit(s Sample, d time.Duration) int {
	one := max(1, s.Wall/time.Duration(max(1, s.Runs)))
	return int(max(1, d/one))
}

// batch does a batch of the entry. The fastest one so far says how many runs fit into the next: a slow one tells of a cold
// start, or of what else the machine does.
func (r *runner) batch(ctx context.Context, i int) (Sample, error) {
	e := r.job.Entries[i]
	s, err := r.batchOf(ctx, e, r.sizes[i])
	if err != nil {
		return s, fmt.Errorf("harness: job %s, entry %s: %w", r.job.Name, e.Name, err)
	}
	if repeats(e) {
		r.sizes[i] = max(r.sizes[i], fit(s, r.opt.Batch))
	}
	return s, nil
}

func (r *runner) batchOf(ctx context.Context, e Entry, n int) (Sample, error) {
	if r.job.Reset != nil {
		if err := r.job.Reset(ctx); err != nil {
			return Sample{}, err
		}
	}
	if r.job.Rehearse && e.Prepare != nil {
		if err := errors.Join(e.Prepare(ctx), e.Run(ctx)); err != nil {
			return Sample{}, err
		}
	}
	if e.Prepare != nil {
		if err := e.Prepare(ctx); err != nil {
			return Sample{}, err
		}
	}
	if e.Remote != nil {
		return e.Remote(ctx)
	}
	if repeats(e) {
		return measure(ctx, warmUp(n), n, e.Run)
	}
	return measure(ctx, 0, n, e.Run)
}

// warmUp is how many untimed runs begin a batch of n: after a collection and the turns of others the first run of a round trip
// takes five times as long as the fourth.
func warmUp(n int) int { return 1 + n/8 }
