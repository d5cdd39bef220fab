package draft_test

import (
	"testing"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
)

func BenchmarkDecide(b *testing.B) {
	p, d, row := full(), draft.For(petsTable), new(draft.Row)
	b.ReportAllocs()
	for b.Loop() {
		if err := d.Decide(rowscan.Of(p), nil, nil, row); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAssignAndTake(b *testing.B) {
	ss := sets(Pets.Name.Set("Rex"), Pets.Age.Set(1), Pets.Active.Set(false))
	b.ReportAllocs()
	for b.Loop() {
		p := new(pet)
		if err := draft.Assign(petsTable, rowscan.Of(p), ss); err != nil {
			b.Fatal(err)
		}
		draft.Take(rowscan.Of(p))
	}
}

func BenchmarkWriteWithoutKeeping(b *testing.B) {
	ss := sets(Pets.Name.Set("Rex"), Pets.Age.Set(1), Pets.Active.Set(false))
	b.ReportAllocs()
	for b.Loop() {
		draft.Write(petsTable, rowscan.Of(new(pet)), ss)
	}
}

func BenchmarkTakeOfAStruct(b *testing.B) {
	kept := rex(b) // so that there is something to look through
	p := &pet{}
	b.ReportAllocs()
	for b.Loop() {
		draft.Take(rowscan.Of(p))
	}
	draft.Take(rowscan.Of(kept))
}
