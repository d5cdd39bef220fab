package uow

import "context"

// The states of a session between calls.
const (
	idle      int32 = iota
	inCall          // a call is under way
	handed          // the caller reads rows that a call gave it
	streaming       // a loop over Each reads from the connection
	paused          // the loop waits while related objects are loaded
	closed
)

// enter begins a call. It fails, and changes nothing, where another one is under way.
func (s *Session) enter() error {
	if s.state.CompareAndSwap(idle, inCall) || s.state.CompareAndSwap(paused, inCall) {
		if s.lost.Load() {
			s.leave()
			return errLost
		}
		return nil
	}
	switch s.state.Load() {
	case closed:
		return ErrClosed
	case streaming:
		return ErrStreaming
	default:
		return ErrBusy
	}
}

// leave ends a call.
func (s *Session) leave() {
	if len(s.queued) > 0 {
		s.settleNow()
	}
	to := idle
	if s.stream != nil {
		to = paused
	}
	if !s.state.CompareAndSwap(inCall, to) {
		s.state.CompareAndSwap(handed, to)
	}
	if s.left.Load() {
		s.abandon(context.Background())
	}
}

// handOut ends a call whose rows or results the caller still has to read and to close.
func (s *Session) handOut() { s.state.CompareAndSwap(inCall, handed) }

// takeOver makes the session this goroutine's, whatever it is doing, but for a call that is under way in another one. That
// call ends the session when it ends.
func (s *Session) takeOver() bool {
	s.left.Store(true)
	for _, from := range []int32{idle, paused, streaming, handed} {
		if s.state.CompareAndSwap(from, inCall) {
			return true
		}
	}
	return false
}
