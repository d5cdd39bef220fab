package draft

import (
	"errors"
	"fmt"
	"sync"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// State says what an INSERT writes into one column.
type State uint8

// The states.
const (
	LeftOut State = iota // the database's default, or nothing at all
	Value                // what the entity's field holds (NULL where it is a nil pointer)
	Expr                 // an expression: [Row.Exprs] has it
	Linked               // what is known when the row is written, and will be in the field then: a related object's key, the session's time
)

// Row is what an INSERT writes into each column of one row. A Row may be used again for the next object.
type Row struct {
	States []State       // by column
	Exprs  []sqlast.Expr // by column, nil where the state is not Expr
}

// reset makes r a row of so many columns of which nothing is decided.
func (r *Row) reset(columns int) {
	if cap(r.States) < columns {
		r.States, r.Exprs = make([]State, columns), make([]sqlast.Expr, columns)
		return
	}
	r.States, r.Exprs = r.States[:columns], r.Exprs[:columns]
	clear(r.States)
	clear(r.Exprs)
}

// Decider decides for the objects of one table. It does not change, and goroutines may share it.
type Decider struct {
	table   *sqlast.Table
	foreign int // foreign keys of the table when the rules were made
	rules   []rule
	client  []int // columns with a client default
	known   []int // columns whose default is a value, or is made, here
}

// deciders has one for each table that had a new object. Tables are defined once and live as long as the program.
var deciders sync.Map // of *Decider by *sqlast.Table

// For returns the table's decider, which is made once.
func For(t *sqlast.Table) *Decider {
	if d, ok := deciders.Load(t); ok {
		if d := d.(*Decider); d.foreign == len(t.Foreign) { //nolint:forcetypeassert // nothing else is stored
			return d
		}
	}
	d := newDecider(t)
	deciders.Store(t, d)
	return d
}

func newDecider(t *sqlast.Table) *Decider {
	d := &Decider{table: t, foreign: len(t.Foreign), rules: make([]rule, len(t.Columns))}
	for i, c := range t.Columns {
		r := newRule(c)
		d.rules[i] = r
		if r.owned {
			continue
		}
		if r.client {
			d.client = append(d.client, i)
		}
		if r.client || r.same != nil {
			d.known = append(d.known, i)
		}
	}
	return d
}

// Decide says what an INSERT writes into each column of t for entity, whose notes are n. linked reports that a relation
// fills a foreign key column; a nil linked says that none does. What is wrong is returned joined, one [ColumnError] for
// each column.
func Decide(t *sqlast.Table, entity rowscan.Pointer, n *Notes, linked func(column int) bool) (*Row, error) {
	r := &Row{}
	if err := For(t).Decide(entity, n, linked, r); err != nil {
		return nil, err
	}
	return r, nil
}

// Decide is the function [Decide] for the decider's table. It writes to into, and allocates only what into lacks.
func (d *Decider) Decide(entity rowscan.Pointer, n *Notes, linked func(column int) bool, into *Row) error {
	into.reset(len(d.rules))
	var errs []error
	if err := n.Err(); err != nil {
		errs = append(errs, err)
	}
	for i := range d.rules {
		r := &d.rules[i]
		if n == nil && r.given && (!r.foreign || linked == nil) {
			into.States[i] = Value
			continue
		}
		s, err := r.decide(entity.Field(r.col.Offset), n, r.foreign && linked != nil && linked(i))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		into.States[i] = s
		if s == Expr {
			into.Exprs[i] = n.Expr(i)
		}
	}
	if errs == nil {
		return nil
	}
	return errors.Join(errs...)
}

func (r *rule) decide(field rowscan.Pointer, n *Notes, linked bool) (State, error) {
	zero, i := r.isZero(field), r.col.Index
	switch {
	case r.owned && zero:
		return LeftOut, nil
	case r.owned:
		return 0, wrong(r.col, ErrOwned, "is written by the database alone, and the new object has a value in it; leave the field at its zero value, or attach the object if its row is stored already")
	case linked:
		return r.link(n, zero)
	case n == nil && zero:
		return r.zero(r.built, n)
	case n == nil || n.given.has(i):
		return Value, nil
	case n.Expr(i) != nil && zero:
		return Expr, nil
	case r.same != nil:
		return r.compared(field, n), nil
	case zero:
		return r.zero(r.unnamed, n)
	default:
		return Value, nil
	}
}

// link decides a foreign key that a related object fills. Whether the two agree is for the session to say: it knows
// the object's key.
func (r *rule) link(n *Notes, zero bool) (State, error) {
	if n.Expr(r.col.Index) != nil && zero {
		return 0, wrong(r.col, ErrAssignment, "is set to an expression and by a related object; keep one of the two")
	}
	return Linked, nil
}

// compared tells a field that still has the default that Assign wrote from one that was set since.
func (r *rule) compared(field rowscan.Pointer, n *Notes) State {
	if n.Expr(r.col.Index) == nil && r.same(field) {
		return LeftOut
	}
	return Value
}

func (r *rule) zero(o outcome, n *Notes) (State, error) {
	switch o {
	case written:
		return Value, nil
	case leftOut:
		return LeftOut, nil
	case timed:
		return Linked, nil
	case required:
		return 0, r.missing(n)
	default:
		return 0, wrong(r.col, ErrAmbiguous, fmt.Sprintf("is zero in the new object, and its default is %v: it is ambiguous which of the two is meant; "+
			"say it with Create or a constructor and the column's Set, or put ZeroIsValue or ZeroIsDefault on the column", r.col.Default.Value))
	}
}

func (r *rule) missing(n *Notes) error {
	c := r.col
	mend := "give it a value, put AllowZero on the column, or say the zero value with Create"
	switch {
	case n.Default(c.Index):
		return wrong(c, ErrLeftOut, "was set to its default, and has none; set it to a value")
	case n != nil:
		mend = "give it to the constructor or to Create"
	case r.foreign:
		mend = "give the key or the related object"
	case isKey(c):
		mend = "give the key a value, or let Identity, DefaultExpr or ClientDefaultFunc make it"
	}
	return wrong(c, ErrLeftOut, "was left out, and has no default; "+mend)
}
