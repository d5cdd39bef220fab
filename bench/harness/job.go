package harness

import (
	"context"
	"slices"
)

// Job is one piece of work and the entries that do it.
type Job struct {
	// Name identifies the job in tables and plots, such as "C".
	Name string
	// Base names the entry that the others are compared with; it must be among Entries.
	Base string
	// Per is how many rows or objects one run handles; allocations are stated for each of them. Zero means one.
	Per int
	// Reset puts the data back before each batch; it is not measured. Nil: nothing to reset.
	Reset func(context.Context) error
	// Entries take turns.
	Entries []Entry
}

// Entry is one contender's way of doing a job. One of Run and Remote is set.
type Entry struct {
	Name string
	// Every tells that the entry takes part in every round, as the base does. The others have as many rounds as the time allows.
	Every bool
	// Prepare makes what the next run needs; it is not measured. A job with Prepare has batches of one run.
	Prepare func(context.Context) error
	// Run does the work once.
	Run func(context.Context) error
	// Remote does the work once in another process, which measures it itself and is warm.
	Remote func(context.Context) (Sample, error)
}

// base is the index of the base entry; negative if there is none.
func (j Job) base() int {
	return slices.IndexFunc(j.Entries, func(e Entry) bool { return e.Name == j.Base })
}

func (j Job) per() float64 { return float64(max(1, j.Per)) }
