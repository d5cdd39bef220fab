package proxy_test

import (
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/bench/proxy"
)

// echo answers whatever it hears.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				_, _ = io.Copy(c, c)
			}()
		}
	}()
	return "postgres://somebody@" + l.Addr().String() + "/db?sslmode=disable"
}

func TestProxy_PassesBytesAndCountsTrips(t *testing.T) {
	t.Parallel()
	p, err := proxy.Start(echo(t), time.Millisecond)
	require.NoError(t, err)
	t.Cleanup(p.Stop)
	u, err := url.Parse(p.URL)
	require.NoError(t, err)
	assert.Equal(t, "/db", u.Path)
	c, err := net.Dial("tcp", u.Host)
	require.NoError(t, err)
	for _, said := range []string{"one", "two", "three"} {
		_, err := c.Write([]byte(said))
		require.NoError(t, err)
		heard := make([]byte, len(said))
		_, err = io.ReadFull(c, heard)
		require.NoError(t, err)
		assert.Equal(t, said, string(heard))
	}
	assert.EqualValues(t, 3, p.Trips())
	assert.Zero(t, p.Trips(), "counting begins again")
	require.NoError(t, c.Close())
}

func TestStart_RefusesWhatIsNoURL(t *testing.T) {
	t.Parallel()
	_, err := proxy.Start("postgres://user@[bad/db", time.Millisecond)
	assert.ErrorContains(t, err, "no URL")
}
