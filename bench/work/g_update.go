package work

import (
	"context"
	"fmt"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/store"
)

func updateJob() Job {
	return updateOf(Job{
		Name: "G", Title: "Update loaded rows",
		Text: "1,000 employees were loaded; give each another salary and commit. Loading is not measured.",
	}, func(int) Column { return Salary })
}

func updateMixedJob() Job {
	return updateOf(Job{
		Name: "G2", Title: "Update loaded rows, alternating columns",
		Text: "The same, but every second employee gets a new name instead.",
	}, func(i int) Column { return Column(i % 2) })
}

// changes spreads n changes over the employees of the site.
func changes(s *Site, column func(int) Column) []Change {
	all, n := staff(s.Want), s.Size.Update
	out := make([]Change, n)
	for i := range out {
		e := all[i*(len(all)/n)]
		out[i] = Change{ID: e.ID, Column: column(i), Salary: int64(100_000 + i), Name: fmt.Sprintf("renamed %d", i)}
	}
	return out
}

func updateOf(j Job, column func(int) Column) Job {
	j.Per = func(s Size) int { return s.Update }
	j.Data = func(s Size) store.Rows { return store.Rows{Companies: s.Companies, Employees: s.Employees} }
	j.Writes = true
	j.Takes = func(o *Ops) bool { return o.Update != nil }
	j.Entry = func(s *Site, o Opened) harness.Entry {
		var w Writing[Employee]
		list := changes(s, column)
		return harness.Entry{
			Prepare: func(ctx context.Context) (err error) { w, err = o.Update(ctx, list); return err },
			Run:     func(ctx context.Context) error { return once(ctx, &w) },
		}
	}
	j.Check = func(ctx context.Context, s *Site, o Opened) error {
		list := changes(s, column)
		if err := write(ctx, s, j.Name, o, func() (Writing[Employee], error) { return o.Update(ctx, list) }); err != nil {
			return err
		}
		return checkStaff(ctx, s, changed(staff(s.Want), list))
	}
	return j
}

// write does a prepared write, here or in the other process.
func write(ctx context.Context, s *Site, job string, o Opened, prepare func() (Writing[Employee], error)) error {
	if f := o.Remote[job]; f != nil {
		_, err := f(ctx, s.Size)
		return err
	}
	w, err := prepare()
	if err != nil {
		return err
	}
	_, err = w(ctx)
	return err
}

func changed(all []Employee, list []Change) []Employee {
	at := map[int64]int{}
	for i, e := range all {
		at[e.ID] = i
	}
	for _, c := range list {
		switch e := &all[at[c.ID]]; c.Column {
		case Salary:
			e.Salary = c.Salary
		case Name:
			e.Name = c.Name
		}
	}
	return all
}

// checkStaff compares the stored employees with those that must be there.
func checkStaff(ctx context.Context, s *Site, want []Employee) error {
	now, err := stored(ctx, s.DB)
	if err != nil {
		return err
	}
	return sameEmployees(staff(now), want)
}
