package work

import "fmt"

// failed says which contender failed at what.
func failed(contender, what string, err error) error {
	return fmt.Errorf("work: %s: %s: %w", contender, what, err)
}

// differ says that a contender's answer is not the expected one.
func differ(what string, got, want any) error {
	return fmt.Errorf("%s: got %v, want %v", what, got, want)
}
