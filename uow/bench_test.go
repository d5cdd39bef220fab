package uow_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// reset empties the tables outside of the measured time.
func reset(b *testing.B, pool uow.Source) {
	b.Helper()
	b.StopTimer()
	_, err := pool.Exec(b.Context(), "TRUNCATE companies, employees RESTART IDENTITY")
	require.NoError(b, err)
	b.StartTimer()
}

// graph is 1,000 companies with their employees.
func graph(children int) []any {
	var all []any
	for p := range 1000 {
		c := &Company{Name: fmt.Sprint("company ", p), Tags: []string{}}
		all = append(all, c)
		for e := range children {
			all = append(all, &Employee{Name: fmt.Sprint("employee ", e), Salary: int64(e), Company: schema.To(c)})
		}
	}
	return all
}

func BenchmarkGraph(b *testing.B) {
	pool := fresh(b)
	b.ReportAllocs()
	for b.Loop() {
		reset(b, pool)
		b.StopTimer()
		all := graph(10)
		b.StartTimer()
		require.NoError(b, uow.Run(b.Context(), pool, Model, func(s *uow.Session) error {
			s.Add(all...)
			return nil
		}))
	}
}

// filled has a thousand companies of ten employees.
func filled(b *testing.B) uow.Source {
	b.Helper()
	pool := fresh(b)
	require.NoError(b, uow.Run(b.Context(), pool, Model, func(s *uow.Session) error {
		s.Add(graph(10)...)
		return nil
	}))
	_, err := pool.Exec(b.Context(), "VACUUM ANALYZE")
	require.NoError(b, err)
	return pool
}

func BenchmarkReadAll(b *testing.B) {
	pool := filled(b)
	b.ReportAllocs()
	for b.Loop() {
		s := uow.New(pool, Model)
		es, err := query.From(Employees).Rows(b.Context(), s).All()
		require.NoError(b, err)
		require.Len(b, es, 10_000)
		require.NoError(b, s.Close(b.Context()))
	}
}

func BenchmarkUpdate(b *testing.B) {
	pool := filled(b)
	b.ReportAllocs()
	n := int64(0)
	for b.Loop() {
		b.StopTimer()
		s := uow.New(pool, Model)
		es, err := query.From(Employees).Limit(1000).Rows(b.Context(), s).All()
		require.NoError(b, err)
		for _, e := range es {
			n++
			e.Salary = n
		}
		b.StartTimer()
		require.NoError(b, s.Commit(b.Context()))
		b.StopTimer()
		require.NoError(b, s.Close(context.Background()))
		b.StartTimer()
	}
}

func BenchmarkGet(b *testing.B) {
	pool := filled(b)
	b.ReportAllocs()
	for b.Loop() {
		s := uow.New(pool, Model)
		_, found, err := uow.Get(b.Context(), s, Companies, 5)
		require.NoError(b, err)
		require.True(b, found)
		require.NoError(b, s.Close(b.Context()))
	}
}

func BenchmarkRunGet(b *testing.B) {
	pool := filled(b)
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, uow.Run(b.Context(), pool, Model, func(s *uow.Session) error {
			_, _, err := uow.Get(b.Context(), s, Companies, 5)
			return err
		}))
	}
}
