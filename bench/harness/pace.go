package harness

import (
	"runtime"
	"runtime/debug"
)

// Live is how many bytes live on the heap.
func Live() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Pace sets the collector until undo is called, so that it runs as often for what is allocated as in a process that has one
// contender alone: before and after are what lived before n contenders were opened and what lives now. What lives of the
// others would make collections rarer and longer.
func Pace(before, after uint64, n int) (undo func()) {
	was := debug.SetGCPercent(100)
	debug.SetGCPercent(percent(was, before, after, n))
	return func() { debug.SetGCPercent(was) }
}

// leastHeap is the heap that Go lets every process have before it collects, with GOGC at 100.
const leastHeap = 4 << 20

// percent is GOGC where was is what counts.
func percent(was int, before, after uint64, n int) int {
	if was <= 0 || after <= before || n < 2 {
		return was
	}
	own := int(before + (after-before)/uint64(n))
	mayGrow := max(own*was/100, leastHeap*was/100-own)
	return min(was, max(1, 100*mayGrow/int(after)))
}
