package query

import (
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// And is true where all of ps are. Of none it is true, so optional conditions can be collected in a slice.
func And(ps ...Expr[bool]) Predicate { return predicate(&sqlast.Logic{Terms: nodesOf(ps)}) }

// Or is true where one of ps is. Of none it is false.
func Or(ps ...Expr[bool]) Predicate { return predicate(&sqlast.Logic{Or: true, Terms: nodesOf(ps)}) }

// Not is true where p is false.
func Not(p Expr[bool]) Predicate { return predicate(&sqlast.Not{X: nodeOf(p)}) }

// When is p if cond holds, and true otherwise: a condition that a request may or may not ask for.
func When(cond bool, p Expr[bool]) Predicate {
	if !cond {
		return And()
	}
	return And(p)
}

// Eq is e = v.
func Eq[T any](e Expr[T], v T) Predicate { return compare(sqlast.Eq, cellOf(e), v) }

// Ne is e <> v.
func Ne[T any](e Expr[T], v T) Predicate { return compare(sqlast.Ne, cellOf(e), v) }

// Lt is e < v.
func Lt[T any](e Expr[T], v T) Predicate { return compare(sqlast.Lt, cellOf(e), v) }

// Le is e <= v.
func Le[T any](e Expr[T], v T) Predicate { return compare(sqlast.Le, cellOf(e), v) }

// Gt is e > v.
func Gt[T any](e Expr[T], v T) Predicate { return compare(sqlast.Gt, cellOf(e), v) }

// Ge is e >= v.
func Ge[T any](e Expr[T], v T) Predicate { return compare(sqlast.Ge, cellOf(e), v) }

// IsNull is true where e is NULL.
func IsNull(e Expression) Predicate { return predicate(&sqlast.IsNull{X: nodeOf(e)}) }

// IsNotNull is true where e is not NULL. In Where it lets [Must] read e as a plain value.
func IsNotNull(e Expression) Predicate { return predicate(&sqlast.IsNull{X: nodeOf(e), Not: true}) }

// DistinctFrom is true where a and b differ, counting NULL as a value like any other.
func DistinctFrom[T any](a, b Expr[T]) Predicate { return compareExpr(sqlast.Distinct, cellOf(a), b) }

// Text is any string type.
type Text interface{ ~string }

// Like is true where e matches pattern, in which % stands for any text and _ for any character; see [EscapeLike].
func Like[T Text](e Expr[T], pattern string) Predicate { return like(sqlast.Like, e, pattern) }

// NotLike is true where e does not match pattern.
func NotLike[T Text](e Expr[T], pattern string) Predicate { return like(sqlast.NotLike, e, pattern) }

// ILike is Like without regard to case.
func ILike[T Text](e Expr[T], pattern string) Predicate { return like(sqlast.ILike, e, pattern) }

// NotILike is NotLike without regard to case.
func NotILike[T Text](e Expr[T], pattern string) Predicate { return like(sqlast.NotILike, e, pattern) }

// StartsWith is true where e begins with prefix, every character of which stands for itself.
func StartsWith[T Text](e Expr[T], prefix string) Predicate {
	return like(sqlast.Like, e, EscapeLike(prefix)+"%")
}

// EscapeLike returns text as a pattern that matches text alone.
func EscapeLike(text string) string {
	b := make([]byte, 0, len(text))
	for i := range len(text) {
		switch text[i] {
		case '%', '_', '\\':
			b = append(b, '\\')
		}
		b = append(b, text[i])
	}
	return string(b)
}

func like(op sqlast.Op, e Expression, pattern string) Predicate {
	return compareTyped(op, asText(cellOf(e)), pattern, sqltype.TextType)
}

// asText casts what a text operator could not take, such as an enum, to text.
func asText(c *cell) *cell {
	if t := c.sqlType(); t != nil && t.Kind == sqltype.Text {
		return c
	}
	return newCast(c, sqltype.TextType)
}

// Subquery is a query of one column, as In and [ScalarOf] take it. The select of one expression is one.
type Subquery[T any] interface {
	selects() selection
	column(T)
}

// InQuery is true where e is among the rows of q.
func InQuery[T any](e Expr[T], q Subquery[T]) Predicate {
	return predicate(&sqlast.In{X: []sqlast.Expr{nodeOf(e)}, Query: subselect(q)})
}

// NotInQuery is true where e is not among the rows of q. One NULL among them makes it true nowhere; [NotExists] has no such trap.
func NotInQuery[T any](e Expr[T], q Subquery[T]) Predicate {
	return predicate(&sqlast.In{X: []sqlast.Expr{nodeOf(e)}, Query: subselect(q), Not: true})
}

// AnyQuery is a query of any row type, as [Exists] takes it.
type AnyQuery interface{ selects() selection }

// Exists is true where q has a row. q may use columns of the query around it.
func Exists(q AnyQuery) Predicate { return predicate(&sqlast.Exists{Query: subselect(q)}) }

// NotExists is true where q has no row.
func NotExists(q AnyQuery) Predicate {
	return predicate(&sqlast.Exists{Query: subselect(q), Not: true})
}

// ScalarOf is the value of a query of one column and at most one row; NULL where it has none.
func ScalarOf[T any](q Subquery[T]) NullOp[T] {
	s := subselect(q)
	return nullOp[T](&sqlast.Scalar{Query: s, Type: sqltypeOf[T]()})
}
