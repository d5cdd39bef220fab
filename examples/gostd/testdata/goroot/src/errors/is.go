package errors

// Is tells whether err is target.
func Is(err, target error) bool { return err == target }
