package work

import (
	"context"
	"fmt"
	"reflect"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/store"
)

func graphJob() Job {
	return graphOf(Job{
		Name: "F", Title: "Insert a graph",
		Text: "One transaction writes 1,000 new companies and their 10,000 new employees, which learn their company's new key. " +
			"Sessions get objects linked by pointers and one commit.",
		Per: func(s Size) int { return s.Companies * (1 + s.Employees) },
	}, func(s Size) []Company { return newCompanies(s.Companies, s.Employees, 0) })
}

// newCompanies makes companies with employees and tasks, none of which has a key.
func newCompanies(n, employees, tasks int) []Company {
	companies := make([]Company, n)
	for i := range companies {
		companies[i].Name = fmt.Sprintf("new company %d", i)
		companies[i].Employees = newEmployees(employees, 0)
		for k := range companies[i].Employees {
			e := &companies[i].Employees[k]
			e.Email, e.CompanyID = fmt.Sprintf("new%d.%d@example.com", i, k), 0
			for t := range tasks {
				e.Tasks = append(e.Tasks, Task{Title: fmt.Sprintf("new task %d.%d.%d", i, k, t), Done: t%2 == 0})
			}
		}
	}
	return companies
}

// graphOf completes a job that writes new companies and all that hangs on them.
func graphOf(j Job, graph func(Size) []Company) Job {
	j.Data = func(Size) store.Rows { return store.Rows{} }
	j.Writes = true
	j.Takes = func(o *Ops) bool { return o.Graph != nil }
	j.Entry = func(s *Site, o Opened) harness.Entry {
		var w Writing[Company]
		return harness.Entry{
			Prepare: func(context.Context) error { w = o.Graph(graph(s.Size)); return nil },
			Run:     func(ctx context.Context) error { return once(ctx, &w) },
		}
	}
	j.Check = func(ctx context.Context, s *Site, o Opened) error {
		if f := o.Remote[j.Name]; f != nil {
			if _, err := f(ctx, s.Size); err != nil {
				return err
			}
			return checkGraph(ctx, s, graph(s.Size), nil)
		}
		answer, err := o.Graph(graph(s.Size))(ctx)
		if err != nil {
			return err
		}
		return checkGraph(ctx, s, graph(s.Size), answer())
	}
	return j
}

// checkGraph compares what is stored with what was to be written, and the keys in the answer with the stored ones.
func checkGraph(ctx context.Context, s *Site, given, answer []Company) error {
	now, err := stored(ctx, s.DB)
	if err != nil {
		return err
	}
	if got, want := nameTree(now), nameTree(given); !reflect.DeepEqual(got, want) {
		return differ("stored graph", len(got), len(want))
	}
	if answer == nil {
		return nil
	}
	if got, want := keyTree(answer), keyTree(now); !reflect.DeepEqual(got, want) {
		return differ("keys of the objects", got, want)
	}
	return nil
}

// nameTree says by names which row hangs on which, with the given columns.
func nameTree(companies []Company) map[string]string {
	tree := map[string]string{}
	for _, c := range companies {
		tree[c.Name] = ""
		for _, e := range c.Employees {
			tree[e.Email] = fmt.Sprint(c.Name, e.Name, e.Salary, e.Active)
			for _, t := range e.Tasks {
				tree[t.Title] = fmt.Sprint(e.Email, t.Done)
			}
		}
	}
	return tree
}

// keyTree says by names which key each object has, and which key it refers to.
func keyTree(companies []Company) map[string][2]int64 {
	tree := map[string][2]int64{}
	for _, c := range companies {
		tree[c.Name] = [2]int64{c.ID}
		for _, e := range c.Employees {
			tree[e.Email] = [2]int64{e.ID, e.CompanyID}
			for _, t := range e.Tasks {
				tree[t.Title] = [2]int64{t.ID, t.EmployeeID}
			}
		}
	}
	return tree
}
