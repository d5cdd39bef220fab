package harness

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheCollectorsPaceDoesNotDependOnOthers(t *testing.T) { //nolint:paralleltest // the setting is the process's
	for _, c := range []struct {
		was  int
		live uint64
		want int
	}{
		{100, 0, 100},
		{100, alone, 100},
		{100, 2 * alone, 50},
		{50, 4 * alone, 12},
		{1, 4 * alone, 1},
		{-1, 8 * alone, -1},
	} {
		assert.Equal(t, c.want, pace(c.was, c.live))
	}
	was := percent()
	held := make([]byte, 8*alone)
	collect(100)
	assert.LessOrEqual(t, debug.SetGCPercent(was), 12, "most of what lives are the %d bytes held", len(held))
	require.Equal(t, was, percent())
	held[0] = 1
}
