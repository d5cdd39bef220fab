package uow

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Borrow gives the connection to one SELECT that Reading was called for, as identity.Session. begin is what is sent
// before it, in the same round trip. Where there is no connection to give, the statement goes through Query.
// The session is busy until Return or Decline.
func (s *Session) Borrow(ctx context.Context) (conn *pgx.Conn, begin []string, err error) {
	if s.declined {
		return nil, nil, nil
	}
	if err := s.enter(); err != nil {
		return nil, nil, err
	}
	conn, begin, err = s.borrow(ctx)
	if err != nil || conn == nil {
		s.leave()
	}
	return conn, begin, err
}

func (s *Session) borrow(ctx context.Context) (*pgx.Conn, []string, error) {
	if err := s.usable(); err != nil {
		return nil, nil, err
	}
	s.lentToRead = s.reads
	if s.readsAlone() {
		conn, err := s.borrowOutside(ctx)
		s.reads = conn == nil
		return conn, nil, err
	}
	if s.begun {
		return s.conn, nil, nil
	}
	if err := s.hold(ctx); err != nil {
		return nil, nil, err
	}
	return s.conn, s.beginning(), nil
}

// borrowOutside takes a connection for a statement that needs no transaction.
func (s *Session) borrowOutside(ctx context.Context) (*pgx.Conn, error) {
	switch db := s.source.(type) {
	case *pgxpool.Pool:
		c, err := db.Acquire(ctx)
		if err != nil {
			return nil, err
		}
		s.lent = c
		return c.Conn(), nil
	case *pgxpool.Conn:
		return db.Conn(), nil
	case *pgx.Conn:
		return db, nil
	}
	return nil, nil //nolint:nilnil // the source keeps its connections to itself
}

// Return ends what Borrow began. began says that a transaction has begun; failed is the statement's error, which is
// returned.
func (s *Session) Return(began bool, failed error) error {
	if s.conn != nil && !s.begun {
		s.begun = began
		if !began {
			s.begun = s.conn.PgConn().TxStatus() != 'I'
			s.dropConn()
		}
	}
	_ = s.fail(failed)
	s.endLoan()
	return failed
}

// Decline ends what Borrow began, where nothing was sent because pgx is to send the statement. The next statements are
// its too.
func (s *Session) Decline() {
	s.reads = s.lentToRead
	s.declined = true
	s.endLoan()
}

func (s *Session) endLoan() {
	if s.lent != nil {
		s.lent.Release()
		s.lent = nil
	}
	s.leave()
}
