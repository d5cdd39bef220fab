package bulk

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
)

// The room is enough for what pgconn's pipeline sends, and not much more.
func TestRoomIsForAllMessages(t *testing.T) {
	t.Parallel()
	m := NewMessage()
	defer m.Release()
	for _, size := range []int{0, 10, 100_000} {
		m.Statement("SELECT "+strings.Repeat("$1, ", size/10)+"$2", make([]int16, 7))
		m.Null()
		require.NoError(t, m.Constant(strings.Repeat("x", size)))
	}
	args, err := m.complete()
	require.NoError(t, err)
	var wire []byte
	for i, st := range m.statements {
		for _, message := range []pgproto3.FrontendMessage{
			&pgproto3.Parse{Query: st.sql},
			&pgproto3.Bind{ParameterFormatCodes: args[i].formats, Parameters: args[i].values, ResultFormatCodes: st.results},
			&pgproto3.Describe{ObjectType: 'P'},
			&pgproto3.Execute{},
		} {
			wire, err = message.Encode(wire)
			require.NoError(t, err)
		}
	}
	wire, err = (&pgproto3.Sync{}).Encode(wire)
	require.NoError(t, err)
	r := int(roomFor(m.statements, args))
	assert.LessOrEqual(t, len(wire), r)
	assert.Less(t, r, len(wire)+1000)
}

// Room keeps what waits in the buffer, and a connection that sends nothing gets none.
func TestRoomIsMadeBehindWhatWaits(t *testing.T) {
	t.Parallel()
	buf, err := room(1000).Encode([]byte("waits"))
	require.NoError(t, err)
	assert.Equal(t, "waits", string(buf))
	assert.GreaterOrEqual(t, cap(buf), 1005)

	conn, err := pgtemp.New(t).Acquire(t.Context())
	require.NoError(t, err)
	defer conn.Release()
	ended, end := context.WithCancel(t.Context())
	end()
	pg := conn.Conn().PgConn()
	p := start(ended, pg, 1000)
	require.ErrorIs(t, p.Sync(), context.Canceled)
	assert.False(t, pg.IsBusy())
	p = start(t.Context(), pg, 1000)
	require.NoError(t, p.Sync())
	require.NoError(t, p.Close())
	require.NoError(t, conn.Ping(t.Context()))
}
