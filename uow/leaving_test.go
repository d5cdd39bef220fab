package uow_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// crowd is a company and two of its employees; the first one manages all the others.
type crowd struct {
	s          *uow.Session
	acme, next *Company
	boss, heir *Employee
	reports    []*Employee
}

func crowdOf(b *testing.B, pool uow.Source, n int) *crowd {
	b.Helper()
	ctx := b.Context()
	_, err := pool.Exec(ctx, "TRUNCATE companies, employees RESTART IDENTITY")
	require.NoError(b, err)
	acme, next := &Company{Name: "Acme"}, &Company{Name: "Next"}
	boss, heir := &Employee{Name: "boss", Company: schema.To(next)}, &Employee{Name: "heir", Company: schema.To(next)}
	all := []any{acme, next, boss, heir}
	for i := range n {
		all = append(all, &Employee{Name: fmt.Sprint(i), Company: schema.To(acme), Manager: schema.To(boss)})
	}
	require.NoError(b, uow.Run(ctx, pool, Model, func(s *uow.Session) error { s.Add(all...); return nil }))
	c := &crowd{s: uow.New(pool, Model)}
	c.acme, c.next = get(b, c.s, Companies, acme.ID), get(b, c.s, Companies, next.ID)
	c.boss, c.heir = get(b, c.s, Employees, boss.ID), get(b, c.s, Employees, heir.ID)
	require.NoError(b, preload.Load(ctx, c.s, []*Company{c.acme, c.next}, CompanyEmployees))
	require.NoError(b, preload.Load(ctx, c.s, []*Employee{c.boss, c.heir}, EmployeeReports))
	c.reports, err = c.boss.Reports.All()
	require.NoError(b, err)
	require.Len(b, c.reports, n)
	return c
}

// BenchmarkLeaving empties loaded collections in all the ways that there are. What one object costs must not grow with
// the number of those that are there.
func BenchmarkLeaving(b *testing.B) {
	pool := fresh(b)
	for _, column := range []string{"company_id", "manager_id"} { // else the server looks through the table for each row that goes
		_, err := pool.Exec(b.Context(), "CREATE INDEX ON employees ("+column+")")
		require.NoError(b, err)
	}
	flush := func(b *testing.B, c *crowd) { b.Helper(); require.NoError(b, c.s.Flush(b.Context())) }
	rollback := func(b *testing.B, c *crowd) { b.Helper(); require.NoError(b, c.s.Rollback(b.Context())) }
	del := func(c *crowd) {
		for _, e := range c.reports {
			c.s.Delete(e)
		}
	}
	moveByKey := func(c *crowd) {
		for _, e := range c.reports {
			e.CompanyID, e.ManagerID = c.next.ID, &c.heir.ID
		}
	}
	set := func(c *crowd) {
		for _, e := range c.reports {
			EmployeeCompany.Set(e, c.next)
			EmployeeManager.Set(e, c.heir)
		}
	}
	remove := func(c *crowd) {
		for _, e := range c.reports {
			EmployeeReports.Remove(c.boss, e)
		}
	}
	backward := func(c *crowd) {
		for i := range c.reports {
			EmployeeReports.Remove(c.boss, c.reports[len(c.reports)-1-i])
		}
	}
	steps := func(fs ...func(*crowd)) []func(*testing.B, *crowd) {
		var out []func(*testing.B, *crowd)
		for _, f := range fs {
			out = append(out, func(_ *testing.B, c *crowd) { f(c) })
		}
		return out
	}
	for _, way := range []struct {
		name   string
		before []func(*testing.B, *crowd)
		timed  func(*testing.B, *crowd)
	}{
		{"Delete", steps(del), flush},
		{"MoveByKey", steps(moveByKey), flush},
		{"Set", nil, func(b *testing.B, c *crowd) { b.Helper(); set(c); flush(b, c) }},
		{"Remove", nil, func(b *testing.B, c *crowd) { b.Helper(); remove(c); flush(b, c) }},
		{"RemoveBackward", nil, func(b *testing.B, c *crowd) { b.Helper(); backward(c); flush(b, c) }},
		{"RemoveAtOnce", nil, func(b *testing.B, c *crowd) { b.Helper(); EmployeeReports.Remove(c.boss, c.reports...); flush(b, c) }},
		{"RollbackDelete", append(steps(del), flush), rollback},
		{"RollbackMoveByKey", append(steps(moveByKey), flush), rollback},
		{"RollbackSet", append(steps(set), flush), rollback},
		{"RollbackSetNotFlushed", steps(set), rollback},
		{"RollbackRemove", append(steps(remove), flush), rollback},
		{"RollbackRemoveNotFlushed", steps(remove), rollback},
	} {
		for _, n := range []int{1000, 4000, 16000} {
			b.Run(fmt.Sprintf("%s/%d", way.name, n), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					c := crowdOf(b, pool, n)
					for _, f := range way.before {
						f(b, c)
					}
					b.StartTimer()
					way.timed(b, c)
					b.StopTimer()
					require.NoError(b, c.s.Close(context.Background()))
					b.StartTimer()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
			})
		}
	}
}
