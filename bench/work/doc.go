// Package work defines the jobs A to I: what each contender is asked to do, on which data, and how its
// answer is checked before it is timed. Contenders fill in an [Ops]; a job takes those that can do it.
//
//	A  render a query            D  preload children      G  update, G' delete loaded rows
//	B  one row by key            E  insert, keys back     H  the same over a slow line
//	C  many rows, C' a session   F  insert a graph        I  a short session, a short transaction
package work
