package uow

import (
	"context"
	"errors"
	"fmt"
	"strconv"
)

// Nested calls fn inside a savepoint, to any depth. What changed before is flushed first, whatever Autoflush says. When fn
// returns nil its work is flushed and becomes part of the work around it. When fn returns an error, or panics, its work is
// undone in the database and in the session's objects, the error is returned, and the outer work can go on.
//
// It sends SAVEPOINT, and RELEASE or ROLLBACK TO at the end.
func (s *Session) Nested(ctx context.Context, fn func() error) (err error) {
	if err := s.enterBlock(ctx); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // fn panicked, or left by runtime.Goexit
			_ = s.leaveBlock(ctx) // the panic goes on; a connection that is lost shows at the next call
		}
	}()
	err = fn()
	done = true
	if err == nil {
		err = s.keepBlock(ctx)
	}
	if err != nil {
		return errors.Join(err, s.leaveBlock(ctx))
	}
	return nil
}

func (s *Session) enterBlock(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.flush(ctx, false); err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	s.nested++
	name := "rowan_" + strconv.Itoa(s.nested)
	if _, err := s.exec(ctx, "savepoint", "SAVEPOINT "+name); err != nil {
		return s.fail(fmt.Errorf("uow: nested block: %w", err))
	}
	s.push(name)
	return nil
}

// keepBlock flushes the block and makes its work part of the work around it.
func (s *Session) keepBlock(ctx context.Context) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return err
	}
	if err := s.flush(ctx, false); err != nil {
		return err
	}
	if _, err := s.exec(ctx, "release", "RELEASE SAVEPOINT "+s.top().savepoint); err != nil {
		return s.fail(fmt.Errorf("uow: nested block: %w", err))
	}
	s.keepLevel()
	return nil
}

// leaveBlock undoes the block. Where the savepoint is lost with the connection, so is the transaction.
func (s *Session) leaveBlock(ctx context.Context) error {
	if err := s.enter(); err != nil {
		if !errors.Is(err, ErrClosed) { // which has undone all
			s.lost.Store(true)
		}
		return err
	}
	defer s.leave()
	name := s.top().savepoint
	s.undoLevel()
	out, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackPatience)
	defer cancel()
	_, err := s.exec(out, "rollback to", "ROLLBACK TO SAVEPOINT "+name+"; RELEASE SAVEPOINT "+name)
	if err == nil {
		return nil
	}
	return s.fail(fmt.Errorf("uow: nested block: its savepoint could not be rolled back to, so the whole transaction is lost: %w", err))
}
