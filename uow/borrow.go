package uow

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/identity"
)

// Borrow gives the connection to a SELECT, as identity.Session.
func (s *Session) Borrow(ctx context.Context) (identity.Loan, error) {
	if s.declined {
		return identity.Loan{}, nil
	}
	if err := s.enter(); err != nil {
		return identity.Loan{}, err
	}
	conn, begin, err := s.borrow(ctx)
	if err != nil || conn == nil {
		s.leave()
		return identity.Loan{}, err
	}
	return identity.Loan{Conn: conn, Begin: begin, Lender: (*lender)(s)}, nil
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

// Copying gives the connection to a COPY, as identity.Session. The transaction that is not open begins with it.
func (s *Session) Copying(ctx context.Context) (identity.Loan, error) {
	if err := s.enter(); err != nil {
		return identity.Loan{}, err
	}
	err := s.usable()
	if err == nil {
		s.reads = false
		err = s.hold(ctx)
	}
	if err != nil {
		s.leave()
		return identity.Loan{}, err
	}
	s.writes()
	loan := identity.Loan{Conn: s.conn, Lender: (*lender)(s)}
	if !s.begun {
		loan.Begin = s.beginning()
	}
	return loan, nil
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

// lender is the session as the one who lent its connection.
type lender Session

// Return ends the loan.
func (l *lender) Return(began bool, failed error) error {
	s := (*Session)(l)
	if s.conn != nil && !s.begun {
		s.begun = began
		if !began {
			s.notBegun()
		}
	}
	_ = s.fail(failed)
	s.endLoan()
	return failed
}

// Decline ends the loan. The next statements are pgx's to send too.
func (l *lender) Decline() {
	s := (*Session)(l)
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
