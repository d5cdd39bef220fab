package report

import (
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/work"
)

// drawGrowth plots time and memory for each row against the number of rows: what grows linearly is flat.
func drawGrowth(d *Data, dir string) ([]string, error) {
	if len(d.Growth) == 0 {
		return nil, nil
	}
	microseconds, err := curves(d, "Time", "µs a row", func(g harness.Grown) float64 { return g.Wall.Seconds() * 1e6 / float64(max(1, g.Rows)) },
		work.Read, work.ReadSession, work.Inserted, work.Committed)
	if err != nil {
		return nil, err
	}
	memory, err := curves(d, "Memory", "bytes a row", func(g harness.Grown) float64 { return g.Live }, work.Read, work.ReadSession, work.Committed)
	if err != nil {
		return nil, err
	}
	const file = "growth.svg"
	return []string{file}, save([]*plot.Plot{microseconds, memory}, filepath.Join(dir, file))
}

// curves is one line for each contender and kind.
func curves(d *Data, title, unit string, y func(harness.Grown) float64, kinds ...string) (*plot.Plot, error) {
	p := newPlot(title)
	p.X.Label.Text, p.Y.Label.Text = "rows", unit
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: 0}
	p.Y.Min = 0
	p.Legend.Top = true
	var lines []any
	for _, kind := range kinds {
		for _, g := range d.Growth {
			if g.Kind != kind || !inPlot(g.Contender) {
				continue
			}
			xys := plotter.XYs{}
			for _, at := range g.Points {
				xys = append(xys, plotter.XY{X: float64(at.Rows), Y: y(at)})
			}
			lines = append(lines, g.Contender+", "+kind, xys)
		}
	}
	err := plotutil.AddLinePoints(p, lines...)
	p.Y.Max *= 1.4 // room for the legend
	return p, err
}

// inPlot keeps the plot readable: the table has the others.
func inPlot(contender string) bool {
	return contender == work.Base || contender == own || contender == "gorm"
}
