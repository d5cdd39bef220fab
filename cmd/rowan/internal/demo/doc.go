// Package demo is the command `rowan demo`: it finds a server and Go's own
// source, loads the one with the other, and goes on the tour.
package demo
