package harness

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// Spread is a median with its quartiles.
type Spread struct{ Low, Median, High float64 }

// Result is what a job cost, entry by entry, in the order of the job's entries.
type Result struct {
	Job     string
	Base    string
	Rounds  int // of the base: all
	Entries []EntryResult
}

// EntryResult is one entry's figures: medians for one run, and ratios to the base entry in the same round, over its quiet rounds.
type EntryResult struct {
	Name      string
	Rounds    int // that it took part in
	Wall      time.Duration
	CPU       time.Duration
	Allocs    float64 // for one row
	Bytes     float64 // for one row
	WallRatio Spread
	CPURatio  Spread
}

// Entry returns the figures of the entry of that name.
func (r Result) Entry(name string) (EntryResult, bool) {
	i := slices.IndexFunc(r.Entries, func(e EntryResult) bool { return e.Name == name })
	if i < 0 {
		return EntryResult{}, false
	}
	return r.Entries[i], true
}

// Print writes the figures as a table for a terminal.
func (r Result) Print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, r.Job+"\trounds\twall\tratio\tcpu\tratio\tallocs a row\tbytes a row")
	for _, e := range r.Entries {
		fmt.Fprintf(t, "%s\t%d\t%s\t%.2f (%.2f-%.2f)\t%s\t%.2f\t%.2f\t%.0f\n", e.Name, e.Rounds, short(e.Wall),
			e.WallRatio.Median, e.WallRatio.Low, e.WallRatio.High, short(e.CPU), e.CPURatio.Median, e.Allocs, e.Bytes)
	}
	_ = t.Flush()
}

// short keeps the digits that mean something.
func short(d time.Duration) time.Duration {
	for unit := time.Second; unit > time.Nanosecond; unit /= 10 {
		if d >= unit {
			return d.Round(unit / 100)
		}
	}
	return d
}

func summarize(job Job, readings [][]reading) Result {
	base := readings[job.base()]
	res := Result{Job: job.Name, Base: job.Base, Rounds: len(base)}
	for i, e := range job.Entries {
		res.Entries = append(res.Entries, summarizeEntry(e.Name, job.per(), readings[i], base))
	}
	return res
}

// summarizeEntry compares an entry with the base in the quiet ones of the rounds that it took part in.
func summarizeEntry(name string, per float64, own, base []reading) EntryResult {
	p := quiet(pairs(own, base))
	return EntryResult{
		Name:      name,
		Rounds:    len(own),
		Wall:      time.Duration(spread(each(p, wall)).Median),
		CPU:       time.Duration(spread(each(p, cpu)).Median),
		Allocs:    spread(each(p, allocs)).Median / per,
		Bytes:     spread(each(p, size)).Median / per,
		WallRatio: spread(ratios(p, wall)),
		CPURatio:  spread(ratios(p, cpu)),
	}
}

// What a sample cost for one run.
func wall(s Sample) float64   { return float64(s.Wall) / float64(s.Runs) }
func cpu(s Sample) float64    { return float64(s.CPU) / float64(s.Runs) }
func allocs(s Sample) float64 { return float64(s.Allocs) / float64(s.Runs) }
func size(s Sample) float64   { return float64(s.Bytes) / float64(s.Runs) }

// each reads the entry's own samples.
func each(p []pair, f func(Sample) float64) []float64 {
	v := make([]float64, len(p))
	for i := range p {
		v[i] = f(p[i].own)
	}
	return v
}

// ratios divides round by round; rounds in which the base read zero are left out.
func ratios(p []pair, f func(Sample) float64) []float64 {
	var v []float64
	for i := range p {
		if base := f(p[i].base); base > 0 {
			v = append(v, f(p[i].own)/base)
		}
	}
	return v
}

func spread(v []float64) Spread {
	if len(v) == 0 {
		return Spread{}
	}
	v = slices.Sorted(slices.Values(v))
	return Spread{Low: quantile(v, 0.25), Median: quantile(v, 0.5), High: quantile(v, 0.75)}
}

// quantile interpolates between the neighbours in the sorted v.
func quantile(v []float64, q float64) float64 {
	at := q * float64(len(v)-1)
	i := int(at)
	if i+1 == len(v) {
		return v[i]
	}
	return v[i] + (at-float64(i))*(v[i+1]-v[i])
}
