package bulk

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// A message that is too large is not sent, and the connection can be used again.
func TestAMessageWhoseParametersAreTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	assert.LessOrEqual(t, maxParameters, 0x3fffffff-1<<16, "PostgreSQL's limit, with room for lengths and names")
	conn, err := pgtemp.New(t).Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	for size, fits := range map[int]bool{1000: true, 1001: false} {
		m := NewMessage()
		m.Statement("SELECT length($1::text)", nil)
		require.NoError(t, m.Constant(strings.Repeat("x", size)))
		m.Limit(1000)
		answers := m.Send(t.Context(), conn.Conn())
		m.Release()
		_, err := answers.Exec()
		if fits {
			require.NoError(t, err)
			require.NoError(t, answers.Close())
			continue
		}
		require.ErrorContains(t, err, "1001 bytes of parameters")
		require.ErrorContains(t, answers.Close(), "write fewer rows")
		assert.False(t, conn.Conn().PgConn().IsBusy())
		require.NoError(t, conn.Ping(t.Context()))
	}
}
