package harness

import (
	"context"
	"runtime"
	"time"
)

// Sample is what one batch cost in all.
type Sample struct {
	Runs   int
	Wall   time.Duration
	CPU    time.Duration
	Allocs uint64
	Bytes  uint64
}

// measure runs f n times between two readings of the clocks and counters. It collects garbage first, so that a batch does
// not pay for the one before, and runs f warm times, untimed.
func measure(ctx context.Context, warm, n int, f func(context.Context) error) (Sample, error) {
	var before, after runtime.MemStats
	runtime.GC()
	if err := repeat(ctx, warm, f); err != nil {
		return Sample{}, err
	}
	runtime.ReadMemStats(&before)
	cpu, start := cpuTime(), time.Now()
	if err := repeat(ctx, n, f); err != nil {
		return Sample{}, err
	}
	s := Sample{Runs: n, Wall: time.Since(start), CPU: cpuTime() - cpu}
	runtime.ReadMemStats(&after)
	s.Allocs, s.Bytes = after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc
	return s, nil
}

func repeat(ctx context.Context, n int, f func(context.Context) error) error {
	for range n {
		if err := f(ctx); err != nil {
			return err
		}
	}
	return nil
}
