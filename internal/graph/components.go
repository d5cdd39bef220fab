package graph

import "slices"

// Components returns the strongly connected components of a graph of the nodes 0 … n-1, in which after(i) are the nodes
// that come before node i. A component stands behind those that it comes after; where there is no say, the order is that
// of the nodes. A component of several nodes is a circle, and its nodes are in order of their numbers.
//
// It is Tarjan's algorithm (1972), without recursion.
func Components(n int, after func(i int) []int) [][]int {
	t := tarjan{after: after, index: make([]int, n), low: make([]int, n), on: make([]bool, n)}
	for i := range n {
		if t.index[i] == 0 {
			t.visit(i)
		}
	}
	return t.out
}

type tarjan struct {
	after func(int) []int
	index []int // from 1; 0 where a node was not visited
	low   []int
	on    []bool // on the stack
	stack []int
	next  int
	calls []call
	out   [][]int
}

// call is a visit under way: of node, the edges before at are done.
type call struct {
	node  int
	edges []int
	at    int
}

func (t *tarjan) visit(root int) {
	t.enter(root)
	for len(t.calls) > 0 {
		c := &t.calls[len(t.calls)-1]
		if c.at == len(c.edges) {
			t.leave()
			continue
		}
		to := c.edges[c.at]
		c.at++
		switch {
		case t.index[to] == 0:
			t.enter(to)
		case t.on[to]:
			t.low[c.node] = min(t.low[c.node], t.index[to])
		}
	}
}

func (t *tarjan) enter(i int) {
	t.next++
	t.index[i], t.low[i] = t.next, t.next
	t.stack, t.on[i] = append(t.stack, i), true
	t.calls = append(t.calls, call{node: i, edges: t.after(i)})
}

func (t *tarjan) leave() {
	i := t.calls[len(t.calls)-1].node
	t.calls = t.calls[:len(t.calls)-1]
	if len(t.calls) > 0 {
		up := t.calls[len(t.calls)-1].node
		t.low[up] = min(t.low[up], t.low[i])
	}
	if t.low[i] == t.index[i] {
		t.close(i)
	}
}

// close takes the component of i from the stack.
func (t *tarjan) close(i int) {
	at := len(t.stack) - 1
	for t.stack[at] != i {
		at--
	}
	members := append([]int(nil), t.stack[at:]...)
	t.stack = t.stack[:at]
	for _, m := range members {
		t.on[m] = false
	}
	slices.Sort(members)
	t.out = append(t.out, members)
}
