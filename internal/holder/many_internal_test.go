package holder

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// atOnce makes the change without a queue.
func (m *Many) atOnce(mark, child rowscan.Pointer) {
	e := edit{lists: [3][]rowscan.Pointer{m.Items, m.Added, m.Removed}, known: m.State != NotLoaded}
	e.make(mark, child)
	m.Items, m.Added, m.Removed = e.lists[items], e.lists[added], e.lists[removed]
}

func TestQueuedChangesAreThoseMadeAtOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // not for secrets
		children := make([]rowscan.Pointer, 2*few+rnd.IntN(60))
		var now, queued Many
		queued.State = []State{Unset, NotLoaded, Loaded}[seed%3]
		now.State = queued.State
		for i := range children {
			children[i] = rowscan.Of(new(int))
			if queued.State == Loaded && i%2 == 0 {
				queued.Items = append(queued.Items, children[i])
			}
		}
		now.Items = queued.Items
		for range 3 * len(children) {
			c, mark := children[rnd.IntN(len(children))], []rowscan.Pointer{{}, entering, bringing, dropping}[rnd.IntN(4)]
			if mark == bringing && queued.State == NotLoaded {
				continue
			}
			switch mark {
			case entering:
				queued.Enter(c, false)
			case bringing:
				queued.Bring(c, false)
			case dropping:
				queued.Drop(c)
			default:
				queued.Leave(c)
			}
			now.atOnce(mark, c)
			if rnd.IntN(len(children)) == 0 {
				queued.Settle()
			}
		}
		queued.Settle()
		require.Equal(t, fmt.Sprint(now.Items, now.Added, now.Removed), fmt.Sprint(queued.Items, queued.Added, queued.Removed), "seed %d", seed)
	}
}

func TestACopyHasItsOwnQueue(t *testing.T) {
	t.Parallel()
	var m Many
	for range 3 * few {
		m.Enter(rowscan.Of(new(int)), true)
	}
	m.Added = nil
	all := m.Items
	for _, c := range all[:few] {
		m.Leave(c)
	}
	twin := m
	for _, c := range all[few : 2*few] {
		m.Leave(c)
	}
	m.Enter(all[0], false)
	twin.Leave(all[2*few])
	require.True(t, m.IsQueued())
	require.Equal(t, append(append([]rowscan.Pointer{}, all[2*few:]...), all[0]), m.Settle().Items)
	require.Equal(t, append(append([]rowscan.Pointer{}, all[few:2*few]...), all[2*few+1:]...), twin.Settle().Items)
	require.Equal(t, all[1:2*few], m.Removed)
	require.Len(t, all, 3*few)
	require.NotContains(t, all, rowscan.Pointer{}, "what was given to a caller does not change")
}
