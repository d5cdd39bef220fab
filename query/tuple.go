package query

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
	return listOf(rowType[Row2[A, B]](), entryOf(a), entryOf(b))
}

func row3[A, B, C any](a Item[A], b Item[B], c Item[C]) *selectList {
	return listOf(rowType[Row3[A, B, C]](), entryOf(a), entryOf(b), entryOf(c))
}

func row4[A, B, C, D any](a Item[A], b Item[B], c Item[C], d Item[D]) *selectList {
	return listOf(rowType[Row4[A, B, C, D]](), entryOf(a), entryOf(b), entryOf(c), entryOf(d))
}

func row5[A, B, C, D, E any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E]) *selectList {
	return listOf(rowType[Row5[A, B, C, D, E]](), entryOf(a), entryOf(b), entryOf(c), entryOf(d), entryOf(e))
}

func row6[A, B, C, D, E, F any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F]) *selectList {
	return listOf(rowType[Row6[A, B, C, D, E, F]](), entryOf(a), entryOf(b), entryOf(c), entryOf(d), entryOf(e), entryOf(f))
}

func row7[A, B, C, D, E, F, G any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F], g Item[G]) *selectList {
	return listOf(rowType[Row7[A, B, C, D, E, F, G]](), entryOf(a), entryOf(b), entryOf(c), entryOf(d), entryOf(e), entryOf(f), entryOf(g))
}

func row8[A, B, C, D, E, F, G, H any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F], g Item[G], h Item[H]) *selectList {
	return listOf(rowType[Row8[A, B, C, D, E, F, G, H]](), entryOf(a), entryOf(b), entryOf(c), entryOf(d), entryOf(e), entryOf(f), entryOf(g), entryOf(h))
}
