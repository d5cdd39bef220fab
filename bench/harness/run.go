package harness

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// Options says how long to measure. The zero value measures one round.
type Options struct {
	// Budget bounds the time a job may take; a round that was begun is finished.
	Budget time.Duration
	// Batch is how long one batch should take; entries whose single run takes longer have batches of one.
	Batch time.Duration
	// MinRounds and MaxRounds bound the rounds whatever the budget. Zero means one, and no bound.
	MinRounds, MaxRounds int
}

// runner is the state of one job under measurement.
type runner struct {
	job     Job
	opt     Options
	sizes   []int      // runs in a batch, by entry
	samples [][]Sample // by entry, then round
}

// Run measures the job. It fails when an entry fails, naming it.
func Run(ctx context.Context, job Job, opt Options) (Result, error) {
	r := runner{job: job, opt: opt, sizes: make([]int, len(job.Entries)), samples: make([][]Sample, len(job.Entries))}
	start := time.Now()
	if err := r.warm(ctx); err != nil {
		return Result{}, err
	}
	for round := 0; r.more(round, time.Since(start)); round++ {
		for _, i := range rand.Perm(len(job.Entries)) {
			s, err := r.batch(ctx, i, r.sizes[i])
			if err != nil {
				return Result{}, err
			}
			r.samples[i] = append(r.samples[i], s)
		}
	}
	return summarize(job, r.samples)
}

func (r *runner) more(round int, spent time.Duration) bool {
	if round < max(1, r.opt.MinRounds) {
		return true
	}
	if r.opt.MaxRounds > 0 && round >= r.opt.MaxRounds {
		return false
	}
	return spent+spent/time.Duration(round+1) <= r.opt.Budget
}

// warm fills caches and finds how many runs fit into a batch.
func (r *runner) warm(ctx context.Context) error {
	for i, e := range r.job.Entries {
		r.sizes[i] = 1
		s, err := r.batch(ctx, i, 1)
		if err == nil && repeats(e) {
			r.sizes[i], err = r.size(ctx, i, s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// size is how many runs fit into a batch, by the fastest of a few tries: the first runs of all connect and prepare, and
// a batch of too few runs would measure a cold start.
func (r *runner) size(ctx context.Context, i int, first Sample) (int, error) {
	n := 1
	for s, try := first, 0; try < tries; try++ {
		n = max(n, fit(s, r.opt.Batch))
		var err error
		if s, err = r.batch(ctx, i, max(1, n/8)); err != nil {
			return 0, err
		}
		n = max(n, fit(s, r.opt.Batch))
	}
	return n, nil
}

const tries = 4

// repeats tells whether runs of e can follow each other without preparation.
func repeats(e Entry) bool { return e.Prepare == nil && e.Run != nil }

// fit is how many runs like those of s take about d; at least one.
func fit(s Sample, d time.Duration) int {
	one := max(1, s.Wall/time.Duration(max(1, s.Runs)))
	return int(max(1, d/one))
}

func (r *runner) batch(ctx context.Context, i, n int) (Sample, error) {
	e := r.job.Entries[i]
	s, err := r.batchOf(ctx, e, n)
	if err != nil {
		return s, fmt.Errorf("harness: job %s, entry %s: %w", r.job.Name, e.Name, err)
	}
	return s, nil
}

func (r *runner) batchOf(ctx context.Context, e Entry, n int) (Sample, error) {
	if r.job.Reset != nil {
		if err := r.job.Reset(ctx); err != nil {
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
	return measure(ctx, n, e.Run)
}
