package query

import (
	"sync/atomic"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Expressions over columns are made anew in each request and are always the same: Count(e.ID), e.CompanyID.EqExpr(c.ID).
// They are kept, so that making one again is a look-up.

// derivation is how an expression is made of others that are known by their forms. It is pointers alone, so that two of
// them are compared at once.
type derivation struct {
	made *function
	op   sqlast.Op
	a, b *form
	t    *sqltype.Type
}

// function is one of PostgreSQL's that are called with one argument, or another way to make an expression.
type function struct {
	name      string
	nulls     sqlast.Nulls
	aggregate bool
	distinct  bool
}

// The ways to make an expression that call no function.
var (
	aComparison = &function{name: "value"} // with a value, which is no part of the form
	aBinary     = &function{name: "op"}
	aCast       = &function{name: "cast"}
)

// derived is an expression that was made before.
type derived struct {
	from derivation
	cell *cell
}

// derivations holds at most sets × ways expressions; a new one takes the place of one that falls into the same set. An
// expression that has lost its place is made again, under a new form. It needs no lock: an entry never changes.
var derivations struct {
	sets  [sets][ways]atomic.Pointer[derived]
	turns atomic.Uint32
	forms atomic.Uint64
}

func newForm() *form { return &form{id: derivations.forms.Add(1)} }

// derive is the expression that was made from d before, or that build makes.
func derive(d derivation, build func() *cell) *cell {
	set := &derivations.sets[d.hash()%sets]
	for i := range set {
		if known := set[i].Load(); known != nil && known.from == d {
			return known.cell
		}
	}
	made := &derived{d, build()}
	for i := range set {
		if set[i].CompareAndSwap(nil, made) {
			return made.cell
		}
	}
	set[derivations.turns.Add(1)%ways].Store(made)
	return made.cell
}

// hash spreads derivations over the sets. Names and operators differ in length or first letter often enough.
func (d *derivation) hash() uint64 {
	h := d.a.id*0x9E3779B97F4A7C15 + uint64(d.made.name[0])*137 + uint64(len(d.made.name))
	if d.b != nil {
		h ^= d.b.id * 0xC2B2AE3D27D4EB4F
	}
	if d.op != nil {
		h += uint64(d.op.Text[0])*131 + uint64(len(d.op.Text))
	}
	return h ^ h>>29
}
