package uow

// The states of a session between calls.
const (
	idle      int32 = iota
	inCall          // a call is under way
	streaming       // a loop over Each reads from the connection
	paused          // the loop waits while related objects are loaded
	closed
)

// enter begins a call. It fails, and changes nothing, where another one is under way.
func (s *Session) enter() error {
	if s.state.CompareAndSwap(idle, inCall) || s.state.CompareAndSwap(paused, inCall) {
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
	to := idle
	if s.stream != nil {
		to = paused
	}
	s.state.CompareAndSwap(inCall, to)
}
