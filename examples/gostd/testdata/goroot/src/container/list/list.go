// Package list is a list.
package list

// A List holds elements.
type List[T any] struct {
	items []T
}

// Len counts them.
func (l *List[T]) Len() int { return len(l.items) }

// Map gives each element to fn.
func Map[T any](
	items []T,
	fn func(T) T, // called once for each
) []T {
	return items
}
