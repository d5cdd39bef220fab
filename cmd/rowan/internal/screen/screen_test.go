package screen_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/cmd/rowan/internal/screen"
)

// everything writes each kind of thing once.
func everything(s *screen.Screen) {
	s.Heading("Part %d", 1)
	s.Say("A sentence about %s.", "this")
	s.Code("q := 1\n\tq++\n")
	s.SQL("SELECT 1\nFROM t", "1 row")
	s.Table([]string{"name", "lines"}, [][]any{{"fmt", 12345}, {nil, 7}})
	bar := s.Progress(10, "Working")
	bar.At(5)
	bar.Done()
	bar.At(6)
	s.Break()
	s.Good("done")
}

const plain = `
Part 1
──────
A sentence about this.

  q := 1
  	q++

  SELECT 1
  FROM t
  -- 1 row

   name │  lines
  ──────┼────────
   fmt  │ 12,345
   NULL │      7

✓ done
`

func TestScreen_AWriterGetsTextAlone(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := screen.New(&out, screen.Style{})
	everything(s)

	require.NoError(t, s.Err())
	assert.Equal(t, plain, out.String())
}

// onTerminal returns what a screen sends to a terminal.
func onTerminal(t *testing.T, style screen.Style) string {
	t.Helper()
	master, terminal, err := pty.Open()
	require.NoError(t, err)
	require.NoError(t, pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: 80}))
	done := make(chan string)
	go func() {
		got, _ := io.ReadAll(master) // ends with an error of the system when the terminal is closed
		done <- string(got)
	}()
	s := screen.New(terminal, style)
	everything(s)
	require.NoError(t, s.Err())
	require.NoError(t, terminal.Close())
	got := <-done
	require.NoError(t, master.Close())
	return got
}

func TestScreen_ATerminalGetsWhatItCanShow(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name        string
		plain       bool
		env         map[string]string
		colour, bar bool
		why         string
	}{
		{name: "terminal", env: map[string]string{"TERM": "xterm"}, colour: true, bar: true, why: "it can show all"},
		{name: "NO_COLOR", env: map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, bar: true, why: "the user's wish, about colour alone"},
		{name: "dumb", env: map[string]string{"TERM": "dumb"}, why: "it knows no codes"},
		{name: "plain", plain: true, env: map[string]string{"TERM": "xterm"}, why: "the flag goes over all"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := onTerminal(t, screen.Style{Plain: c.plain, Getenv: func(key string) string { return c.env[key] }})
			assert.Equal(t, c.colour, bytes.Contains([]byte(got), []byte("\x1b[36m")), c.why)
			assert.Equal(t, c.bar, bytes.Contains([]byte(got), []byte("Working")), c.why)
			assert.Contains(t, got, "done")
			if !c.bar {
				assert.NotContains(t, got, "\x1b")
			}
		})
	}
}

type broken struct{ calls int }

func (b *broken) Write([]byte) (int, error) {
	b.calls++
	return 0, errors.New("no room")
}

func TestScreen_KeepsTheFirstErrorAndStops(t *testing.T) {
	t.Parallel()
	out := &broken{}
	s := screen.New(out, screen.Style{})
	everything(s)
	require.EqualError(t, s.Err(), "no room")
	assert.Equal(t, 1, out.calls)
}
