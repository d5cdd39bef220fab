package screen_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/rowan-go/rowan/cmd/rowan/internal/screen"
)

func TestFormat(t *testing.T) {
	t.Parallel()
	type kind string
	n := 1234
	for _, c := range []struct {
		name string
		in   any
		want string
	}{
		{"nil", nil, "NULL"},
		{"nil pointer", (*int)(nil), "NULL"},
		{"pointer", &n, "1,234"},
		{"text on one line", "a\n\tb", "a b"},
		{"named text", kind("func"), "func"},
		{"bytes", []byte{0xca, 0xfe}, "cafe"},
		{"time", time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), "2026-01-02 03:04:05Z"},
		{"negative", int64(-1234567), "-1,234,567"},
		{"small", 999, "999"},
		{"list", []string{"a", "b"}, "[a b]"},
		{"bool", true, "true"},
		{"duration", 1500 * time.Millisecond, "1.5 s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, screen.Format(c.in))
		})
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "42 µs", screen.Duration(42*time.Microsecond))
	assert.Equal(t, "4.2 ms", screen.Duration(4200*time.Microsecond))
	assert.Equal(t, "420 ms", screen.Duration(420*time.Millisecond))
	assert.Equal(t, "42.0 s", screen.Duration(42*time.Second))
}

func TestTable_FitsTheScreen(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	screen.New(&out, screen.Style{}).Table([]string{"name", "doc"}, [][]any{{"x", strings.Repeat("wörter ", 50)}, {"y", "short"}})
	for line := range strings.Lines(out.String()) {
		assert.LessOrEqual(t, utf8.RuneCountInString(line), 121)
	}
	assert.Contains(t, out.String(), "…")
}
