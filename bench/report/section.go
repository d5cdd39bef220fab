package report

import (
	"fmt"
	"strconv"
	"time"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/work"
)

// section is one job's table.
func (p *page) section(s *Section) {
	p.line("## %s: %s\n", s.Name, s.Title)
	p.line("%s\n", s.Text)
	header := []string{"", "rounds", "wall", "ratio", "range", "cpu", "ratio", "allocations a row", "bytes a row"}
	if s.Slow {
		header = []string{"", "rounds", "wall", "ratio", "range", "round trips"}
	}
	var rows [][]string
	for _, e := range s.Result.Entries {
		row := []string{e.Name, strconv.Itoa(e.Rounds), duration(e.Wall), ratio(e.WallRatio.Median), spread(e.WallRatio)}
		if s.Slow {
			row = append(row, strconv.FormatInt(s.Trips[e.Name], 10))
		} else {
			row = append(row, duration(e.CPU), ratio(e.CPURatio.Median), count(e.Allocs), count(e.Bytes))
		}
		rows = append(rows, row)
	}
	p.table(header, rows)
}

// growth is how time and memory grow with the number of rows.
func (p *page) growth(plots []string) {
	if len(p.data.Growth) == 0 {
		return
	}
	p.line("## Growth\n")
	p.line("Time for each row, and the memory that the result holds for each row (for streams: how far the heap grew in all).\n")
	for _, file := range plots {
		if len(file) > 6 && file[:6] == "growth" {
			p.line("![%s](benchmarks/%s)\n", file[:len(file)-4], file)
		}
	}
	for _, kind := range []string{work.Read, work.ReadSession, work.Streamed, work.Inserted, work.Committed} {
		p.grown(kind)
	}
	p.weight()
}

// weight says what an object of a session weighs.
func (p *page) weight() {
	plain, held, written := p.points(own, work.Read), p.points(own, work.ReadSession), p.points(own, work.Committed)
	if len(plain) == 0 || len(held) != len(plain) || len(written) != len(plain) {
		return
	}
	last := len(plain) - 1
	p.line("### What a session holds\n")
	p.line("An object that was read weighs %.0f B: the entity, its texts and its place in the result. In a session it weighs %.0f B: **the session adds %.0f B**,",
		plain[last].Live, held[last].Live, held[last].Live-plain[last].Live)
	p.line("most of it the snapshot that changes are found by (the columns, without what texts point at), the rest the entry in the identity map. To an object that")
	p.line("the program made, added and committed, the session adds **%.0f B**. The figures are those of %d rows; by size:\n", written[last].Live, plain[last].Rows)
	var rows [][]string
	for i := range plain {
		rows = append(rows, []string{
			strconv.Itoa(plain[i].Rows), fmt.Sprintf("%.0f B", plain[i].Live), fmt.Sprintf("%.0f B", held[i].Live),
			fmt.Sprintf("%.0f B", held[i].Live-plain[i].Live), fmt.Sprintf("%.0f B", written[i].Live),
		})
	}
	p.table([]string{"objects", "read", "read into a session", "the session's part", "its part of objects that were added"}, rows)
}

// points are a contender's figures of one kind of work.
func (p *page) points(contender, kind string) []harness.Grown {
	for _, g := range p.data.Growth {
		if g.Contender == contender && g.Kind == kind {
			return g.Points
		}
	}
	return nil
}

func (p *page) grown(kind string) {
	var header []string
	var rows [][]string
	for _, g := range p.data.Growth {
		if g.Kind != kind {
			continue
		}
		if header == nil {
			header = []string{kind}
			for _, at := range g.Points {
				header = append(header, fmt.Sprintf("%d rows", at.Rows))
			}
		}
		row := []string{g.Contender}
		for _, at := range g.Points {
			row = append(row, grownCell(kind, at))
		}
		rows = append(rows, row)
	}
	if rows != nil {
		p.table(header, rows)
	}
}

func grownCell(kind string, at harness.Grown) string {
	cell := duration(at.Wall/time.Duration(max(1, at.Rows))) + " a row"
	switch kind {
	case work.Streamed:
		return cell + fmt.Sprintf(", %.1f MB", float64(at.Peak)/1e6)
	case work.Read, work.ReadSession, work.Committed:
		return cell + fmt.Sprintf(", %.0f B", at.Live)
	}
	return cell
}

func (p *page) contenders() {
	p.line("## Contenders\n")
	var rows [][]string
	for _, c := range p.data.Peers {
		rows = append(rows, []string{c.Name, c.Module, c.Version, c.Way})
	}
	p.table([]string{"", "module", "version", "way"}, rows)
}

// ratio, count, spread and duration write figures with the digits that mean something.
func ratio(v float64) string {
	switch {
	case v == 0:
		return ""
	case v < 0.095:
		return strconv.FormatFloat(v, 'g', 2, 64)
	case v < 9.95:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

func spread(s harness.Spread) string { return ratio(s.Low) + " – " + ratio(s.High) }

func count(v float64) string {
	switch {
	case v < 0.0005:
		return "0"
	case v < 0.995:
		return strconv.FormatFloat(v, 'g', 2, 64)
	case v < 99.5:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

func duration(d time.Duration) string {
	switch {
	case d < time.Microsecond:
		return fmt.Sprintf("%d ns", d.Nanoseconds())
	case d < time.Millisecond:
		return fmt.Sprintf("%.1f µs", float64(d)/1e3)
	case d < time.Second:
		return fmt.Sprintf("%.1f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
