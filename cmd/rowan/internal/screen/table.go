package screen

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Table writes rows under their headers, numbers to the right. A cell keeps
// to one line; the widest column gives way where the screen is narrow.
func (s *Screen) Table(header []string, rows [][]any) {
	cells := make([][]string, len(rows))
	numeric := make([]bool, len(header))
	widths := make([]int, len(header))
	for c, name := range header {
		numeric[c] = isNumeric(rows, c)
		widths[c] = text.StringWidth(name)
	}
	for r, row := range rows {
		cells[r] = make([]string, len(header))
		for c := range header {
			cells[r][c] = Format(row[c])
			widths[c] = max(widths[c], text.StringWidth(cells[r][c]))
		}
	}
	s.printf("\n%s", s.block("  ", s.render(header, cells, numeric, fit(widths, s.width))))
}

// isNumeric says whether a column holds numbers and nothing else but NULL.
func isNumeric(rows [][]any, c int) bool {
	numbers := 0
	for _, row := range rows {
		switch {
		case isNumber(row[c]):
			numbers++
		case !isNull(row[c]):
			return false
		}
	}
	return numbers > 0
}

// margins is what stands between two columns and before the first.
const margins = 3

// fit takes from the widest column until all fit.
func fit(widths []int, screen int) []int {
	for {
		total, widest := margins, 0
		for c, width := range widths {
			total += width + margins
			if width > widths[widest] {
				widest = c
			}
		}
		if total <= screen || len(widths) == 0 || widths[widest] <= 8 {
			return widths
		}
		widths[widest]--
	}
}

func (s *Screen) render(header []string, cells [][]string, numeric []bool, widths []int) string {
	w := table.NewWriter()
	style := table.StyleLight
	style.Options.DrawBorder = false
	style.Format.Header = text.FormatDefault
	if s.colour {
		style.Color.Header = text.Colors{text.Bold}
		style.Color.Separator = text.Colors{text.Faint}
		style.Color.Border = text.Colors{text.Faint}
	}
	w.SetStyle(style)
	configs := make([]table.ColumnConfig, len(header))
	for c := range header {
		configs[c] = table.ColumnConfig{Number: c + 1}
		if numeric[c] {
			configs[c].Align, configs[c].AlignHeader = text.AlignRight, text.AlignRight
		}
	}
	w.SetColumnConfigs(configs)
	w.AppendHeader(asRow(header, widths))
	for _, row := range cells {
		w.AppendRow(asRow(row, widths))
	}
	return w.Render()
}

func asRow(cells []string, widths []int) table.Row {
	row := make(table.Row, len(cells))
	for c, cell := range cells {
		row[c] = clip(cell, widths[c])
	}
	return row
}

// clip cuts text that is too wide and says so with an ellipsis.
func clip(body string, width int) string {
	if text.StringWidth(body) <= width {
		return body
	}
	return strings.TrimRight(text.Trim(body, width-1), " ") + "…"
}
