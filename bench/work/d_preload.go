package work

import (
	"context"

	"github.com/rowan-go/rowan/bench/harness"
)

func preloadJob() Job {
	return preloadOf(Job{
		Name: "D", Title: "Preload children",
		Text: "Read 1,000 companies in order, each with its 10 employees.",
		Per:  func(s Size) int { return s.Companies * s.Employees },
	}, func(s Size) int { return s.Companies }, func(o *Ops) loader { return o.Preload }, withoutTasks)
}

type loader = func(context.Context, int64) (Lazy[Company], error)

// preloadOf completes a job that reads some companies and what hangs on them.
func preloadOf(j Job, companies func(Size) int, pick func(*Ops) loader, want func([]Company) []Company) Job {
	j.Data = reading
	j.Takes = func(o *Ops) bool { return pick(o) != nil }
	j.Entry = func(s *Site, o Opened) harness.Entry {
		n := int64(companies(s.Size))
		return harness.Entry{Run: func(ctx context.Context) error { _, err := pick(o.Ops)(ctx, n); return err }}
	}
	j.Check = func(ctx context.Context, s *Site, o Opened) error {
		if f := o.Remote[j.Name]; f != nil {
			_, err := f(ctx, s.Size)
			return err
		}
		n := companies(s.Size)
		got, err := pick(o.Ops)(ctx, int64(n))
		if err != nil {
			return err
		}
		return sameCompanies(got(), want(s.Want[:n]))
	}
	return j
}
