// Package net talks.
package net

// Flags say what an interface can do.
type Flags uint

const (
	FlagUp      Flags = 1 << iota // FlagUp says that it is up.
	FlagLoop                      // FlagLoop says that it is its own end.
	first, last = FlagUp, FlagLoop
)
