package graph_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/graph"
)

func edges(m map[int][]int) func(int) []int { return func(i int) []int { return m[i] } }

func TestComponentsPutWhatComesBeforeFirst(t *testing.T) {
	t.Parallel()
	assert.Equal(t, [][]int{{2}, {1}, {0}, {3}}, graph.Components(4, edges(map[int][]int{0: {1}, 1: {2}})))
}

func TestComponentsKeepCirclesTogether(t *testing.T) {
	t.Parallel()
	got := graph.Components(5, edges(map[int][]int{0: {1}, 1: {2}, 2: {0}, 3: {0}, 4: {4}}))
	assert.Equal(t, [][]int{{0, 1, 2}, {3}, {4}}, got)
}

func TestComponentsDoNotRecurse(t *testing.T) {
	t.Parallel()
	const n = 1_000_000
	got := graph.Components(n, func(i int) []int {
		if i+1 < n {
			return []int{i + 1}
		}
		return nil
	})
	require.Len(t, got, n)
	assert.Equal(t, []int{n - 1}, got[0])
}

// Any graph: each component stands behind the components that its nodes come after, and two nodes share one exactly
// where each can be reached from the other.
func TestComponentsOfAnyGraph(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		n := 1 + rnd.IntN(9)
		m := map[int][]int{}
		for range rnd.IntN(2 * n) {
			from := rnd.IntN(n)
			m[from] = append(m[from], rnd.IntN(n))
		}
		got := graph.Components(n, edges(m))
		at := make([]int, n)
		for c, members := range got {
			for _, i := range members {
				at[i] = c
			}
		}
		reach := reachable(n, m)
		for i := range n {
			for j := range n {
				same := i == j || reach[i][j] && reach[j][i]
				require.Equal(t, same, at[i] == at[j], "seed %d: %v: nodes %d and %d", seed, m, i, j)
				if reach[i][j] && !same {
					require.Less(t, at[j], at[i], "seed %d: %v: node %d comes after %d", seed, m, i, j)
				}
			}
		}
	}
}

func reachable(n int, m map[int][]int) [][]bool {
	reach := make([][]bool, n)
	for i := range reach {
		reach[i] = make([]bool, n)
		todo := slices.Clone(m[i])
		for len(todo) > 0 {
			j := todo[0]
			todo = todo[1:]
			if !reach[i][j] {
				reach[i][j] = true
				todo = append(todo, m[j]...)
			}
		}
	}
	return reach
}

func TestLayersAreStrictWhereTheyMustBe(t *testing.T) {
	t.Parallel()
	strict := map[int][]int{1: {0}, 3: {2}}
	loose := map[int][]int{2: {1}, 0: {4}, 4: {0}}
	got, ok := graph.Layers(5, func(i int) ([]int, []int) { return strict[i], loose[i] })
	require.True(t, ok)
	assert.Equal(t, []int{0, 1, 1, 2, 0}, got)
}

func TestLayersRefuseAStrictCircle(t *testing.T) {
	t.Parallel()
	_, ok := graph.Layers(2, func(i int) ([]int, []int) {
		if i == 0 {
			return []int{1}, nil
		}
		return nil, []int{0}
	})
	assert.False(t, ok)
}
