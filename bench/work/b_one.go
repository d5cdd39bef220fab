package work

import (
	"context"

	"github.com/rowan-go/rowan/bench/harness"
)

func oneJob() Job {
	return oneOf(Job{
		Name: "B", Title: "One row by key",
		Text: "SELECT the eight columns of one employee by primary key into a struct.",
	}, func(o *Ops) getter { return o.One })
}

type getter = func(context.Context, int64) (Row, error)

// oneOf completes a job that gets one employee, each run another one.
func oneOf(j Job, pick func(*Ops) getter) Job {
	j.Per, j.Data, j.OneCore = one, reading, true
	j.Takes = func(o *Ops) bool { return pick(o) != nil }
	j.Entry = func(s *Site, o Opened) harness.Entry {
		get, id, last := pick(o.Ops), int64(0), int64(s.Size.Companies*s.Size.Employees)
		ctx := context.Background() // one that can be cancelled costs pgx four allocations more, whoever calls it
		return harness.Entry{Run: func(context.Context) error {
			id = id%last + 1
			_, err := get(ctx, id)
			return err
		}}
	}
	j.Check = func(ctx context.Context, s *Site, o Opened) error {
		for _, want := range staff(s.Want)[:5] {
			got, err := pick(o.Ops)(ctx, want.ID)
			if err != nil {
				return err
			}
			if err := sameEmployee(got.Plain(), want); err != nil {
				return err
			}
		}
		return nil
	}
	return j
}
