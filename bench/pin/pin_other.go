//go:build !linux

package pin

// OneCore puts this process and the server processes with the given ids on one core until undo is called.
func OneCore([]int) (undo func(), err error) { return nil, ErrElsewhere }
