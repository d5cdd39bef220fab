package source

import (
	"errors"
	"fmt"
)

// ErrNotFound says that the go command could not tell where the tree is.
var ErrNotFound = errors.New("source: no Go source tree found; name one, or set GOROOT")

// A NotTreeError says that a folder is no Go source tree, and why.
type NotTreeError struct {
	Root string
	Err  error
}

// Error names the folder and what was missing in it.
func (e *NotTreeError) Error() string {
	return fmt.Sprintf("source: %s holds no Go source tree: %v; name the folder that `go env GOROOT` prints", e.Root, e.Err)
}

// Unwrap returns what was missing.
func (e *NotTreeError) Unwrap() error { return e.Err }
