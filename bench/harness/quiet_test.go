package harness

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func walls(first int, ms ...int) (r []reading) {
	for i, d := range ms {
		r = append(r, reading{first + i, Sample{Runs: 2, Wall: 2 * time.Duration(d) * time.Millisecond}})
	}
	return r
}

func TestSummarize_ComparesWithTheBaseOfTheSameRound(t *testing.T) {
	t.Parallel()
	job := Job{Base: "base", Entries: []Entry{{Name: "base"}, {Name: "late"}}}
	res := summarize(job, [][]reading{walls(0, 10, 10, 40, 60), walls(2, 80, 120)})
	assert.Equal(t, 4, res.Rounds)
	late, ok := res.Entry("late")
	require.True(t, ok)
	assert.Equal(t, 2, late.Rounds)
	assert.Equal(t, Spread{2, 2, 2}, late.WallRatio)
	assert.Equal(t, 100*time.Millisecond, late.Wall)
}

func TestSummarize_CountsQuietRounds(t *testing.T) {
	t.Parallel()
	var base, own []int
	for range 10 { // the third and fourth of four rounds are disturbed, one after the other; the second a little
		base, own = append(base, 10, 11, 30, 10), append(own, 12, 13, 12, 36)
	}
	job := Job{Base: "base", Entries: []Entry{{Name: "base"}, {Name: "own"}}}
	res := summarize(job, [][]reading{walls(0, base...), walls(0, own...)})
	got, _ := res.Entry("own")
	assert.Equal(t, 40, got.Rounds)
	assert.InDelta(t, 1.2, got.WallRatio.Low, 1e-9)
	assert.InDelta(t, 1.2, got.WallRatio.High, 1e-9)
	assert.Equal(t, 12*time.Millisecond, got.Wall)
}

func TestQuiet_KeepsAQuarterAndAtLeastTen(t *testing.T) {
	t.Parallel()
	for all, want := range map[int]int{3: 3, 10: 10, 12: 10, 40: 10, 41: 11, 400: 100} {
		r := walls(0, make([]int, all)...)
		assert.Len(t, quiet(pairs(r, r)), want, "of %d", all)
	}
}
