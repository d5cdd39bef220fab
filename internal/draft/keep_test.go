package draft_test

import (
	"reflect"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

func rex(t testing.TB) *pet {
	t.Helper()
	p := new(pet)
	require.NoError(t, draft.Assign(petsTable, rowscan.Of(p), sets(Pets.Name.Set("Rex"))))
	return p
}

func TestNotesAreTakenOnce(t *testing.T) {
	t.Parallel()
	p := rex(t)
	n := draft.Take(rowscan.Of(p))
	require.NotNil(t, n)
	assert.True(t, n.Given(petsTable.Columns[column(t, "name")].Index))
	assert.Nil(t, draft.Take(rowscan.Of(p)))
}

func TestNotesAreGivenBack(t *testing.T) {
	t.Parallel()
	p := rex(t)
	n := draft.Take(rowscan.Of(p))
	draft.Keep(petsTable, rowscan.Of(p), n)
	draft.Keep(petsTable, rowscan.Of(p), n)
	assert.Same(t, n, draft.Take(rowscan.Of(p)))
	assert.Nil(t, draft.Take(rowscan.Of(p)))
	draft.Keep(petsTable, rowscan.Of(p), nil)
	assert.Nil(t, draft.Take(rowscan.Of(p)))
}

func TestAStructAndACopyHaveNoNotes(t *testing.T) {
	t.Parallel()
	assert.Nil(t, draft.Take(rowscan.Of(&pet{Name: "Rex"})))
	p := rex(t)
	c := *p
	assert.Nil(t, draft.Take(rowscan.Of(&c)))
	assert.NotNil(t, draft.Take(rowscan.Of(p)))
	assert.Nil(t, draft.Take(rowscan.Pointer{}))
}

func TestNotesOfInnerPointersAreApart(t *testing.T) {
	t.Parallel()
	slab := make([]pet, 3)
	for i := range slab {
		require.NoError(t, draft.Assign(petsTable, rowscan.Of(&slab[i]), sets(Pets.Age.Set(int32(i)))))
	}
	for i := range slab {
		n := draft.Take(rowscan.Of(&slab[i]))
		require.NotNil(t, n)
		assert.True(t, n.Given(column(t, "age")))
		assert.Equal(t, int32(i), slab[i].Age)
	}
}

func TestAnObjectWithoutSizeIsNoTrouble(t *testing.T) {
	t.Parallel()
	type empty struct{}
	table := &sqlast.Table{Name: "empties", GoType: reflect.TypeFor[empty]()}
	e := new(empty)
	require.NoError(t, draft.Assign(table, rowscan.Of(e), nil))
	assert.Nil(t, draft.Take(rowscan.Of(e)))
	row, err := draft.Decide(table, rowscan.Of(e), nil, nil)
	require.NoError(t, err)
	assert.Empty(t, row.States)
}

// It runs alone: other tests keep notes too.
func TestAnObjectThatIsNeverTakenLeaksNothing(t *testing.T) { //nolint:paralleltest // counts what the whole program keeps
	before := draft.Kept()
	for range 1000 {
		rex(t)
	}
	slab := make([]pet, 64)
	for i := range slab {
		require.NoError(t, draft.Assign(petsTable, rowscan.Of(&slab[i]), nil))
	}
	runtime.KeepAlive(slab)
	require.Eventually(t, func() bool { runtime.GC(); return draft.Kept() <= before }, 20*time.Second, time.Millisecond)
}

func TestNotesDoNotKeepAnObjectAlive(t *testing.T) {
	t.Parallel()
	died := make(chan bool, 1)
	p := rex(t)
	runtime.AddCleanup(p, func(int) { died <- true }, 0)
	p = nil //nolint:ineffassign // the program lets go of it
	require.Eventually(t, func() bool {
		runtime.GC()
		select {
		case <-died:
			return true
		default:
			return false
		}
	}, 20*time.Second, time.Millisecond)
}

func TestGoroutinesCreateObjectsAtOnce(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 500 {
				p := new(pet)
				assert.NoError(t, draft.Assign(petsTable, rowscan.Of(p), sets(Pets.Name.Set("Rex"), Pets.Age.Set(int32(i)))))
				if i%3 == 0 {
					continue // left to the collector
				}
				n := draft.Take(rowscan.Of(p))
				assert.True(t, n.Given(column(t, "age")))
			}
		})
	}
	wg.Wait()
}

func sets(as ...query.Assignment) []sqlast.Set {
	ss := make([]sqlast.Set, len(as))
	for i, a := range as {
		ss[i] = query.SetOf(a)
	}
	return ss
}
