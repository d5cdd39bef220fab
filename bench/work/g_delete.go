package work

import (
	"context"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/store"
)

func deleteJob() Job {
	return Job{
		Name: "G'", Title: "Delete loaded rows",
		Text:   "10,000 employees were loaded; delete all but one of them. The base is one DELETE … WHERE id = ANY ($1).",
		Per:    func(s Size) int { return s.Companies*s.Employees - 1 },
		Data:   func(s Size) store.Rows { return store.Rows{Companies: s.Companies, Employees: s.Employees} },
		Writes: true,
		Takes:  func(o *Ops) bool { return o.Delete != nil },
		Entry: func(s *Site, o Opened) harness.Entry {
			var w Writing[Employee]
			ids := doomed(s)
			return harness.Entry{
				Prepare: func(ctx context.Context) (err error) { w, err = o.Delete(ctx, ids); return err },
				Run:     func(ctx context.Context) error { return once(ctx, &w) },
			}
		},
		Check: func(ctx context.Context, s *Site, o Opened) error {
			if err := write(ctx, s, "G'", o, func() (Writing[Employee], error) { return o.Delete(ctx, doomed(s)) }); err != nil {
				return err
			}
			return checkStaff(ctx, s, staff(s.Want)[:1])
		},
	}
}

// doomed are the keys of all employees but the first.
func doomed(s *Site) (ids []int64) {
	for _, e := range staff(s.Want)[1:] {
		ids = append(ids, e.ID)
	}
	return ids
}
