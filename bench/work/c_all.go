package work

import (
	"context"

	"github.com/rowan-go/rowan/bench/harness"
)

func allJob() Job {
	return allOf(Job{
		Name: "C", Title: "Many rows",
		Text: "SELECT every employee (10,000 rows of 8 columns: keys, texts, numbers, a bool, times, a NULL now and then) into structs.",
	}, func(o *Ops) reader { return o.All })
}

func allInSessionJob() Job {
	return allOf(Job{
		Name: "C'", Title: "Many rows into a session",
		Text: "The same rows read through a new session, which keeps each in its identity map with a snapshot to find changes. " +
			"The base is hand-written pgx without any of that.",
	}, func(o *Ops) reader { return o.AllInSession })
}

type reader = func(context.Context) (Lazy[Employee], error)

func allOf(j Job, pick func(*Ops) reader) Job {
	j.Per = func(s Size) int { return s.Companies * s.Employees }
	j.Data = reading
	j.Takes = func(o *Ops) bool { return pick(o) != nil }
	j.Entry = func(_ *Site, o Opened) harness.Entry {
		return harness.Entry{Run: func(ctx context.Context) error { _, err := pick(o.Ops)(ctx); return err }}
	}
	j.Check = func(ctx context.Context, s *Site, o Opened) error {
		if f := o.Remote[j.Name]; f != nil {
			_, err := f(ctx, s.Size)
			return err
		}
		got, err := pick(o.Ops)(ctx)
		if err != nil {
			return err
		}
		return sameEmployees(got(), staff(s.Want))
	}
	return j
}
