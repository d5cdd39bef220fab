// Package tour shows what rowan does, step by step, on the tables of
// [gostd]: for each step the Go call, the SQL that went to the server with
// its arguments and its time, and the rows that came back.
//
// # A step
//
// A step is a function in a file of its own, listed in steps.go. What stands
// between its comments "show" and "end" is printed before it runs: the very
// source, kept in the binary, so that the page cannot differ from the deed.
// What is printed as SQL is likewise what the driver saw, taken down by a
// [Recorder].
package tour
