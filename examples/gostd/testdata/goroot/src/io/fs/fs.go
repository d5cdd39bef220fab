// Package fs is a file system.
package fs

import (
	"io"
	_ "unknown"
)

// A File can be read.
type File interface {
	io.Reader
	Close() error
}
