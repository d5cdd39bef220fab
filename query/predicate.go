package query

import (
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// And is true where all of ps are. Of none it is true, so optional conditions can be collected in a slice.
func And(ps ...Expr[bool]) Predicate { return Predicate{&sqlast.Logic{Terms: nodesOf(ps)}} }

// Or is true where one of ps is. Of none it is false.
func Or(ps ...Expr[bool]) Predicate { return Predicate{&sqlast.Logic{Or: true, Terms: nodesOf(ps)}} }

// Not is true where p is false.
func Not(p Expr[bool]) Predicate { return Predicate{&sqlast.Not{X: nodeOf(p)}} }

// When is p if cond holds, and true otherwise: a condition that a request may or may not ask for.
func When(cond bool, p Expr[bool]) Predicate {
	if !cond {
		return And()
	}
	return And(p)
}

// Eq is e = v.
func Eq[T any](e Expr[T], v T) Predicate { return compare(sqlast.Eq, nodeOf(e), v) }

// Ne is e <> v.
func Ne[T any](e Expr[T], v T) Predicate { return compare(sqlast.Ne, nodeOf(e), v) }

// Lt is e < v.
func Lt[T any](e Expr[T], v T) Predicate { return compare(sqlast.Lt, nodeOf(e), v) }

// Le is e <= v.
func Le[T any](e Expr[T], v T) Predicate { return compare(sqlast.Le, nodeOf(e), v) }

// Gt is e > v.
func Gt[T any](e Expr[T], v T) Predicate { return compare(sqlast.Gt, nodeOf(e), v) }

// Ge is e >= v.
func Ge[T any](e Expr[T], v T) Predicate { return compare(sqlast.Ge, nodeOf(e), v) }

// IsNull is true where e is NULL.
func IsNull(e Expression) Predicate { return Predicate{&sqlast.IsNull{X: nodeOf(e)}} }

// IsNotNull is true where e is not NULL. In Where it lets [Must] read e as a plain value.
func IsNotNull(e Expression) Predicate { return Predicate{&sqlast.IsNull{X: nodeOf(e), Not: true}} }

// DistinctFrom is true where a and b differ, counting NULL as a value like any other.
func DistinctFrom[T any](a, b Expr[T]) Predicate { return binary(sqlast.Distinct, nodeOf(a), b) }

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
	return Predicate{&sqlast.Binary{Op: op, Left: asText(nodeOf(e)), Right: &sqlast.Param{Value: pattern, Type: sqltype.TextType}, Type: sqltype.Boolean}}
}

// asText casts what a text operator could not take, such as an enum, to text.
func asText(n sqlast.Expr) sqlast.Expr {
	if t := sqlast.TypeOf(n); t != nil && t.Kind == sqltype.Text {
		return n
	}
	return &sqlast.Cast{X: n, Type: sqltype.TextType}
}

// Subquery is a query of one column, as In and [ScalarOf] take it. The select of one expression is one.
type Subquery[T any] interface {
	selects() *core
	column(T)
}

// InQuery is true where e is among the rows of q.
func InQuery[T any](e Expr[T], q Subquery[T]) Predicate {
	return Predicate{&sqlast.In{X: []sqlast.Expr{nodeOf(e)}, Query: subselect(q.selects())}}
}

// NotInQuery is true where e is not among the rows of q. One NULL among them makes it true nowhere; [NotExists] has no such trap.
func NotInQuery[T any](e Expr[T], q Subquery[T]) Predicate {
	return Predicate{&sqlast.In{X: []sqlast.Expr{nodeOf(e)}, Query: subselect(q.selects()), Not: true}}
}

// AnyQuery is a query of any row type, as [Exists] takes it.
type AnyQuery interface{ selects() *core }

// Exists is true where q has a row. q may use columns of the query around it.
func Exists(q AnyQuery) Predicate { return Predicate{&sqlast.Exists{Query: subselect(q.selects())}} }

// NotExists is true where q has no row.
func NotExists(q AnyQuery) Predicate {
	return Predicate{&sqlast.Exists{Query: subselect(q.selects()), Not: true}}
}

// ScalarOf is the value of a query of one column and at most one row; NULL where it has none.
func ScalarOf[T any](q Subquery[T]) NullOp[T] {
	s := subselect(q.selects())
	return NullOp[T]{&sqlast.Scalar{Query: s, Type: sqltypeOf[T]()}}
}
