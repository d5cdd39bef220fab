package work

import (
	"context"

	"github.com/rowan-go/rowan/bench/harness"
)

// Contender is one library, or one way to use it.
type Contender struct {
	// Name stands in tables.
	Name string
	// Module is the path of the library's module; its version is looked up in the build.
	Module string
	// Version is that of what is no Go module.
	Version string
	// Way says in a few words how it is used, and after which page of its documentation.
	Way string
	// Open connects. The caller closes the Ops.
	Open func(ctx context.Context, url string) (*Ops, error)
}

// Row is one employee as a contender holds it. Pointers are kept in it without an allocation.
type Row interface{ Plain() Employee }

// Lazy is an answer that is translated into plain rows only when it is checked.
type Lazy[T any] func() []T

// Writing is work that was prepared and waits to be timed.
type Writing[T any] func(context.Context) (Lazy[T], error)

// once does what was prepared and lets go of it, so that the collector of others does not visit it.
func once[T any](ctx context.Context, w *Writing[T]) error {
	do := *w
	*w = nil
	_, err := do(ctx)
	return err
}

// Ops are the jobs a contender can do; nil is a job it takes no part in.
//
// The functions that return a Writing prepare it first, outside of the measured part: they translate plain rows into the
// contender's own structs and load what is to be changed, as an application would have done before.
type Ops struct {
	Close func()

	// Render builds the query of job A from [Params] and returns its text and arguments.
	Render func() (string, []any, error)
	// One reads the employee of that key. OneInTx does it between begin and commit.
	One, OneInTx func(ctx context.Context, id int64) (Row, error)
	// OneInSession opens a session, gets the employee and closes it.
	OneInSession func(ctx context.Context, id int64) (Row, error)
	// All reads every employee, in no particular order. AllInSession keeps them in a session's identity map.
	All, AllInSession func(context.Context) (Lazy[Employee], error)
	// Each streams every employee and calls f with each salary.
	Each func(ctx context.Context, f func(salary int64)) error
	// Preload reads the companies with a key up to n, in order, and their employees; PreloadDeep also their tasks.
	Preload, PreloadDeep func(ctx context.Context, n int64) (Lazy[Company], error)
	// Insert writes employees of existing companies and returns their new keys in the same order.
	Insert func([]Employee) Writing[int64]
	// InsertInSession does it through a session that its answer keeps.
	InsertInSession func([]Employee) Writing[int64]
	// Graph writes new companies, their employees and the tasks of those in one transaction, linking them by their new keys.
	Graph func([]Company) Writing[Company]
	// Update loads the employees of the changes; its Writing changes and commits them. The Lazy may be nil.
	Update func(context.Context, []Change) (Writing[Employee], error)
	// Delete loads the employees of those keys; its Writing deletes them. The Lazy may be nil.
	Delete func(context.Context, []int64) (Writing[Employee], error)
	// Remote are the jobs, by name, that another process does and measures.
	Remote map[string]Remote
}

// Remote does a job of that size once, in another process.
type Remote func(context.Context, Size) (harness.Sample, error)

// Opened is a contender with its connection.
type Opened struct {
	Contender
	*Ops
}

// Open connects every contender to the database. Close them with [CloseAll], also after an error.
func Open(ctx context.Context, contenders []Contender, url string) ([]Opened, error) {
	var all []Opened
	for _, c := range contenders {
		ops, err := c.Open(ctx, url)
		if err != nil {
			return all, failed(c.Name, "open", err)
		}
		all = append(all, Opened{c, ops})
	}
	return all, nil
}

// CloseAll closes the connections of every contender.
func CloseAll(all []Opened) {
	for _, o := range all {
		o.Close()
	}
}
