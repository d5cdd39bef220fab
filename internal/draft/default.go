package draft

import (
	"errors"
	"reflect"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// Default fills the columns that entity, built as a struct, leaves out and that the program has a default for, so that
// they are visible before a flush. It is called when a session takes the object. For an object with notes it does
// nothing: [Assign] has done it.
func Default(t *sqlast.Table, entity rowscan.Pointer, n *Notes) error {
	return For(t).Default(entity, n)
}

// Default is the function [Default] for the decider's table.
func (d *Decider) Default(entity rowscan.Pointer, n *Notes) error {
	if n != nil || len(d.client) == 0 {
		return nil
	}
	var errs []error
	for _, i := range d.client {
		r := &d.rules[i]
		if r.col.Zero == sqlast.ZeroIsValue || !r.isZero(entity.Field(r.col.Offset)) {
			continue
		}
		if err := r.fill(entity); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// prefill fills the columns that an object with notes was not given and whose defaults are values known here.
func (d *Decider) prefill(entity rowscan.Pointer, n *Notes) (errs []error) {
	for _, i := range d.known {
		if n.Given(i) || n.Expr(i) != nil {
			continue
		}
		if err := d.rules[i].fill(entity); err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// fill writes the column's default into its field: a copy of the value, or what the function makes.
func (r *rule) fill(entity rowscan.Pointer) error {
	switch c := r.col; {
	case r.broken != nil:
		return r.broken
	case c.Default.Kind == sqlast.ClientFunc:
		return setField(c, entity, c.Default.Make())
	case r.plain:
		return setField(c, entity, c.Default.Value)
	default:
		return setField(c, entity, rowscan.DeepCopy(reflect.ValueOf(c.Default.Value)).Interface())
	}
}

// checkDefault finds out how the default is copied for each object.
func (r *rule) checkDefault() {
	v := reflect.ValueOf(r.col.Default.Value)
	r.plain = !v.IsValid() || rowscan.SharesNothing(v.Type())
	if err := copyable(v, 0); err != nil {
		r.broken = wrong(r.col, ErrAssignment, "has a default that cannot be copied for each object: it "+err.Error()+"; make it with ClientDefaultFunc or DefaultExpr")
	}
}
