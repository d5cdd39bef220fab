package query

import (
	"context"
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// QueryOf is a SELECT whose rows are of type T and whose first column is of type F. [Query], [Query2] and so on are its
// usual names. A query is immutable: every method returns a new one, and goroutines may share it.
type QueryOf[T, F any] struct{ s selection }

// From selects the entities of t.
func From[E any](t EntityOf[E]) Query[*E] {
	return Query[*E]{selecting(listOf(rowType[*E](), entityOf(t, entity))).from(t)}
}

// Select selects one item. Its rows are the item's values.
func Select[A any](a Item[A]) Query[A] {
	return Query[A]{selecting(listOf(rowType[A](), entryOf(a)))}
}

// Select2 selects two items.
func Select2[A, B any](a Item[A], b Item[B]) Query2[A, B] {
	return Query2[A, B]{selecting(row2(a, b))}
}

// Select3 selects three items.
func Select3[A, B, C any](a Item[A], b Item[B], c Item[C]) Query3[A, B, C] {
	return Query3[A, B, C]{selecting(row3(a, b, c))}
}

// Select4 selects four items.
func Select4[A, B, C, D any](a Item[A], b Item[B], c Item[C], d Item[D]) Query4[A, B, C, D] {
	return Query4[A, B, C, D]{selecting(row4(a, b, c, d))}
}

// Select5 selects five items.
func Select5[A, B, C, D, E any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E]) Query5[A, B, C, D, E] {
	return Query5[A, B, C, D, E]{selecting(row5(a, b, c, d, e))}
}

// Select6 selects six items.
func Select6[A, B, C, D, E, F any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F]) Query6[A, B, C, D, E, F] {
	return Query6[A, B, C, D, E, F]{selecting(row6(a, b, c, d, e, f))}
}

// Select7 selects seven items.
func Select7[A, B, C, D, E, F, G any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F], g Item[G]) Query7[A, B, C, D, E, F, G] {
	return Query7[A, B, C, D, E, F, G]{selecting(row7(a, b, c, d, e, f, g))}
}

// Select8 selects eight items.
func Select8[A, B, C, D, E, F, G, H any](a Item[A], b Item[B], c Item[C], d Item[D], e Item[E], f Item[F], g Item[G], h Item[H]) Query8[A, B, C, D, E, F, G, H] {
	return Query8[A, B, C, D, E, F, G, H]{selecting(row8(a, b, c, d, e, f, g, h))}
}

// Project selects into a struct of the caller's, one [Into] for each field that is read.
func Project[R any](fields ...FieldOf[R]) Query[R] {
	items := make([]item, len(fields))
	for i, f := range fields {
		items[i] = f.it
	}
	return Query[R]{selecting(&selectList{items: items}).change(func(r *rare) { r.whole = true })}
}

// From names what the query reads from.
func (q QueryOf[T, F]) From(s Source) QueryOf[T, F] { return QueryOf[T, F]{q.s.from(s)} }

// Join adds the rows of s for which on is true.
func (q QueryOf[T, F]) Join(s Source, on Expr[bool]) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.join(sqlast.InnerJoin, s, on)}
}

// LeftJoin adds the rows of s for which on is true, and NULLs where there are none: select s as [Optional], its columns as [Null].
func (q QueryOf[T, F]) LeftJoin(s Source, on Expr[bool]) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.join(sqlast.LeftJoin, s, on)}
}

// RightJoin is LeftJoin with the sides changed: what was joined before s may be NULL.
func (q QueryOf[T, F]) RightJoin(s Source, on Expr[bool]) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.join(sqlast.RightJoin, s, on)}
}

// FullJoin keeps the rows of both sides: either may be NULL.
func (q QueryOf[T, F]) FullJoin(s Source, on Expr[bool]) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.join(sqlast.FullJoin, s, on)}
}

// CrossJoin adds every row of s to every row.
func (q QueryOf[T, F]) CrossJoin(s Source) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.join(sqlast.CrossJoin, s, nil)}
}

// Where keeps the rows for which all of ps, and those of earlier calls, are true.
func (q QueryOf[T, F]) Where(ps ...Expr[bool]) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.conditions(whereClause, ps)}
}

// GroupBy makes one row of those that have the same values of es.
func (q QueryOf[T, F]) GroupBy(es ...Expression) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.expressions(groupClause, es)}
}

