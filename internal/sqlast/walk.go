package sqlast

import "reflect"

// Children returns the expressions that e is made of. Queries inside e are not among them.
func Children(e Expr) []Expr {
	switch e := e.(type) {
	case *Field, *Param, *Literal, *Exists, *Scalar:
		return nil
	case *Binary:
		return []Expr{e.Left, e.Right}
	case *Logic:
		return e.Terms
	case *Not:
		return []Expr{e.X}
	case *IsNull:
		return []Expr{e.X}
	case *Any:
		return []Expr{e.X, e.Array}
	case *In:
		return e.X
	case *Between:
		return []Expr{e.X, e.Low, e.High}
	case *Call:
		return callChildren(e)
	case *Cast:
		return []Expr{e.X}
	case *Case:
		return caseChildren(e)
	case *Raw:
		return e.Args
	case *Named:
		return []Expr{e.X}
	case *Tuple:
		return e.Items
	case *Assume:
		return []Expr{e.X}
	case *Nullable:
		return []Expr{e.X}
	}
	return nil
}

func callChildren(c *Call) []Expr {
	if c.Filter == nil && len(c.OrderBy) == 0 {
		return c.Args
	}
	es := append([]Expr(nil), c.Args...)
	for _, o := range c.OrderBy {
		es = append(es, o.X)
	}
	if c.Filter != nil {
		es = append(es, c.Filter)
	}
	return es
}

func caseChildren(c *Case) []Expr {
	var es []Expr
	for _, w := range c.Whens {
		es = append(es, w.Cond, w.Then)
	}
	if c.Else != nil {
		es = append(es, c.Else)
	}
	return es
}

// Equal reports whether a and b are the same expression: the same column of the same source, or the same tree over such.
func Equal(a, b Expr) bool {
	if a == b {
		return true
	}
	if x, ok := a.(*Field); ok {
		y, ok := b.(*Field)
		return ok && x.Source == y.Source && x.Column == y.Column
	}
	if reflect.TypeOf(a) != reflect.TypeOf(b) {
		return false
	}
	switch x := a.(type) {
	case *Call:
		y := b.(*Call) //nolint:forcetypeassert // the types are the same
		return x.Name == y.Name && x.Star == y.Star && x.Distinct == y.Distinct && x.Filter == nil && y.Filter == nil && equalAll(x.Args, y.Args)
	case *Binary:
		y := b.(*Binary) //nolint:forcetypeassert // the types are the same
		return *x.Op == *y.Op && Equal(x.Left, y.Left) && Equal(x.Right, y.Right)
	case *Cast:
		y := b.(*Cast) //nolint:forcetypeassert // the types are the same
		return x.Type.Name == y.Type.Name && Equal(x.X, y.X)
	}
	return false
}

func equalAll(as, bs []Expr) bool {
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		if !Equal(as[i], bs[i]) {
			return false
		}
	}
	return true
}
