// Package errors makes errors.
package errors

// New returns an error that says text.
//
// Each call returns another error.
func New(text string) error {
	return &errorString{text}
}

// errorString is the error that New returns.
type errorString struct {
	s string
}

func (e *errorString) Error() string { return e.s }
