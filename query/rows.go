package query

import (
	"iter"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// RowsOf is the result of a query that is not yet asked for: rows of type T whose first column is an F. [Rows] is its
// usual name. A helper runs the query anew each time that it is called. The value may be kept and shared as the
// database that it runs on may.
type RowsOf[T, F any] struct{ r run }

// Rows is a result whose first column is the row itself.
type Rows[T any] = RowsOf[T, T]

// All returns all rows, in an empty non-nil slice if there are none.
func (r RowsOf[T, F]) All() ([]T, error) {
	var out chunks[T]
	if err := r.r.collect(fetchAll, r.r.core.items, &out); err != nil {
		return nil, err
	}
	return out.all(), nil
}

// First returns the first row, or false if there is none. It asks the server for one row.
func (r RowsOf[T, F]) First() (row T, found bool, err error) {
	one := single[T]{row: &row}
	if err := r.r.collect(1, r.r.core.items, &one); err != nil {
		return *new(T), false, err
	}
	return row, one.n > 0, nil
}

// One returns the single row. It returns [ErrNoRows] if there is none and [ErrMultipleRows] if there are more; it asks
// the server for at most two.
func (r RowsOf[T, F]) One() (T, error) {
	row, found, err := r.OneOrNone()
	if err == nil && !found {
		err = ErrNoRows
	}
	return row, err
}

// OneOrNone returns the single row, or false if there is none. It returns [ErrMultipleRows] if there are more; it asks
// the server for at most two.
func (r RowsOf[T, F]) OneOrNone() (row T, found bool, err error) {
	one := single[T]{row: &row}
	err = r.r.collect(2, r.r.core.items, &one)
	if err == nil && one.n > 1 {
		err = ErrMultipleRows
	}
	if err != nil {
		return *new(T), false, err
	}
	return row, one.n > 0, nil
}

// Scalar returns the first column of the first row, or false if there is no row. It asks the server for one row.
func (r RowsOf[T, F]) Scalar() (value F, found bool, err error) {
	one := single[F]{row: &value}
	if err := r.r.collect(1, r.r.core.first(), &one); err != nil {
		return *new(F), false, err
	}
	return value, one.n > 0, nil
}

// ScalarOr returns the first column of the first row, or or if there is no row.
func (r RowsOf[T, F]) ScalarOr(or F) (F, error) {
	v, found, err := r.Scalar()
	if err == nil && !found {
		v = or
	}
	return v, err
}

// Scalars returns the first column of every row, in an empty non-nil slice if there are none.
func (r RowsOf[T, F]) Scalars() ([]F, error) {
	var out chunks[F]
	if err := r.r.collect(fetchAll, r.r.core.first(), &out); err != nil {
		return nil, err
	}
	return out.all(), nil
}

// Each returns the rows one by one as they arrive, without holding them all. An error ends the loop as its last pair.
// Leaving the loop early cancels the query. Inside a transaction the rows come through a cursor.
// With loaders, the rows come in blocks of a few hundred, each with its related objects.
func (r RowsOf[T, F]) Each() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		w := window[T]{yield: yield}
		if err := r.r.stream(&w); err != nil && !w.left {
			yield(*new(T), err)
		}
	}
}

// window holds the rows of a loop that were read and not yet seen.
type window[T any] struct {
	rows  []T
	yield func(T, error) bool
	left  bool // the loop has ended
}

func (w *window[T]) next() rowscan.Pointer {
	w.rows = append(w.rows, *new(T))
	return rowscan.Of(&w.rows[len(w.rows)-1])
}

func (w *window[T]) show() (more bool) {
	for _, row := range w.rows {
		if !w.yield(row, nil) {
			w.left = true
			return false
		}
	}
	clear(w.rows)
	w.rows = w.rows[:0]
	return true
}

// sink gives the addresses that rows are read into.
type sink interface {
	next() rowscan.Pointer
}

// single takes the first row; more rows are counted and dropped.
type single[T any] struct {
	row  *T
	rest T
	n    int
}

func (s *single[T]) next() rowscan.Pointer {
	s.n++
	if s.n == 1 {
		return rowscan.Of(s.row)
	}
	return rowscan.Of(&s.rest)
}

// chunks takes any number of rows without moving them, until all copies them once.
type chunks[T any] struct {
	full [][]T
	last []T
	n    int
}

const (
	firstChunk = 16
	largeChunk = 4096
)

func (c *chunks[T]) next() rowscan.Pointer {
	if len(c.last) == cap(c.last) {
		c.grow()
	}
	c.last = c.last[:len(c.last)+1]
	c.n++
	return rowscan.Of(&c.last[len(c.last)-1])
}

func (c *chunks[T]) grow() {
	size := firstChunk
	if c.last != nil {
		c.full = append(c.full, c.last)
		size = min(2*cap(c.last), largeChunk)
	}
	c.last = make([]T, 0, size)
}

func (c *chunks[T]) all() []T {
	if len(c.full) == 0 && c.n > 0 {
		return c.last
	}
	out := make([]T, 0, c.n)
	for _, f := range c.full {
		out = append(out, f...)
	}
	return append(out, c.last...)
}
