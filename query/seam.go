package query

import "github.com/rowan-go/rowan/internal/sqlast"

// The functions of this file are how rowan's other packages make and open expressions. Their types are internal, so
// programs cannot call them.

// NodeOf returns e's node.
func NodeOf(e Expression) sqlast.Expr { return nodeOf(e) }

// SourceOf returns what s reads from.
func SourceOf(s Source) *sqlast.Source {
	if c := s.source(); c != nil {
		return c.source()
	}
	return nil
}

// SetOf returns what a assigns.
func SetOf(a Assignment) sqlast.Set { return a.set }

// OrderOf returns what o orders by.
func OrderOf(o Ordering) sqlast.Order { return o.orderCell().asOrder() }

// OpOf makes an expression of a node, to be kept and used often: a column.
func OpOf[T any](n sqlast.Expr) Op[T] { return Op[T]{lasting(n)} }

// NullOpOf makes a nullable expression of a node, to be kept and used often: a column.
func NullOpOf[T any](n sqlast.Expr) NullOp[T] { return NullOp[T]{lasting(n)} }

// EntityOfSource makes a table of a source.
func EntityOfSource[P any](s *sqlast.Source) Entity[P] { return Entity[P]{&cell{n: s}} }

// Explain returns err with the constraint that it is about, as a [ConstraintError], where it is about one.
func Explain(err error) error { return explained(err) }

// Untold has the type of an expression and no SQL: package schema's keys of several columns are checked by it. A
// statement that is given one is refused.
type Untold[T any] struct{}

func (Untold[T]) cellOf() *cell { return nil }
func (Untold[T]) exprOf(T)      {}
