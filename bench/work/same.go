package work

import (
	"cmp"
	"slices"
	"time"
)

// sameEmployees compares two sets of employees, tasks included, in any order.
func sameEmployees(got, want []Employee) error {
	if len(got) != len(want) {
		return differ("number of employees", len(got), len(want))
	}
	byID := func(a, b Employee) int { return cmp.Compare(a.ID, b.ID) }
	got, want = slices.SortedFunc(slices.Values(got), byID), slices.SortedFunc(slices.Values(want), byID)
	for i := range got {
		if err := sameEmployee(got[i], want[i]); err != nil {
			return err
		}
	}
	return nil
}

func sameEmployee(got, want Employee) error {
	if !sameColumns(got, want) {
		return differ("employee", got, want)
	}
	if len(got.Tasks) != len(want.Tasks) {
		return differ("number of tasks", len(got.Tasks), len(want.Tasks))
	}
	byID := func(a, b Task) int { return cmp.Compare(a.ID, b.ID) }
	g, w := slices.SortedFunc(slices.Values(got.Tasks), byID), slices.SortedFunc(slices.Values(want.Tasks), byID)
	if !slices.Equal(g, w) {
		return differ("tasks", g, w)
	}
	return nil
}

func sameColumns(got, want Employee) bool {
	return got.ID == want.ID && got.Name == want.Name && got.Email == want.Email && got.Salary == want.Salary &&
		got.Active == want.Active && got.CompanyID == want.CompanyID && got.CreatedAt.Equal(want.CreatedAt) && sameTime(got.UpdatedAt, want.UpdatedAt)
}

func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// sameCompanies compares two lists of companies, in order, with all that hangs on them.
func sameCompanies(got, want []Company) error {
	if len(got) != len(want) {
		return differ("number of companies", len(got), len(want))
	}
	for i := range got {
		if got[i].ID != want[i].ID || got[i].Name != want[i].Name || !got[i].CreatedAt.Equal(want[i].CreatedAt) {
			return differ("company", got[i], want[i])
		}
		if err := sameEmployees(got[i].Employees, want[i].Employees); err != nil {
			return err
		}
	}
	return nil
}
