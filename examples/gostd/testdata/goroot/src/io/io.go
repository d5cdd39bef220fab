// Package io reads and writes.
package io

import "errors"

// EOF is the end.
var EOF = errors.New("EOF")

// Interfaces of one method each.
type (
	// Reader reads.
	Reader interface {
		Read(p []byte) (n int, err error)
	}

	Writer interface { // Writer writes.
		Write(p []byte) (n int, err error)
	}

	ByteWriter interface{ WriteByte(c byte) error } // ByteWriter writes a byte.
)

var _, discard Writer = nil, nil
