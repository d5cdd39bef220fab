package harness_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/bench/harness"
)

func TestRun_EntriesTakeTurns(t *testing.T) {
	t.Parallel()
	var order []string
	entry := func(name string) harness.Entry {
		return harness.Entry{
			Name:    name,
			Prepare: func(context.Context) error { order = append(order, "prepare "+name); return nil },
			Run:     func(context.Context) error { order = append(order, name); return nil },
		}
	}
	job := harness.Job{Name: "X", Base: "a", Entries: []harness.Entry{entry("a"), entry("b")}}
	res, err := harness.Run(t.Context(), job, harness.Options{MinRounds: 3, MaxRounds: 3})
	require.NoError(t, err)
	assert.Equal(t, 3, res.Rounds)
	assert.Len(t, order, 2*2*(3+1), "three rounds and one to warm up, each run prepared")
	for i := 0; i < len(order); i += 2 {
		assert.Equal(t, "prepare "+order[i+1], order[i])
	}
	for i := 0; i < len(order); i += 4 {
		assert.ElementsMatch(t, []string{"a", "b"}, []string{order[i+1], order[i+3]}, "each round has each entry once")
	}
}

func TestRun_BatchesBeginWithUntimedRuns(t *testing.T) {
	t.Parallel()
	var local, remote int
	job := harness.Job{Name: "X", Base: "a", Entries: []harness.Entry{
		{Name: "a", Run: func(context.Context) error { local++; return nil }},
		{Name: "b", Remote: func(context.Context) (harness.Sample, error) { remote++; return harness.Sample{Runs: 1, Wall: 1}, nil }},
	}}
	res, err := harness.Run(t.Context(), job, harness.Options{Runs: 4, MinRounds: 3})
	require.NoError(t, err)
	assert.Equal(t, (1+1)+3*(1+4), local, "one run to warm up, then batches of four, each with an untimed run ahead")
	assert.Equal(t, 3, remote, "the other process does one run in each round")
	b, _ := res.Entry("b")
	assert.Equal(t, 3, b.Rounds)
}

func TestRun_RatiosAndAllocations(t *testing.T) {
	t.Parallel()
	remote := func(wall time.Duration) func(context.Context) (harness.Sample, error) {
		return func(context.Context) (harness.Sample, error) {
			return harness.Sample{Runs: 1, Wall: wall, CPU: wall / 2, Allocs: 40}, nil
		}
	}
	job := harness.Job{Name: "X", Base: "base", Per: 10, Entries: []harness.Entry{
		{Name: "base", Remote: remote(time.Second)},
		{Name: "half", Remote: remote(time.Second / 2)},
	}}
	res, err := harness.Run(t.Context(), job, harness.Options{MinRounds: 2})
	require.NoError(t, err)
	half, ok := res.Entry("half")
	require.True(t, ok)
	assert.InDelta(t, 0.5, half.WallRatio.Median, 1e-9)
	assert.InDelta(t, 0.5, half.CPURatio.High, 1e-9)
	assert.InDelta(t, 4, half.Allocs, 1e-9)
	_, ok = res.Entry("nobody")
	assert.False(t, ok)
}

func TestRun_NamesTheEntryThatFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	job := harness.Job{Name: "X", Base: "a", Entries: []harness.Entry{
		{Name: "a", Run: func(context.Context) error { return broken }},
	}}
	_, err := harness.Run(t.Context(), job, harness.Options{})
	require.ErrorIs(t, err, broken)
	assert.ErrorContains(t, err, "job X, entry a")
}

func TestRun_RefusesAMissingBase(t *testing.T) {
	t.Parallel()
	_, err := harness.Run(t.Context(), harness.Job{Name: "X", Base: "a"}, harness.Options{})
	assert.ErrorContains(t, err, `no entry "a"`)
}
