package harness

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheCollectorsPaceIsThatOfOneContender(t *testing.T) { //nolint:paralleltest // the setting is the process's
	const mb = 1 << 20
	for _, c := range []struct {
		was           int
		before, after uint64
		n             int
		want          int
	}{
		{100, 6 * mb, 8 * mb, 1, 100},
		{100, 6 * mb, 10 * mb, 2, 80},
		{200, 6 * mb, 10 * mb, 4, 140},
		{100, 6 * mb, 6 * mb, 4, 100},
		{100, 1 * mb, 3 * mb, 4, 83},  // it may grow from 1.5 MB to 4 MB before the first collection
		{100, 1 * mb, 2 * mb, 4, 100}, // never more than what counts
		{1, 1 * mb, 100 * mb, 4, 1},
		{-1, 6 * mb, 10 * mb, 2, -1},
	} {
		assert.Equal(t, c.want, percent(c.was, c.before, c.after, c.n))
	}
	was := debug.SetGCPercent(100)
	defer debug.SetGCPercent(was)
	undo := Pace(6*mb, 10*mb, 2)
	assert.Equal(t, 80, debug.SetGCPercent(80))
	undo()
	assert.Equal(t, 100, debug.SetGCPercent(100))

	before := Live()
	held := make([]byte, 8*mb)
	assert.GreaterOrEqual(t, Live(), before+7*mb)
	runtime.KeepAlive(held)
}
