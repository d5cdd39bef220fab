package tour

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
)

func TestNote(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		in   Statement
		want string
	}{
		{"arguments", Statement{Args: []any{1, "a b", nil, true}, Rows: 1, Time: 1500 * time.Microsecond}, "$1 = 1 · $2 = 'a b' · $3 = NULL · $4 = true · 1 row · 1.5 ms"},
		{"what is said to pgx", Statement{Args: []any{pgx.QueryExecModeExec, "x"}, Rows: 2000, Time: time.Second}, "$1 = 'x' · 2,000 rows · 1.0 s"},
		{"long list", Statement{Args: []any{make([]int64, 1500)}}, "$1 = []int64 of 1,500 · 0 rows · 0 µs"},
		{"long text", Statement{Args: []any{"0123456789012345678901234567890123456789012345678901234567890123456789"}}, "$1 = '01234567890123456789012345678901234567890123456789012345678… · 0 rows · 0 µs"},
		{"error", Statement{Err: errors.New("no")}, "refused · 0 µs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, note(c.in))
		})
	}
}
