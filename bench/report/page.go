package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/work"
)

// own is the contender that the page is about.
const own = "rowan"

// Write makes benchmarks.md in the folder, and its plots in a folder benchmarks beside it.
func Write(d *Data, dir string) error {
	plots, err := drawAll(d, filepath.Join(dir, "benchmarks"))
	if err != nil {
		return err
	}
	p := &page{data: d}
	p.head(plots)
	p.targets()
	p.against()
	for i := range d.Sections {
		p.section(&d.Sections[i])
	}
	p.growth(plots)
	p.contenders()
	if err := os.WriteFile(filepath.Join(dir, "benchmarks.md"), p.Bytes(), 0o644); err != nil {
		return fmt.Errorf("report: write the page: %w", err)
	}
	return nil
}

type page struct {
	bytes.Buffer
	data *Data
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// table writes a header, its rule and rows.
func (p *page) table(header []string, rows [][]string) {
	p.line("| %s |", strings.Join(header, " | "))
	p.line("| ---%s |", strings.Repeat(" | ---:", len(header)-1))
	for _, r := range rows {
		p.line("| %s |", strings.Join(r, " | "))
	}
	p.line("")
}

func (p *page) head(plots []string) {
	d := p.data
	p.line("# Benchmarks\n")
	p.line("Written by `make bench`; do not edit. %s, in %s.\n", d.When.UTC().Format("2006-01-02 15:04 MST"), d.Took.Round(time.Second))
	p.line("%s.\n", d.Machine)
	p.method()
	if d.Quick {
		p.line("This was a quick run: few rounds, a fifth of the rows that the jobs name, no growth. Use it to see a change of half, not of a tenth.\n")
	}
	for _, n := range d.Notes {
		p.line("- %s", n)
	}
	if len(d.Notes) > 0 {
		p.line("")
	}
	for _, file := range plots {
		if !strings.HasPrefix(file, "growth") {
			p.line("![%s](benchmarks/%s)\n", strings.TrimSuffix(file, ".svg"), file)
		}
	}
}

// method says how the figures came about.
func (p *page) method() {
	p.line("Contenders do the same work, which is checked before it is timed, and take turns in random order.")
	p.line("**Ratios are to hand-written pgx in the same round; below 1 is faster.**\n")
	p.line("- A turn is a batch of runs: 20 milliseconds in all and four runs at least, or one where it has to be prepared, which is not timed (and of SQLAlchemy).")
	p.line("  A garbage collection goes ahead of it, and a few untimed runs where nothing is prepared; in H2, whose statements the server")
	p.line("  plans anew when data were put back, one run.")
	p.line("- The collector runs as often for what is allocated as in a process that has one contender alone: GOGC makes up for what lives of the others.")
	p.line("- In B, I1 and I2 client and server run on one core: on two, a round trip takes up to four times as long, as the scheduler pleases.")
	p.line("- Hand-written pgx and %s take part in every round. The others share what is left of a job's time alike, so that slow ones take part in fewer", own)
	p.line("  rounds, spread over all.")
	p.line("- Figures are medians over the quiet rounds of a contender: the quarter (ten rounds at least, or all) with the least time of contender and base together.")
	p.line("  What else the machine does, and where it puts client and server, only adds time, and not to all rounds alike. The range is that of their middle half.\n")
	p.line("cpu is user and system time of the client. Differences under 10 %% (under 20 %% where there are fewer than ten rounds) are noise on a machine of this kind.\n")
}

// targets says what was asked of the library and what came of it.
func (p *page) targets() {
	var rows [][]string
	for i := range p.data.Sections {
		s := &p.data.Sections[i]
		for _, t := range work.Targets[s.Name] {
			if e, ok := s.Result.Entry(t.Contender); ok {
				rows = append(rows, targetRow(s, t, e))
			}
		}
	}
	if rows == nil {
		return
	}
	p.line("## Targets\n")
	p.table([]string{"", "contender", "wall", "cpu", "allocations a row", "met"}, rows)
}

func targetRow(s *Section, t work.Target, e harness.EntryResult) []string {
	met := true
	against := func(got, limit float64, format func(float64) string) string {
		if limit == 0 {
			return format(got)
		}
		met = met && got <= limit
		return format(got) + " (≤ " + format(limit) + ")"
	}
	wall := against(e.WallRatio.Median, t.Wall, ratio)
	if t.Time > 0 {
		wall = against(float64(e.Wall), float64(t.Time), func(v float64) string { return duration(time.Duration(v)) })
	}
	row := []string{s.Name + ": " + s.Title, e.Name, wall, against(e.CPURatio.Median, t.CPU, ratio), against(e.Allocs, t.Allocs, count)}
	if s.Slow || s.Name == "A" {
		row[3] = ""
	}
	if met {
		return append(row, "yes")
	}
	return append(row, "**no**")
}

// against compares the library with each peer: its wall time divided by theirs.
func (p *page) against() {
	header, rows := []string{own + " ÷"}, [][]string{}
	var names []string
	for _, s := range p.data.Sections {
		if _, ok := s.Result.Entry(own); ok {
			names = append(names, s.Name)
			header = append(header, s.Name)
		}
	}
	if names == nil {
		return
	}
	for _, peer := range p.data.Peers {
		if strings.HasPrefix(peer.Name, own) {
			continue
		}
		row, any := []string{peer.Name}, false
		for _, name := range names {
			r := p.data.section(name).Result
			mine, _ := r.Entry(own)
			theirs, ok := r.Entry(peer.Name)
			cell := ""
			if ok {
				cell, any = ratio(mine.WallRatio.Median/theirs.WallRatio.Median), true
			}
			row = append(row, cell)
		}
		if any {
			rows = append(rows, row)
		}
	}
	p.line("## rowan against each peer\n")
	p.line("The wall time of rowan divided by that of the peer; empty where the peer has nothing for the job.\n")
	p.table(header, rows)
}
