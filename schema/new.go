package schema

import (
	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// Settable is a column that programs write: a [Col] or a [NullCol], and no [Owned].
type Settable[T any] interface {
	Column[T]
	Set(v T) Assignment
}

// New1 makes the constructor of t's entities that takes what every one of them must be given, here one column; [New2] to
// [New6] take more. The constructor's further assignments give other columns, to their zero value too.
//
//	var NewEmployee = schema.New2(Employees, Employees.Name, Employees.CompanyID)
//	e := NewEmployee("Bob", 1, Employees.Active.Set(false))
//
// A column that is given to the constructor is written, whatever its value; one that is not gets its default. Defaults
// that the program knows are in the object at once. A field that is set on the object afterwards is written too.
//
// The constructor asks no database, and goroutines may call it at once. What is wrong with the further assignments (the
// column of another table, one column twice) is reported when the object is added to a session: a [ColumnError].
func New1[E, A any](t query.EntityOf[E], a Settable[A]) func(A, ...Assignment) *E {
	table := query.SourceOf(t).Table
	return func(v1 A, more ...Assignment) *E {
		e := new(E)
		construct(table, rowscan.Of(e), more, a.Set(v1))
		return e
	}
}

// New2 is [New1] for two columns.
func New2[E, A, B any](t query.EntityOf[E], a Settable[A], b Settable[B]) func(A, B, ...Assignment) *E {
	table := query.SourceOf(t).Table
	return func(v1 A, v2 B, more ...Assignment) *E {
		e := new(E)
		construct(table, rowscan.Of(e), more, a.Set(v1), b.Set(v2))
		return e
	}
}

// New3 is [New1] for three columns.
func New3[E, A, B, C any](t query.EntityOf[E], a Settable[A], b Settable[B], c Settable[C]) func(A, B, C, ...Assignment) *E {
	table := query.SourceOf(t).Table
	return func(v1 A, v2 B, v3 C, more ...Assignment) *E {
		e := new(E)
		construct(table, rowscan.Of(e), more, a.Set(v1), b.Set(v2), c.Set(v3))
		return e
	}
}

// New4 is [New1] for four columns.
func New4[E, A, B, C, D any](t query.EntityOf[E], a Settable[A], b Settable[B], c Settable[C], d Settable[D]) func(A, B, C, D, ...Assignment) *E {
	table := query.SourceOf(t).Table
	return func(v1 A, v2 B, v3 C, v4 D, more ...Assignment) *E {
		e := new(E)
		construct(table, rowscan.Of(e), more, a.Set(v1), b.Set(v2), c.Set(v3), d.Set(v4))
		return e
	}
}

// New5 is [New1] for five columns.
func New5[E, A, B, C, D, F any](
	t query.EntityOf[E], a Settable[A], b Settable[B], c Settable[C], d Settable[D], f Settable[F],
) func(A, B, C, D, F, ...Assignment) *E {
	table := query.SourceOf(t).Table
	return func(v1 A, v2 B, v3 C, v4 D, v5 F, more ...Assignment) *E {
		e := new(E)
		construct(table, rowscan.Of(e), more, a.Set(v1), b.Set(v2), c.Set(v3), d.Set(v4), f.Set(v5))
		return e
	}
}

// New6 is [New1] for six columns.
func New6[E, A, B, C, D, F, G any](
	t query.EntityOf[E], a Settable[A], b Settable[B], c Settable[C], d Settable[D], f Settable[F], g Settable[G],
) func(A, B, C, D, F, G, ...Assignment) *E {
	table := query.SourceOf(t).Table
	return func(v1 A, v2 B, v3 C, v4 D, v5 F, v6 G, more ...Assignment) *E {
		e := new(E)
		construct(table, rowscan.Of(e), more, a.Set(v1), b.Set(v2), c.Set(v3), d.Set(v4), f.Set(v5), g.Set(v6))
		return e
	}
}

// construct gives a new entity the columns that its constructor takes, and more. What is wrong with them is kept with the
// object, since a constructor that returned an error could not stand in an expression.
func construct(t *sqlast.Table, entity rowscan.Pointer, more []Assignment, given ...Assignment) {
	sets := make([]sqlast.Set, 0, len(given)+len(more))
	for _, a := range given {
		sets = append(sets, query.SetOf(a))
	}
	for _, a := range more {
		sets = append(sets, query.SetOf(a))
	}
	_ = draft.Assign(t, entity, sets) // the notes keep it for the session
}
