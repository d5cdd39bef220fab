package tour

import (
	"errors"
	"fmt"
)

// ErrNotShown says that a step's source has no part to show.
var ErrNotShown = errors.New("tour: step has no part between the comments show and end")

// A StepError says in which step the tour stopped.
type StepError struct {
	Title string
	Err   error
}

// Error names the step and what went wrong.
func (e *StepError) Error() string { return fmt.Sprintf("step %q: %v", e.Title, e.Err) }

// Unwrap returns what went wrong.
func (e *StepError) Unwrap() error { return e.Err }
