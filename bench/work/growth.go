package work

import (
	"context"
	"fmt"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/store"
)

// Growth is one contender's cost of one kind of work by size.
type Growth struct {
	Contender string
	Kind      string
	Points    []harness.Grown
}

// The kinds of growth.
const (
	Read        = "read"
	ReadSession = "read into a session"
	Streamed    = "stream"
	Inserted    = "insert"
	Committed   = "add to a session and commit"
)

// times is how often a size is repeated: small ones more often.
func times(rows int) int { return min(15, max(1, 300_000/max(1, rows))) }

// Grow reads, streams and inserts the number of rows with each contender. The database is emptied and filled for it.
func Grow(ctx context.Context, server *store.Server, contenders []Contender, rows int, add func(contender, kind string, g harness.Grown)) error {
	db, err := server.NewDatabase(ctx, store.Rows{Companies: max(1, rows/10), Employees: 10})
	if err != nil {
		return err
	}
	defer func() { _ = db.Drop(context.WithoutCancel(ctx)) }()
	all, err := Open(ctx, contenders, db.URL)
	defer CloseAll(all)
	if err != nil {
		return err
	}
	for _, o := range all {
		if err := growReads(ctx, o, rows, add); err != nil {
			return failed(o.Name, fmt.Sprintf("grow to %d rows", rows), err)
		}
	}
	if err := store.Empty(ctx, db); err != nil {
		return err
	}
	for _, o := range all {
		if err := growInsert(ctx, db, o, rows, add); err != nil {
			return failed(o.Name, fmt.Sprintf("insert %d rows", rows), err)
		}
	}
	return nil
}

func growReads(ctx context.Context, o Opened, rows int, add func(contender, kind string, g harness.Grown)) error {
	if o.One != nil { // connect first
		if _, err := o.One(ctx, 1); err != nil {
			return err
		}
	}
	for kind, read := range map[string]reader{Read: o.All, ReadSession: o.AllInSession} {
		if read == nil || kind == ReadSession && o.Name == Base {
			continue
		}
		g, err := harness.Retain(ctx, rows, times(rows), func(ctx context.Context) (any, error) { return read(ctx) })
		if err != nil {
			return err
		}
		add(o.Name, kind, g)
	}
	if o.Each == nil {
		return nil
	}
	g, err := harness.Stream(ctx, rows, times(rows), o.Each)
	if err == nil {
		add(o.Name, Streamed, g)
	}
	return err
}

func growInsert(ctx context.Context, db *store.Database, o Opened, rows int, add func(contender, kind string, g harness.Grown)) error {
	insert, kind := o.InsertInSession, Committed
	if insert == nil && o.Name == Base { // the others say nothing new here
		insert, kind = o.Insert, Inserted
	}
	if insert == nil {
		return nil
	}
	w := insert(newEmployees(rows, max(1, rows/10)))
	g, err := harness.Retain(ctx, rows, 1, func(ctx context.Context) (any, error) { return w(ctx) })
	if err != nil {
		return err
	}
	if kind == Inserted { // the base keeps nothing but the keys
		g.Live = 0
	}
	add(o.Name, kind, g)
	return store.Empty(ctx, db)
}
