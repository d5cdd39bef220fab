package report_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/report"
	"github.com/rowan-go/rowan/bench/work"
)

func sample() *report.Data {
	one := harness.Spread{Low: 1, Median: 1, High: 1}
	half := harness.Spread{Low: 0.4, Median: 0.5, High: 0.6}
	return &report.Data{
		Peers: []report.Peer{{Name: work.Base, Module: "github.com/jackc/pgx/v5", Version: "v5"}, {Name: "rowan", Version: "this tree"}},
		Notes: []string{"somebody is left out"},
		Sections: []report.Section{{Name: "C", Title: "Many rows", Text: "Read.", Result: harness.Result{Job: "C", Base: work.Base, Rounds: 3, Entries: []harness.EntryResult{
			{Name: work.Base, Rounds: 3, Wall: 10 * time.Millisecond, CPU: 8 * time.Millisecond, Allocs: 4.3, WallRatio: one, CPURatio: one},
			{Name: "rowan", Rounds: 3, Wall: 5 * time.Millisecond, CPU: 4 * time.Millisecond, Allocs: 1.2, WallRatio: half, CPURatio: half},
		}}}},
		Growth: []work.Growth{
			{Contender: work.Base, Kind: work.Read, Points: []harness.Grown{
				{Rows: 1000, Wall: time.Millisecond, Live: 200}, {Rows: 10_000, Wall: 10 * time.Millisecond, Live: 200},
			}},
			{Contender: "rowan", Kind: work.Read, Points: []harness.Grown{{Rows: 1000, Live: 290}, {Rows: 10_000, Live: 300}}},
			{Contender: "rowan", Kind: work.ReadSession, Points: []harness.Grown{{Rows: 1000, Live: 570}, {Rows: 10_000, Live: 590}}},
			{Contender: "rowan", Kind: work.Committed, Points: []harness.Grown{{Rows: 1000, Live: 280}, {Rows: 10_000, Live: 310}}},
		},
	}
}

func TestWrite_SaysWhatWasMeasured(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, report.Write(sample(), dir))
	page, err := os.ReadFile(filepath.Join(dir, "benchmarks.md"))
	require.NoError(t, err)
	for _, want := range []string{
		"- somebody is left out",
		"| C: Many rows | rowan | 0.50 (≤ 0.60) | 0.50 (≤ 0.45) | 1.2 (≤ 1.1) | **no** |",
		"| pgx-hand | 0.50 |",
		"| rowan | 3 | 5.0 ms | 0.50 | 0.40 – 0.60 | 4.0 ms | 0.50 | 1.2 | 0 |",
		"| pgx-hand | 1.0 µs a row, 200 B | 1.0 µs a row, 200 B |",
		"An object that was read weighs 300 B", "**the session adds 290 B**", "the session adds **310 B**",
		"| 1000 | 290 B | 570 B | 280 B | 280 B |",
	} {
		assert.Contains(t, string(page), want)
	}
	for _, plot := range []string{"reading.svg", "growth.svg"} {
		svg, err := os.ReadFile(filepath.Join(dir, "benchmarks", plot))
		require.NoError(t, err)
		assert.Contains(t, string(svg), "<svg")
	}
}

func TestSave_LoadsTheSame(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "results.json")
	want := sample()
	require.NoError(t, want.Save(path))
	got, err := report.Load(path)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}
