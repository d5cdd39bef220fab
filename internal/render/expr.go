package render

import (
	"fmt"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// expr writes e, in parentheses where it binds looser than rank.
func (w *writer) expr(e sqlast.Expr, rank uint8) {
	if rankOf(e) < rank {
		w.str("(")
		w.bareExpr(e)
		w.str(")")
		return
	}
	w.bareExpr(e)
}

// rankOf tells how tightly e binds.
func rankOf(e sqlast.Expr) uint8 {
	switch e := e.(type) {
	case *sqlast.Binary:
		return e.Op.Rank
	case *sqlast.Logic:
		return rankOfLogic(e)
	case *sqlast.Not:
		return sqlast.RankNot
	case *sqlast.IsNull:
		return sqlast.RankIs
	case *sqlast.Any:
		return sqlast.RankCompare
	case *sqlast.In, *sqlast.Between:
		return sqlast.RankMatch
	case *sqlast.Exists:
		if e.Not {
			return sqlast.RankNot
		}
		return sqlast.RankAtom
	case *sqlast.Raw:
		return 0
	case *sqlast.Named:
		return rankOf(e.X)
	case *sqlast.Assume:
		return rankOf(e.X)
	case *sqlast.Nullable:
		return rankOf(e.X)
	case *sqlast.Field, *sqlast.Param, *sqlast.Literal, *sqlast.Scalar, *sqlast.Call, *sqlast.Cast, *sqlast.Case, *sqlast.Tuple:
		return sqlast.RankAtom
	}
	return sqlast.RankAtom
}

func rankOfLogic(l *sqlast.Logic) uint8 {
	switch {
	case len(l.Terms) == 0:
		return sqlast.RankAtom
	case len(l.Terms) == 1:
		return rankOf(l.Terms[0])
	case l.Or:
		return sqlast.RankOr
	}
	return sqlast.RankAnd
}

func (w *writer) bareExpr(e sqlast.Expr) {
	switch e := e.(type) {
	case *sqlast.Field:
		w.field(e)
	case *sqlast.Param:
		w.param(e)
	case *sqlast.Literal:
		w.str(e.Text)
	case *sqlast.Binary:
		w.binary(e)
	case *sqlast.Logic:
		w.logic(e)
	case *sqlast.Not:
		w.str("NOT ")
		w.expr(e.X, sqlast.RankNot)
	case *sqlast.IsNull:
		w.isNull(e)
	case *sqlast.Any:
		w.anyOf(e)
	case *sqlast.In:
		w.in(e)
	case *sqlast.Exists:
		w.exists(e)
	case *sqlast.Scalar:
		w.subquery(e.Query)
	case *sqlast.Between:
		w.between(e)
	case *sqlast.Call:
		w.call(e)
	case *sqlast.Cast:
		w.expr(e.X, sqlast.RankAtom)
		w.str("::")
		w.str(e.Type.Name)
	case *sqlast.Case:
		w.caseOf(e)
	case *sqlast.Raw:
		w.raw(e)
	case *sqlast.Named:
		w.bareExpr(e.X)
	case *sqlast.Tuple:
		w.str("(")
		w.exprs(e.Items)
		w.str(")")
	case *sqlast.Assume:
		w.bareExpr(e.X)
	case *sqlast.Nullable:
		w.bareExpr(e.X)
	default:
		w.fail(fmt.Errorf("render: %T is no expression", e))
	}
}

func (w *writer) field(f *sqlast.Field) {
	if !w.bare {
		w.ident(f.Source.Name())
		w.str(".")
	}
	w.ident(f.Column.Name)
}

func (w *writer) binary(b *sqlast.Binary) {
	left, right := b.Op.Rank, b.Op.Rank+1
	if b.Op.Rank <= sqlast.RankMatch {
		left++ // comparisons do not associate
	}
	w.expr(b.Left, left)
	w.str(" ")
	w.str(b.Op.Text)
	w.str(" ")
	w.expr(b.Right, right)
}

func (w *writer) logic(l *sqlast.Logic) {
	if len(l.Terms) == 0 {
		w.str(map[bool]string{false: "TRUE", true: "FALSE"}[l.Or])
		return
	}
	word, rank := " AND ", sqlast.RankAnd
	if l.Or {
		word, rank = " OR ", sqlast.RankOr
	}
	if len(l.Terms) == 1 {
		rank = 0
	}
	w.terms(l.Terms, word, rank)
}

func (w *writer) terms(es []sqlast.Expr, word string, rank uint8) {
	for i, e := range es {
		if i > 0 {
			w.str(word)
		}
		w.expr(e, rank)
	}
}

func (w *writer) isNull(e *sqlast.IsNull) {
	w.expr(e.X, sqlast.RankIs+1)
	if e.Not {
		w.str(" IS NOT NULL")
		return
	}
	w.str(" IS NULL")
}

func (w *writer) anyOf(e *sqlast.Any) {
	w.expr(e.X, sqlast.RankCompare+1)
	if e.Not {
		w.str(" <> ALL (")
	} else {
		w.str(" = ANY (")
	}
	w.expr(e.Array, 0)
	w.str(")")
}

func (w *writer) in(e *sqlast.In) {
	if len(e.X) == 1 {
		w.expr(e.X[0], sqlast.RankMatch+1)
	} else {
		w.str("(")
		w.exprs(e.X)
		w.str(")")
	}
	if e.Not {
		w.str(" NOT")
	}
	w.str(" IN ")
	w.subquery(e.Query)
}

func (w *writer) exists(e *sqlast.Exists) {
	if e.Not {
		w.str("NOT ")
	}
	w.str("EXISTS ")
	w.subquery(e.Query)
}

func (w *writer) subquery(s *sqlast.Select) {
	if w.plain {
		w.str("(SELECT …)")
		return
	}
	w.str("(")
	w.selectStmt(s)
	w.str(")")
}

func (w *writer) between(e *sqlast.Between) {
	w.expr(e.X, sqlast.RankMatch+1)
	if e.Not {
		w.str(" NOT")
	}
	w.str(" BETWEEN ")
	w.expr(e.Low, sqlast.RankMatch+1)
	w.str(" AND ")
	w.expr(e.High, sqlast.RankMatch+1)
}

func (w *writer) call(c *sqlast.Call) {
	w.str(c.Name)
	w.str("(")
	if c.Distinct {
		w.str("DISTINCT ")
	}
	if c.Star {
		w.str("*")
	}
	w.exprs(c.Args)
	w.orderBy(c.OrderBy, nil)
	w.str(")")
	if c.Filter != nil {
		w.str(" FILTER (WHERE ")
		w.expr(c.Filter, 0)
		w.str(")")
	}
}

func (w *writer) caseOf(c *sqlast.Case) {
	w.str("CASE")
	for _, a := range c.Whens {
		w.str(" WHEN ")
		w.expr(a.Cond, 0)
		w.str(" THEN ")
		w.expr(a.Then, 0)
	}
	if c.Else != nil {
		w.str(" ELSE ")
		w.expr(c.Else, 0)
	}
	w.str(" END")
}

// raw writes the caller's text, with its arguments in their places.
func (w *writer) raw(r *sqlast.Raw) {
	for i, t := range r.Texts {
		if i > 0 {
			w.expr(r.Args[i-1], sqlast.RankAtom)
		}
		w.str(t)
	}
}
