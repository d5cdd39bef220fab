// Package harness measures contenders that do the same job, side by side.
//
// A [Job] has entries. [Run] lets them take turns: a round is one short batch of each entry, in
// random order, so that a busy moment of the machine hits all of them alike. Ratios to the job's base entry are formed
// round by round; the median of the ratios is the figure, the quartiles its spread.
//
// Wall time, processor time of this process (user and system, by getrusage) and allocations (by
// the runtime) are taken around each batch. Anything an entry prepares is outside of them.
package harness
