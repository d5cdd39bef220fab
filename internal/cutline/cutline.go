// Package cutline cuts the line between a program and the server, after so many bytes, so that tests see what becomes of
// what was under way. The server is the real one.
package cutline

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrCut is what a connection says that was cut while it wrote.
var ErrCut = errors.New("cutline: the line was cut")

// Whole lets everything pass.
const Whole = 1 << 40

// Line is the connections of a pool, which can be cut. Before it is armed, and after it was disarmed, everything passes.
type Line struct {
	armed             atomic.Bool
	received, sent    atomic.Int64 // bytes since it was armed
	toReceive, toSend atomic.Int64 // bytes that still pass
}

// Pool is a pool of one connection to the database of another pool, through a line. It is closed when the test ends.
func Pool(t testing.TB, of *pgxpool.Pool) (*pgxpool.Pool, *Line) {
	t.Helper()
	l := &Line{}
	cfg := of.Config()
	dial := cfg.ConnConfig.DialFunc
	cfg.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		return conn{c, l}, err
	}
	cfg.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool, l
}

// Arm cuts the line when the server has sent more than so many bytes from now on, or the client has.
func (l *Line) Arm(receive, send int64) {
	l.toReceive.Store(receive)
	l.toSend.Store(send)
	l.received.Store(0)
	l.sent.Store(0)
	l.armed.Store(true)
}

// Disarm lets everything pass again. It returns what was received and sent since Arm.
func (l *Line) Disarm() (received, sent int64) {
	l.armed.Store(false)
	return l.received.Load(), l.sent.Load()
}

type conn struct {
	net.Conn
	line *Line
}

func (c conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if !c.line.armed.Load() {
		return n, err
	}
	c.line.received.Add(int64(n))
	left := c.line.toReceive.Add(-int64(n))
	if left >= 0 {
		return n, err
	}
	_ = c.Close()
	if n += int(left); n <= 0 {
		return 0, ErrCut
	}
	return n, nil
}

func (c conn) Write(b []byte) (int, error) {
	if !c.line.armed.Load() {
		return c.Conn.Write(b)
	}
	c.line.sent.Add(int64(len(b)))
	left := c.line.toSend.Add(-int64(len(b)))
	if left >= 0 {
		return c.Conn.Write(b)
	}
	n, _ := c.Conn.Write(b[:max(0, len(b)+int(left))])
	_ = c.Close()
	return n, ErrCut
}
