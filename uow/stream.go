package uow

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/identity"
)

// stream is a loop over Each that reads from the session's connection, or from one of its own where no transaction is open.
type stream struct {
	s       *Session
	conn    *pgx.Conn
	release func()
}

// Streaming gives a connection to a query that reads rows while the caller's loop runs.
func (s *Session) Streaming(ctx context.Context) (identity.Stream, error) {
	if err := s.enter(); err != nil {
		return nil, err
	}
	st, err := s.streamOn(ctx)
	if err != nil {
		s.leave()
		return nil, err
	}
	s.stream = st
	s.state.Store(streaming)
	return st, nil
}

func (s *Session) streamOn(ctx context.Context) (*stream, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	if !s.readsAlone() {
		if err := s.begin(ctx); err != nil {
			return nil, err
		}
		return &stream{s: s, conn: s.conn, release: func() {}}, nil
	}
	switch db := s.source.(type) {
	case *pgxpool.Pool:
		c, err := db.Acquire(ctx)
		if err != nil {
			return nil, err
		}
		return &stream{s: s, conn: c.Conn(), release: c.Release}, nil
	case *pgxpool.Conn:
		return &stream{s: s, conn: db.Conn(), release: func() {}}, nil
	case *pgx.Conn:
		return &stream{s: s, conn: db, release: func() {}}, nil
	}
	return &stream{s: s, release: func() {}}, nil
}

// Conn returns the connection.
func (st *stream) Conn() *pgx.Conn { return st.conn }

// Pause says that the loop is not reading, so that related objects can be loaded through the session.
func (st *stream) Pause() { st.s.state.CompareAndSwap(streaming, paused) }

// Resume says that the loop reads again.
func (st *stream) Resume() { st.s.state.CompareAndSwap(paused, streaming) }

// Close ends the loop.
func (st *stream) Close() {
	st.release()
	if st.s.stream != st {
		return // the session was closed inside the loop
	}
	st.s.stream = nil
	st.s.state.Store(idle)
	if st.s.begun {
		_ = st.s.fail(errStreamBroken) // takes effect only where the transaction is lost
	}
}
