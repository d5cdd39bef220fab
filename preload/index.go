package preload

import "slices"

// index numbers the different keys that a level asks for, in the order in which they come: 0, 1, 2 … are their slots.
// Integers that come in ascending order, as keys of rows read in order do, need no map.
type index struct {
	n       int
	numbers []int64 // the keys by slot, strictly ascending, while byNumber is nil
	last    int64   // the number asked about last, and its slot
	lastAt  int

	byNumber map[int64]int
	byBytes  map[string]int
}

// addNumber gives key n, which has none, a slot.
func (x *index) addNumber(n int64) int {
	if x.byNumber == nil && x.n > 0 && n < x.numbers[x.n-1] {
		x.leaveOrder()
	}
	if x.byNumber != nil {
		x.byNumber[n] = x.n
	} else {
		x.numbers = append(x.numbers, n)
	}
	x.last, x.lastAt = n, x.n
	x.n++
	return x.lastAt
}

// leaveOrder goes on with a map.
func (x *index) leaveOrder() {
	x.byNumber = make(map[int64]int, 2*len(x.numbers))
	for i, n := range x.numbers {
		x.byNumber[n] = i
	}
	x.numbers = nil
}

// number returns the slot of key n, or -1.
func (x *index) number(n int64) int {
	switch {
	case x.n == 0:
		return -1
	case n == x.last:
		return x.lastAt
	}
	slot := x.search(n)
	if slot >= 0 {
		x.last, x.lastAt = n, slot
	}
	return slot
}

func (x *index) search(n int64) int {
	if x.byNumber != nil {
		if slot, ok := x.byNumber[n]; ok {
			return slot
		}
		return -1
	}
	if next := x.lastAt + 1; next < x.n && x.numbers[next] == n { // answers come in the order of the keys
		return next
	}
	if n > x.numbers[x.n-1] {
		return -1
	}
	if slot, ok := slices.BinarySearch(x.numbers, n); ok {
		return slot
	}
	return -1
}

// addBytes gives a key that is known by its bytes, and has none, a slot.
func (x *index) addBytes(b []byte) int {
	if x.byBytes == nil {
		x.byBytes = map[string]int{}
	}
	x.byBytes[string(b)] = x.n
	x.n++
	return x.n - 1
}

// bytes returns the slot of the key, or -1.
func (x *index) bytes(b []byte) int {
	if slot, ok := x.byBytes[string(b)]; ok {
		return slot
	}
	return -1
}
