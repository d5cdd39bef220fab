package graph

// Layers numbers the nodes 0 … n-1 of a graph without circles: a node's layer is greater than those of the nodes strictly
// before it, and not smaller than those of the nodes loosely before it. Layers are as small as they can be. loose edges
// may form circles among themselves; their nodes share a layer. It returns false where a circle has a strict edge.
func Layers(n int, before func(i int) (strict, loose []int)) (layers []int, ok bool) {
	all := func(i int) []int {
		strict, loose := before(i)
		if len(strict) == 0 {
			return loose
		}
		return append(append(make([]int, 0, len(strict)+len(loose)), strict...), loose...)
	}
	layers = make([]int, n)
	at := make([]int, n) // component by node
	for c, members := range Components(n, all) {
		for _, i := range members {
			at[i] = c
		}
		layer := 0
		for _, i := range members {
			strict, loose := before(i)
			for _, j := range strict {
				if at[j] == c {
					return nil, false
				}
				layer = max(layer, layers[j]+1)
			}
			for _, j := range loose {
				if at[j] != c {
					layer = max(layer, layers[j])
				}
			}
		}
		for _, i := range members {
			layers[i] = layer
		}
	}
	return layers, true
}
