// Package harness measures contenders that do the same job, side by side.
//
// A [Job] has entries. [Run] lets them take turns: a round is one short batch of each entry that takes part, in
// random order, so that a busy moment of the machine hits all of them alike. The base and those that are marked with Every take
// part in every round, the others in as many as their share of the time allows. Ratios to the base are formed round by round.
// Figures are medians over the quiet rounds, those in which the machine disturbed an entry and the base least.
//
// Wall time, processor time of this process (user and system, by getrusage) and allocations (by
// the runtime) are taken around each batch. Anything an entry prepares is outside of them.
package harness
