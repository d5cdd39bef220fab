package query

import (
	"iter"
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// RowsOf is the result of a query that is not yet asked for: rows of type T whose first column is an F. [Rows] is its
// usual name. A helper runs the query anew each time that it is called. The value may be kept and shared as the
// database that it runs on may.
type RowsOf[T, F any] struct{ r run }

// Rows is a result whose first column is the row itself.
type Rows[T any] = RowsOf[T, T]

// Packed returns the same result, whose texts are to lie in pages of 32 KB, those of many rows in one: an allocation less for
// each row. Use it for results that are dropped as a whole: a text that is kept keeps its page. It is for the query's own
// rows; what loaders load for them is as it always is. Each takes no notice of it.
func (r RowsOf[T, F]) Packed() RowsOf[T, F] {
	r.r.packed = true
	return r
}

// All returns all rows, in an empty non-nil slice if there are none.
func (r RowsOf[T, F]) All() ([]T, error) {
	var out chunks[T]
	if err := r.r.collect(fetchAll, allColumns, &out); err != nil {
		return nil, err
	}
	return out.all(), nil
}

// First returns the first row, or false if there is none. It asks the server for one row.
func (r RowsOf[T, F]) First() (row T, found bool, err error) {
	var one single[T]
	if err := r.r.collect(1, allColumns, &one); err != nil {
		return row, false, err
	}
	return one.row, one.n > 0, nil
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
	var one single[T]
	err = r.r.collect(2, allColumns, &one)
	if err == nil && one.n > 1 {
		err = ErrMultipleRows
	}
	if err != nil {
		return row, false, err
	}
	return one.row, one.n > 0, nil
}

// Scalar returns the first column of the first row, or false if there is no row. It asks the server for one row.
func (r RowsOf[T, F]) Scalar() (value F, found bool, err error) {
	var one single[F]
	if err := r.r.collect(1, firstColumn, &one); err != nil {
		return value, false, err
	}
	return one.row, one.n > 0, nil
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
	if err := r.r.collect(fetchAll, firstColumn, &out); err != nil {
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

func (w *window[T]) expect(int) {}

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
	expect(rows int) // is called first, with the number of rows of the last run, 0 where there was none
	next() rowscan.Pointer
}

// single takes the first row; more rows are counted and dropped.
type single[T any] struct {
	row  T
	rest T
	n    int
}

func (s *single[T]) expect(int) {}

func (s *single[T]) next() rowscan.Pointer {
	s.n++
	if s.n == 1 {
		return rowscan.Of(&s.row)
	}
	return rowscan.Of(&s.rest)
}

// chunks takes any number of rows. They lie in one chunk where about as many come as were expected; where more come they
// are copied once, at the end.
type chunks[T any] struct {
	full     [][]T
	last     []T
	n        int
	expected int
}

const (
	firstChunk  = 16
	largeChunk  = 4096
	chunkLimit  = 64 << 20 // bytes that are taken at once because as many rows are expected
	chunkMargin = 8        // the part of the expected number by which there may be more
)

func (c *chunks[T]) expect(rows int) {
	c.expected = min(rows+rows/chunkMargin, chunkLimit/max(int(reflect.TypeFor[T]().Size()), 1))
}

func (c *chunks[T]) next() rowscan.Pointer {
	if len(c.last) == cap(c.last) {
		c.grow()
	}
	c.last = c.last[:len(c.last)+1]
	c.n++
	return rowscan.Of(&c.last[len(c.last)-1])
}

// grow makes room. The room for what is expected is taken only when the first few rows have come, so that a run of few
// rows behind one of many is cheap.
func (c *chunks[T]) grow() {
	switch {
	case c.last == nil:
		c.last = make([]T, 0, firstChunk)
	case c.n == firstChunk && c.expected > firstChunk:
		c.last = append(make([]T, 0, c.expected), c.last...)
	default:
		c.full = append(c.full, c.last)
		c.last = make([]T, 0, min(2*cap(c.last), largeChunk))
	}
}

// all returns the rows. What it returns has not much more room than it needs.
func (c *chunks[T]) all() []T {
	if len(c.full) == 0 && c.n > 0 && cap(c.last) <= max(2*c.n, firstChunk) {
		return c.last
	}
	out := make([]T, 0, c.n)
	for _, f := range c.full {
		out = append(out, f...)
	}
	return append(out, c.last...)
}
