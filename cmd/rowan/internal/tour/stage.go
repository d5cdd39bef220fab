package tour

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/cmd/rowan/internal/screen"
)

// A Step is one thing that the tour shows.
type Step struct {
	Title string
	About string // what to look at, in a sentence or two
	Run   func(*Stage) error
}

// A Stage is what a step works with.
type Stage struct {
	Ctx  context.Context
	Pool *pgxpool.Pool

	recorder *Recorder
	header   []string
	rows     [][]any
	remarks  []string
}

// Show gives the rows that are printed when the step is over; the last call
// counts.
func (s *Stage) Show(header []string, rows [][]any) { s.header, s.rows = header, rows }

// Remark adds a sentence below the rows.
func (s *Stage) Remark(format string, args ...any) {
	s.remarks = append(s.remarks, fmt.Sprintf(format, args...))
}

// Sent says how many statements with some words in them the step has sent so
// far.
func (s *Stage) Sent(words string) int { return s.recorder.Count(words) }

// show prints a step that has run.
func (s *Stage) show(out *screen.Screen, statements []Statement) {
	for _, statement := range statements {
		out.SQL(statement.SQL, note(statement))
	}
	if s.header != nil {
		out.Table(s.header, s.rows)
	}
	if len(s.remarks) > 0 {
		out.Break()
	}
	for _, remark := range s.remarks {
		out.Say("%s", remark)
	}
}

// note puts arguments, rows and time of a statement on one line.
func note(s Statement) string {
	var parts []string
	for i, arg := range arguments(s.Args) {
		parts = append(parts, fmt.Sprintf("$%d = %s", i+1, argument(arg)))
	}
	if s.Err != nil {
		parts = append(parts, "refused")
	} else {
		parts = append(parts, plural(s.Rows, "row"))
	}
	return strings.Join(append(parts, screen.Duration(s.Time)), " · ")
}

// arguments leaves out what tells pgx how to run a statement.
func arguments(args []any) []any {
	for len(args) > 0 {
		switch args[0].(type) {
		case pgx.QueryExecMode, pgx.QueryResultFormats, pgx.QueryResultFormatsByOID, pgx.QueryRewriter:
			args = args[1:]
		default:
			return args
		}
	}
	return nil
}

// longest is how much of one argument is shown.
const longest = 60

// argument writes one value; of a long list it says how long it is.
func argument(value any) string {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 && v.Len() > 5 {
		return fmt.Sprintf("%s of %s", v.Type(), screen.Count(v.Len()))
	}
	text := screen.Format(value)
	if v.Kind() == reflect.String {
		text = "'" + text + "'"
	}
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}

// plural counts things.
func plural[N ~int | ~int64](n N, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return screen.Count(n) + " " + thing
}
