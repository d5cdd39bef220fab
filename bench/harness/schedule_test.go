package harness

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const second = time.Second

func TestShare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, why string
		costs     []time.Duration // the first is the base
		own       int             // how many behind the base are in every round
		opt       Options
		want      []int
	}{
		{
			"nobody else", "there is nobody to leave time for",
			[]time.Duration{second, second},
			1,
			Options{Budget: 30 * second},
			[]int{15, 15},
		},
		{
			"cheap others", "all can take part in every round, for less than half of the time",
			[]time.Duration{3 * second, second, second / 2, second / 2},
			1,
			Options{Budget: 50 * second},
			[]int{10, 10, 10, 10},
		},
		{
			"others as dear as the base", "half of the time is for the base, a quarter for each of the others",
			[]time.Duration{second, second, second},
			0,
			Options{Budget: 40 * second},
			[]int{20, 10, 10},
		},
		{
			"one slow", "what the cheap one leaves over is for the others, in equal parts",
			[]time.Duration{second, second / 10, 2 * second, 9 * second},
			0,
			Options{Budget: 80 * second, MinRounds: 2},
			[]int{40, 40, 9, 2},
		},
		{
			"one too slow", "its least number of rounds comes before the budget, and takes nothing from the rest",
			[]time.Duration{second, second, 50 * second, second},
			1,
			Options{Budget: 40 * second, MinRounds: 3},
			[]int{10, 10, 3, 10},
		},
		{
			"more time than rounds", "there is a bound, and what the base does not use is for the others",
			[]time.Duration{second, 3 * second, 5 * second},
			0,
			Options{Budget: 90 * second, MaxRounds: 12},
			[]int{12, 12, 8}, // 36 s and 42 s
		},
		{
			"no time", "everybody takes part in the least number of rounds",
			[]time.Duration{second, second, second},
			1,
			Options{Budget: -second, MinRounds: 3},
			[]int{3, 3, 3},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			every := make([]bool, len(c.costs))
			for i := range c.own + 1 {
				every[i] = true
			}
			rounds, turns := share(c.costs, every, c.opt)
			assert.Equal(t, c.want, turns, c.why)
			assert.Equal(t, c.want[0], rounds)
		})
	}
}

// play goes through all rounds with turns of a known cost: who took part in each, and what it cost in all.
func play(s *schedule, cost func(entry, turn int) time.Duration) (rounds [][]int, spent time.Duration) {
	for round := 0; ; round++ {
		entries := s.next(round)
		if entries == nil {
			return rounds, spent
		}
		for _, i := range entries {
			d := cost(i, s.done[i])
			spent += d
			s.took(i, d)
		}
		rounds = append(rounds, slices.Sorted(slices.Values(entries)))
	}
}

func fake(opt Options, names ...string) *schedule {
	job := Job{Base: "base"}
	for _, n := range names {
		job.Entries = append(job.Entries, Entry{Name: n, Every: n == "own"})
	}
	return newSchedule(job, opt)
}

func TestSchedule_SpreadsTheTurnsOfOthers(t *testing.T) {
	t.Parallel()
	s := fake(Options{Budget: 48 * second, MinRounds: 2}, "slow", "base", "own")
	rounds, spent := play(s, func(entry, _ int) time.Duration {
		return []time.Duration{6 * second, second, second}[entry]
	})
	assert.Equal(t, [][]int{
		{0, 1, 2},
		{1, 2},
		{1, 2},
		{0, 1, 2},
		{1, 2},
		{1, 2},
		{0, 1, 2},
		{1, 2},
		{1, 2},
		{0, 1, 2},
		{1, 2},
		{1, 2},
	}, rounds)
	assert.Equal(t, 48*second, spent)
}

func TestSchedule_KeepsTheBudgetWhenCostsChange(t *testing.T) {
	t.Parallel()
	s := fake(Options{Budget: 60 * second, MinRounds: 3}, "base", "own", "slow", "cheap")
	rounds, spent := play(s, func(entry, turn int) time.Duration {
		d := []time.Duration{second, second, 5 * second, second / 2}[entry]
		if turn == 0 {
			return 3 * d // a cold start
		}
		return d
	})
	for _, r := range rounds {
		assert.Subset(t, r, []int{0, 1}, "base and own are in every round")
	}
	assert.InDelta(t, 60, spent.Seconds(), 8, "a round at most more or less")
	assert.GreaterOrEqual(t, s.done[2], 3)
	assert.Less(t, s.done[2], s.done[3], "the cheap one has more turns for its share")
}

func TestSchedule_NobodyHasFewerThanTheLeast(t *testing.T) {
	t.Parallel()
	s := fake(Options{Budget: 10 * second, MinRounds: 3}, "base", "slow")
	rounds, _ := play(s, func(entry, turn int) time.Duration {
		if entry == 0 && turn > 3 { // the end comes before it was planned
			return 10 * second
		}
		return []time.Duration{second / 10, 4 * second}[entry]
	})
	assert.Equal(t, 3, s.done[1])
	assert.Equal(t, []int{0, 1}, rounds[len(rounds)-1], "the turns that were missing, beside the base")
}
