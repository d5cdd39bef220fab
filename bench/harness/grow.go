package harness

import (
	"context"
	"runtime"
	"runtime/metrics"
	"slices"
	"time"
)

// Grown is what one size of a job cost.
type Grown struct {
	Rows int
	// Wall is the median time of one run.
	Wall time.Duration
	// Live is the memory that the result holds, for each row.
	Live float64
	// Peak is the largest heap seen while rows were streamed, above the heap before.
	Peak uint64
}

// Retain runs f several times and weighs what its result keeps alive. Rows is how many rows the result has.
func Retain(ctx context.Context, rows, times int, f func(context.Context) (any, error)) (Grown, error) {
	g := Grown{Rows: rows}
	var walls []time.Duration
	for range times {
		before := liveHeap()
		start := time.Now()
		kept, err := f(ctx)
		walls = append(walls, time.Since(start))
		if err != nil {
			return g, err
		}
		g.Live = max(0, float64(liveHeap())-float64(before)) / float64(max(1, rows))
		runtime.KeepAlive(kept)
	}
	g.Wall = median(walls)
	return g, nil
}

// Stream runs f several times; f calls its argument for each row, and the heap is looked at now and then.
func Stream(ctx context.Context, rows, times int, f func(context.Context, func(int64)) error) (Grown, error) {
	g := Grown{Rows: rows}
	var walls []time.Duration
	for range times {
		before, peak, n := liveHeap(), uint64(0), 0
		start := time.Now()
		err := f(ctx, func(int64) {
			if n++; n%1000 == 0 {
				peak = max(peak, heapNow())
			}
		})
		walls = append(walls, time.Since(start))
		if err != nil {
			return g, err
		}
		g.Peak = max(g.Peak, peak-min(peak, before))
	}
	g.Wall = median(walls)
	return g, nil
}

// liveHeap is the memory that reachable objects hold.
func liveHeap() uint64 {
	runtime.GC()
	runtime.GC() // what finalizers let go
	return heapNow()
}

// heapNow is the memory of objects, dead ones not yet swept included.
func heapNow() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
