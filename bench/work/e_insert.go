package work

import (
	"context"
	"fmt"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/store"
)

func insertJob() Job {
	return Job{
		Name: "E", Title: "Insert rows, keys back",
		Text:   "INSERT 10,000 employees of existing companies (5 columns given, one default) and have their new keys.",
		Per:    func(s Size) int { return s.Insert },
		Data:   func(s Size) store.Rows { return store.Rows{Companies: s.Companies} },
		Writes: true,
		Takes:  func(o *Ops) bool { return o.Insert != nil },
		Entry: func(s *Site, o Opened) harness.Entry {
			var w Writing[int64]
			return harness.Entry{
				Prepare: func(context.Context) error {
					w = o.Insert(newEmployees(s.Size.Insert, s.Size.Companies))
					return nil
				},
				Run: func(ctx context.Context) error { return once(ctx, &w) },
			}
		},
		Check: checkInsert,
	}
}

// newEmployees makes n employees for companies 1 to c.
func newEmployees(n, c int) []Employee {
	rows := make([]Employee, n)
	for i := range rows {
		rows[i] = Employee{
			Name: fmt.Sprintf("new employee %d", i), Email: fmt.Sprintf("new%d@example.com", i),
			Salary: int64(1000 + i), Active: i%3 != 0, CompanyID: int64(i%max(1, c) + 1),
		}
	}
	return rows
}

func checkInsert(ctx context.Context, s *Site, o Opened) error {
	rows := newEmployees(s.Size.Insert, s.Size.Companies)
	if f := o.Remote["E"]; f != nil {
		return checkInsertElsewhere(ctx, s, rows, f)
	}
	answer, err := o.Insert(rows)(ctx)
	if err != nil {
		return err
	}
	companies, err := stored(ctx, s.DB)
	if err != nil {
		return err
	}
	now := map[int64]Employee{}
	for _, e := range staff(companies) {
		now[e.ID] = e
	}
	ids := answer()
	if len(ids) != len(rows) || len(now) != len(rows) {
		return differ("keys and rows", []int{len(ids), len(now)}, len(rows))
	}
	for i, id := range ids {
		if err := sameGiven(now[id], rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkInsertElsewhere finds the rows by their addresses: their keys are in another process.
func checkInsertElsewhere(ctx context.Context, s *Site, rows []Employee, f Remote) error {
	if _, err := f(ctx, s.Size); err != nil {
		return err
	}
	companies, err := stored(ctx, s.DB)
	if err != nil {
		return err
	}
	now := map[string]Employee{}
	for _, e := range staff(companies) {
		now[e.Email] = e
	}
	if len(now) != len(rows) {
		return differ("rows", len(now), len(rows))
	}
	for _, row := range rows {
		if err := sameGiven(now[row.Email], row); err != nil {
			return err
		}
	}
	return nil
}

// sameGiven compares the columns that an insert gives, and that the default came.
func sameGiven(got, given Employee) error {
	want := given
	want.ID, want.CreatedAt = got.ID, got.CreatedAt
	if got.ID == 0 || got.CreatedAt.IsZero() || !sameColumns(got, want) {
		return differ("stored employee", got, given)
	}
	return nil
}