// Having keeps the groups for which all of ps, and those of earlier calls, are true.
func (q QueryOf[T, F]) Having(ps ...Expr[bool]) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.conditions(havingClause, ps)}
}

// OrderBy orders the rows, after the orders of earlier calls.
func (q QueryOf[T, F]) OrderBy(os ...Ordering) QueryOf[T, F] { return QueryOf[T, F]{q.s.orderBy(os)} }

// Distinct keeps one of rows that are equal.
func (q QueryOf[T, F]) Distinct() QueryOf[T, F] {
	return QueryOf[T, F]{q.s.distinct(nil)}
}

// DistinctOn keeps the first row, by OrderBy, of those with the same values of es.
func (q QueryOf[T, F]) DistinctOn(es ...Expression) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.distinct(es)}
}

// Limit keeps at most n rows. A negative n is refused when the query runs.
func (q QueryOf[T, F]) Limit(n int64) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.count(limitClause, "limit", n)}
}

// Offset leaves out the first n rows. A negative n is refused when the query runs.
func (q QueryOf[T, F]) Offset(n int64) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.count(offsetClause, "offset", n)}
}

// Lock locks the rows until the transaction ends; see [ForUpdate].
func (q QueryOf[T, F]) Lock(l LockMode) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.change(func(r *rare) { r.lock = l.l })}
}

// With loads related objects of the rows' entities; package preload makes loaders.
func (q QueryOf[T, F]) With(ls ...Loader[T]) QueryOf[T, F] {
	return QueryOf[T, F]{q.s.change(func(r *rare) {
		r.loaders = slices.Clip(r.loaders)
		for _, l := range ls {
			if isNil(l) {
				r.errs = append(slices.Clip(r.errs), refuse("with", "a nil loader", "stands there; pass one made by package preload, or leave the entry out"))
				continue
			}
			r.loaders = append(r.loaders, l.loading())
		}
	})}
}

// Detached makes entities plain objects that belong to the caller, also when the query runs in a session.
func (q QueryOf[T, F]) Detached() QueryOf[T, F] {
	return QueryOf[T, F]{q.s.change(func(r *rare) { r.direct = true })}
}

// Exact keeps the result helpers from adding a limit: First, One and OneOrNone then run the query just as it stands.
func (q QueryOf[T, F]) Exact() QueryOf[T, F] {
	return QueryOf[T, F]{q.s.change(func(r *rare) { r.exact = true })}
}

// Rows prepares to run the query on db. Nothing is sent and no connection is taken until a helper of the result runs.
func (q QueryOf[T, F]) Rows(ctx context.Context, db DB) RowsOf[T, F] {
	return RowsOf[T, F]{run{query: q.s, ctx: ctx, db: db}}
}

// String shows the query's SQL and its arguments, or why it is refused.
func (q QueryOf[T, F]) String() string { return q.s.core().String() }

// ToSql returns the text with $1, $2 … and the arguments, as squirrel's Sqlizer.
//
//nolint:revive // the name is squirrel's
func (q QueryOf[T, F]) ToSql() (string, []any, error) { return q.s.toSQL() }

func (q QueryOf[T, F]) selects() selection { return q.s }
func (QueryOf[T, F]) column(T)             {}

// LockMode is a row lock that a query takes.
type LockMode struct{ l sqlast.Lock }

// The row locks of PostgreSQL, strongest first.
var (
	ForUpdate      = LockMode{sqlast.Lock{Strength: "UPDATE"}}
	ForNoKeyUpdate = LockMode{sqlast.Lock{Strength: "NO KEY UPDATE"}}
	ForShare       = LockMode{sqlast.Lock{Strength: "SHARE"}}
	ForKeyShare    = LockMode{sqlast.Lock{Strength: "KEY SHARE"}}
)

// NoWait makes a row that is locked an error instead of a wait.
func (m LockMode) NoWait() LockMode { m.l.Wait = "NOWAIT"; return m }

// SkipLocked leaves out the rows that are locked.
func (m LockMode) SkipLocked() LockMode { m.l.Wait = "SKIP LOCKED"; return m }

// Of locks the rows of ts alone.
func (m LockMode) Of(ts ...Source) LockMode {
	m.l.Of = nil
	for _, t := range ts {
		s, _ := sourceOf("lock", t) // none is refused when the query is checked
		m.l.Of = append(m.l.Of, s)
	}
	return m
}
