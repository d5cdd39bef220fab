package query

import "github.com/rowan-go/rowan/internal/rowscan"

// Row2 is a row of two items.
type Row2[A, B any] struct {
	V1 A
	V2 B
}

// Row3 is a row of three items.
type Row3[A, B, C any] struct {
	V1 A
	V2 B
	V3 C
}

// Row4 is a row of four items.
type Row4[A, B, C, D any] struct {
	V1 A
	V2 B
	V3 C
	V4 D
}

// Row5 is a row of five items.
type Row5[A, B, C, D, E any] struct {
	V1 A
	V2 B
	V3 C
	V4 D
	V5 E
}

// Row6 is a row of six items.
type Row6[A, B, C, D, E, F any] struct {
	V1 A
	V2 B
	V3 C
	V4 D
	V5 E
	V6 F
}

// Row7 is a row of seven items.
type Row7[A, B, C, D, E, F, G any] struct {
	V1 A
	V2 B
	V3 C
	V4 D
	V5 E
	V6 F
	V7 G
}

// Row8 is a row of eight items.
type Row8[A, B, C, D, E, F, G, H any] struct {
	V1 A
	V2 B
	V3 C
	V4 D
	V5 E
	V6 F
	V7 G
	V8 H
}

// Query is a query whose row is a T.
type Query[T any] = QueryOf[T, T]

// Query2 is a query whose row is a [Row2].
type Query2[A, B any] = QueryOf[Row2[A, B], A]

// Query3 is a query whose row is a [Row3].
type Query3[A, B, C any] = QueryOf[Row3[A, B, C], A]

// Query4 is a query whose row is a [Row4].
type Query4[A, B, C, D any] = QueryOf[Row4[A, B, C, D], A]

// Query5 is a query whose row is a [Row5].
type Query5[A, B, C, D, E any] = QueryOf[Row5[A, B, C, D, E], A]

// Query6 is a query whose row is a [Row6].
type Query6[A, B, C, D, E, F any] = QueryOf[Row6[A, B, C, D, E, F], A]

// Query7 is a query whose row is a [Row7].
type Query7[A, B, C, D, E, F, G any] = QueryOf[Row7[A, B, C, D, E, F, G], A]

// Query8 is a query whose row is a [Row8].
type Query8[A, B, C, D, E, F, G, H any] = QueryOf[Row8[A, B, C, D, E, F, G, H], A]

func row2[A, B any](a Item[A], b Item[B]) *selectList {
	var r Row2[A, B]
	var items [2]item
	base := rowscan.Of(&r)
	items[0] = itemOf(a, 0)
	items[1] = itemOf(b, offset(base, rowscan.Of(&r.V2)))
	return listOf(items[:])
}

func row3[A, B, C any](a Item[A], b Item[B], c Item[C]) *selectList {
	var r Row3[A, B, C]
	var items [3]item
	base := rowscan.Of(&r)
	items[0] = itemOf(a, 0)
	items[1] = itemOf(b, offset(base, rowscan.Of(&r.V2)))
	items[2] = itemOf(c, offset(base, rowscan.Of(&r.V3)))
	return listOf(items[:])
}

func row4[A, B, C, D any](a Item[A], b Item[B], c Item[C], d Item[D]) *selectList {
	var r Row4[A, B, C, D]
	var items [4]item
	base := rowscan.Of(&r)
	items[0] = itemOf(a, 0)
	items[1] = itemOf(b, offset(base, rowscan.Of(&r.V2)))
	items[2] = itemOf(c, offset(base, rowscan.Of(&r.V3)))
	items[3] = itemOf(d, offset(base, rowscan.Of(&r.V4)))
	return listOf(items[:])
}

func row5[A, B, C, D, E any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E]) *selectList {
	var r Row5[A, B, C, D, E]
	var items [5]item
	base := rowscan.Of(&r)
	items[0] = itemOf(a, 0)
	items[1] = itemOf(b, offset(base, rowscan.Of(&r.V2)))
	items[2] = itemOf(c, offset(base, rowscan.Of(&r.V3)))
	items[3] = itemOf(d, offset(base, rowscan.Of(&r.V4)))
	items[4] = itemOf(e, offset(base, rowscan.Of(&r.V5)))
	return listOf(items[:])
}

func row6[A, B, C, D, E, F any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F]) *selectList {
	var r Row6[A, B, C, D, E, F]
	var items [6]item
	base := rowscan.Of(&r)
	items[0] = itemOf(a, 0)
	items[1] = itemOf(b, offset(base, rowscan.Of(&r.V2)))
	items[2] = itemOf(c, offset(base, rowscan.Of(&r.V3)))
	items[3] = itemOf(d, offset(base, rowscan.Of(&r.V4)))
	items[4] = itemOf(e, offset(base, rowscan.Of(&r.V5)))
	items[5] = itemOf(f, offset(base, rowscan.Of(&r.V6)))
	return listOf(items[:])
}

func row7[A, B, C, D, E, F, G any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F], g Item[G]) *selectList {
	var r Row7[A, B, C, D, E, F, G]
	var items [7]item
	base := rowscan.Of(&r)
	items[0] = itemOf(a, 0)
	items[1] = itemOf(b, offset(base, rowscan.Of(&r.V2)))
	items[2] = itemOf(c, offset(base, rowscan.Of(&r.V3)))
	items[3] = itemOf(d, offset(base, rowscan.Of(&r.V4)))
	items[4] = itemOf(e, offset(base, rowscan.Of(&r.V5)))
	items[5] = itemOf(f, offset(base, rowscan.Of(&r.V6)))
	items[6] = itemOf(g, offset(base, rowscan.Of(&r.V7)))
	return listOf(items[:])
}

func row8[A, B, C, D, E, F, G, H any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F], g Item[G], h Item[H]) *selectList {
	var r Row8[A, B, C, D, E, F, G, H]
	var items [8]item
	base := rowscan.Of(&r)
	items[0] = itemOf(a, 0)
	items[1] = itemOf(b, offset(base, rowscan.Of(&r.V2)))
	items[2] = itemOf(c, offset(base, rowscan.Of(&r.V3)))
	items[3] = itemOf(d, offset(base, rowscan.Of(&r.V4)))
	items[4] = itemOf(e, offset(base, rowscan.Of(&r.V5)))
	items[5] = itemOf(f, offset(base, rowscan.Of(&r.V6)))
	items[6] = itemOf(g, offset(base, rowscan.Of(&r.V7)))
	items[7] = itemOf(h, offset(base, rowscan.Of(&r.V8)))
	return listOf(items[:])
}

// offset is how far a field of a row lies behind its beginning.
func offset(row, field rowscan.Pointer) uint32 { return uint32(rowscan.Distance(row, field)) }
