package screen

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/term"
)

// A Screen writes to one place in one manner. It is for one goroutine.
type Screen struct {
	out    io.Writer
	colour bool // escape codes for colour may be written
	live   bool // lines may be written over
	width  int
	err    error // the first error of writing; nothing is written after it
}

// Style says how a Screen should look.
type Style struct {
	Plain  bool                // text alone, wherever it goes
	Getenv func(string) string // nil asks the process
}

// defaultWidth is for places that have no width of their own.
const defaultWidth = 120

// New returns a screen on a writer.
func New(out io.Writer, style Style) *Screen {
	getenv := style.Getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	s := &Screen{out: out, width: defaultWidth}
	file, isFile := out.(*os.File)
	if style.Plain || !isFile || !term.IsTerminal(int(file.Fd())) {
		return s
	}
	s.live = getenv("TERM") != "dumb"
	s.colour = s.live && getenv("NO_COLOR") == ""
	if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
		s.width = width
	}
	return s
}

// Err returns the first error that writing met.
func (s *Screen) Err() error { return s.err }

// Heading begins a part.
func (s *Screen) Heading(format string, args ...any) {
	heading := fmt.Sprintf(format, args...)
	s.printf("\n%s\n%s\n", s.paint(heading, text.Bold), s.paint(strings.Repeat("─", text.StringWidth(heading)), text.Faint))
}

// Say writes a paragraph.
func (s *Screen) Say(format string, args ...any) {
	s.printf("%s", s.block("", s.wrap(fmt.Sprintf(format, args...), 0)))
}

// Code writes lines of Go.
func (s *Screen) Code(code string) {
	s.printf("\n%s", s.block("  ", code, text.FgCyan))
}

// SQL writes a statement and a note on what it did.
func (s *Screen) SQL(statement, note string) {
	s.printf("\n%s%s", s.block("  ", s.wrap(statement, 2), text.FgYellow), s.block("  -- ", s.wrap(note, 5), text.Faint))
}

// Good writes that something went as it should.
func (s *Screen) Good(format string, args ...any) {
	s.printf("%s %s\n", s.paint("✓", text.FgGreen), fmt.Sprintf(format, args...))
}

// Break writes an empty line.
func (s *Screen) Break() { s.printf("\n") }

// wrap breaks lines between words to leave room for a margin.
func (s *Screen) wrap(body string, margin int) string {
	return text.WrapSoft(body, max(min(s.width, defaultWidth)-margin, 20))
}

// block puts a margin before every line and leaves no blanks behind it.
func (s *Screen) block(margin, body string, colours ...text.Color) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimRight(body, "\n")) {
		b.WriteString(strings.TrimRight(margin+s.paint(strings.TrimRight(line, " \n"), colours...), " ") + "\n")
	}
	return b.String()
}

// paint colours text where that is wanted. It writes the codes itself: the
// package's own switch for colours is one for the whole process.
func (s *Screen) paint(body string, colours ...text.Color) string {
	if !s.colour || body == "" || len(colours) == 0 {
		return body
	}
	return text.Colors(colours).EscapeSeq() + body + text.EscapeReset
}

func (s *Screen) printf(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.out, format, args...)
	}
}
