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

// tableOf is a table by the pointer type of its entities, so that all entities share one body of each constructor.
type tableOf[P, K any] interface{ table() *TableOf[P, K] }

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
func New1[P, K, A any](t tableOf[P, K], a Settable[A]) func(A, ...Assignment) P {
	def := t.table().d.table
	return func(v1 A, more ...Assignment) P {
		return rowscan.AsPointer[P](construct(def, more, a.Set(v1)))
	}
}

// New2 is [New1] for two columns.
func New2[P, K, A, B any](t tableOf[P, K], a Settable[A], b Settable[B]) func(A, B, ...Assignment) P {
	def := t.table().d.table
	return func(v1 A, v2 B, more ...Assignment) P {
		return rowscan.AsPointer[P](construct(def, more, a.Set(v1), b.Set(v2)))
	}
}

// New3 is [New1] for three columns.
func New3[P, K, A, B, C any](t tableOf[P, K], a Settable[A], b Settable[B], c Settable[C]) func(A, B, C, ...Assignment) P {
	def := t.table().d.table
	return func(v1 A, v2 B, v3 C, more ...Assignment) P {
		return rowscan.AsPointer[P](construct(def, more, a.Set(v1), b.Set(v2), c.Set(v3)))
	}
}

// New4 is [New1] for four columns.
func New4[P, K, A, B, C, D any](t tableOf[P, K], a Settable[A], b Settable[B], c Settable[C], d Settable[D]) func(A, B, C, D, ...Assignment) P {
	def := t.table().d.table
	return func(v1 A, v2 B, v3 C, v4 D, more ...Assignment) P {
		return rowscan.AsPointer[P](construct(def, more, a.Set(v1), b.Set(v2), c.Set(v3), d.Set(v4)))
	}
}

// New5 is [New1] for five columns.
func New5[P, K, A, B, C, D, E any](
	t tableOf[P, K], a Settable[A], b Settable[B], c Settable[C], d Settable[D], e Settable[E],
) func(A, B, C, D, E, ...Assignment) P {
	def := t.table().d.table
	return func(v1 A, v2 B, v3 C, v4 D, v5 E, more ...Assignment) P {
		return rowscan.AsPointer[P](construct(def, more, a.Set(v1), b.Set(v2), c.Set(v3), d.Set(v4), e.Set(v5)))
	}
}

// New6 is [New1] for six columns.
func New6[P, K, A, B, C, D, E, F any](
	t tableOf[P, K], a Settable[A], b Settable[B], c Settable[C], d Settable[D], e Settable[E], f Settable[F],
) func(A, B, C, D, E, F, ...Assignment) P {
	def := t.table().d.table
	return func(v1 A, v2 B, v3 C, v4 D, v5 E, v6 F, more ...Assignment) P {
		return rowscan.AsPointer[P](construct(def, more, a.Set(v1), b.Set(v2), c.Set(v3), d.Set(v4), e.Set(v5), f.Set(v6)))
	}
}

// construct makes an entity and gives it the columns that its constructor takes, and more. What is wrong with them is kept
// with the object, since a constructor that returned an error could not stand in an expression.
func construct(t *sqlast.Table, more []Assignment, given ...Assignment) rowscan.Pointer {
	sets := make([]sqlast.Set, 0, len(given)+len(more))
	for _, a := range given {
		sets = append(sets, query.SetOf(a))
	}
	for _, a := range more {
		sets = append(sets, query.SetOf(a))
	}
	entity := rowscan.New(t.GoType)
	_ = draft.Assign(t, entity, sets) // the notes keep it for the session
	return entity
}
