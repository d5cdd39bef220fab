package report

import (
	"fmt"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/rowan-go/rowan/bench/harness"
)

// groups are the plots of ratios: file name and the jobs side by side in it.
var groups = []struct {
	file string
	jobs []string
}{
	{"reading.svg", []string{"B", "C", "D"}},
	{"writing.svg", []string{"E", "F", "G", "G'"}},
	{"sessions.svg", []string{"H1", "H2", "I1", "I2"}},
}

var (
	ownColor  = color.RGBA{R: 0xb3, G: 0x3a, B: 0x2c, A: 0xff} // rowan berries
	peerColor = color.RGBA{R: 0x8a, G: 0x9a, B: 0xa9, A: 0xff}
	lineColor = color.RGBA{R: 0x33, G: 0x33, B: 0x33, A: 0xff}
)

// drawAll makes the plots in dir and returns their file names.
func drawAll(d *Data, dir string) (files []string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("report: make the folder of the plots: %w", err)
	}
	for _, g := range groups {
		var row []*plot.Plot
		for _, job := range g.jobs {
			if s := d.section(job); s != nil {
				p, err := bars(s)
				if err != nil {
					return nil, err
				}
				row = append(row, p)
			}
		}
		if row == nil {
			continue
		}
		if err := save(row, filepath.Join(dir, g.file)); err != nil {
			return nil, err
		}
		files = append(files, g.file)
	}
	more, err := drawGrowth(d, dir)
	return append(files, more...), err
}

// widest is where a bar is cut, with its figure beside it.
const widest = 5.0

// bars shows the wall ratio of each contender, the fastest on top, with a line at one.
func bars(s *Section) (*plot.Plot, error) {
	p := newPlot(s.Name + ": " + s.Title)
	p.X.Label.Text = "wall time ÷ hand-written pgx"
	p.X.Min = 0
	entries := slices.Clone(s.Result.Entries)
	slices.SortFunc(entries, func(a, b harness.EntryResult) int {
		return -int(1000 * (a.WallRatio.Median - b.WallRatio.Median))
	})
	names, longest := make([]string, len(entries)), 1.2
	for i, e := range entries {
		names[i] = e.Name + "    " // room for fonts wider than the one measured
		longest = max(longest, min(widest, e.WallRatio.Median))
		if err := bar(p, i, e); err != nil {
			return nil, err
		}
	}
	p.NominalY(names...)
	p.X.Max = longest * 1.18
	return p, baseline(p, len(entries))
}

// newPlot is an empty plot in small sans letters.
func newPlot(title string) *plot.Plot {
	p := plot.New()
	p.Title.Text = title
	for style, size := range map[*text.Style]vg.Length{
		&p.Title.TextStyle: 10, &p.X.Label.TextStyle: 8, &p.Y.Label.TextStyle: 8,
		&p.X.Tick.Label: 8, &p.Y.Tick.Label: 8, &p.Legend.TextStyle: 8,
	} {
		style.Font.Variant, style.Font.Size = "Sans", vg.Points(float64(size))
	}
	return p
}

// bar draws one contender's bar with its figure.
func bar(p *plot.Plot, at int, e harness.EntryResult) error {
	v := min(widest, e.WallRatio.Median)
	b, err := plotter.NewBarChart(plotter.Values{v}, vg.Points(9))
	if err != nil {
		return fmt.Errorf("report: bar of %s: %w", e.Name, err)
	}
	b.Horizontal, b.XMin, b.LineStyle.Width, b.Color = true, float64(at), 0, peerColor
	if strings.HasPrefix(e.Name, own) {
		b.Color = ownColor
	}
	figure, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{{X: v, Y: float64(at)}}, Labels: []string{" " + ratio(e.WallRatio.Median)}})
	if err != nil {
		return fmt.Errorf("report: figure of %s: %w", e.Name, err)
	}
	figure.TextStyle[0].YAlign = draw.YCenter
	figure.TextStyle[0].Font.Variant, figure.TextStyle[0].Font.Size = "Sans", vg.Points(8)
	p.Add(b, figure)
	return nil
}

func baseline(p *plot.Plot, n int) error {
	line, err := plotter.NewLine(plotter.XYs{{X: 1, Y: -0.5}, {X: 1, Y: float64(n) - 0.5}})
	if err != nil {
		return fmt.Errorf("report: line at one: %w", err)
	}
	line.Color, line.Dashes = lineColor, []vg.Length{vg.Points(3), vg.Points(3)}
	p.Add(line)
	return nil
}

// save writes plots side by side into one SVG file.
func save(row []*plot.Plot, path string) (err error) {
	c := vgsvg.New(vg.Length(len(row))*9*vg.Centimeter, 8*vg.Centimeter)
	tiles := draw.Tiles{Rows: 1, Cols: len(row), PadX: vg.Points(14), PadTop: vg.Points(4), PadBottom: vg.Points(4), PadLeft: vg.Points(4), PadRight: vg.Points(4)}
	for i, canvas := range plot.Align([][]*plot.Plot{row}, tiles, draw.New(c))[0] {
		row[i].Draw(canvas)
	}
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("report: save a plot: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("report: save a plot: %w", e)
		}
	}()
	if _, err := c.WriteTo(f); err != nil {
		return fmt.Errorf("report: save a plot: %w", err)
	}
	return nil
}
