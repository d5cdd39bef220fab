// Package proxy stands between a client and a server and makes each round trip take longer, as a
// network does. What is sent while earlier bytes are under way is delayed as long, not longer, so pipelining
// pays as it does on a real line. The way to the server takes all of the time: a sleep lasts a millisecond at least, so two
// halves of one would be two.
package proxy

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// Proxy is a running delay. Stop it when done.
type Proxy struct {
	// URL is that of the server with the proxy's address in it.
	URL string

	listener net.Listener
	target   string
	delay    time.Duration
	trips    atomic.Int64
	wg       sync.WaitGroup
	mu       sync.Mutex
	conns    []net.Conn
}

// Start listens on a loopback port and passes on to the server of the URL; each round trip takes delay longer.
func Start(server string, delay time.Duration) (*Proxy, error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, errors.New("proxy: the server's address is no URL such as postgres://user@host:5432/db")
	}
	port := u.Port()
	if port == "" {
		port = "5432"
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("proxy: listen: %w", err)
	}
	p := &Proxy{listener: l, target: net.JoinHostPort(u.Hostname(), port), delay: delay}
	u.Host = l.Addr().String()
	p.URL = u.String()
	p.wg.Go(p.accept)
	return p, nil
}

// Trips counts round trips since the last call: how often a client sent something after it had heard from the server.
func (p *Proxy) Trips() int64 { return p.trips.Swap(0) }

// Stop closes everything and waits.
func (p *Proxy) Stop() {
	_ = p.listener.Close()
	p.mu.Lock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.wg.Wait()
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		var asked atomic.Bool // the client spoke last
		p.wg.Go(func() {
			p.pass(server, client, p.delay, func() {
				if !asked.Swap(true) {
					p.trips.Add(1)
				}
			})
		})
		p.wg.Go(func() { p.pass(client, server, 0, func() { asked.Store(false) }) })
	}
}

// parcel is what was read at one moment.
type parcel struct {
	due  time.Time
	data []byte
}

// pass copies from src to dst, each piece delayed by d from when it was read.
func (p *Proxy) pass(dst, src net.Conn, d time.Duration, seen func()) {
	line := make(chan parcel, 1024)
	p.wg.Go(func() {
		defer close(line)
		for {
			buf := make([]byte, 16<<10)
			n, err := src.Read(buf)
			if n > 0 {
				seen()
				line <- parcel{time.Now().Add(d), buf[:n]}
			}
			if err != nil {
				return
			}
		}
	})
	for piece := range line {
		time.Sleep(time.Until(piece.due))
		if _, err := dst.Write(piece.data); err != nil {
			break
		}
	}
	_ = dst.Close()
	_ = src.Close()
	for range line { // let the reader go
	}
}
