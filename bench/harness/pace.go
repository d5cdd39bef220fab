package harness

import (
	"runtime"
	"runtime/debug"
)

// alone is how much lives in a process that has hand-written pgx and one other contender, about.
const alone = 2 << 20

// pace is the setting of the collector (GOGC) in a process of which live bytes live, where was is the one that counts: contenders get as
// many collections for what they allocate as in a process of their own. What lives of all the others would make collections
// rarer, and with them everybody who allocates much faster.
func pace(was int, live uint64) int {
	if was <= 0 || live <= alone { // off, or alone
		return was
	}
	return max(1, int(uint64(was)*alone/live))
}

// collect collects garbage, so that a batch does not pay for the one before, and sets the collector's pace.
func collect(was int) {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	debug.SetGCPercent(pace(was, m.HeapAlloc))
}

// percent is the collector's setting.
func percent() int {
	was := debug.SetGCPercent(100)
	debug.SetGCPercent(was)
	return was
}
