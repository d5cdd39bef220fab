package draft

import (
	"reflect"
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// outcome is what becomes of a column whose field is zero.
type outcome uint8

const (
	written   outcome = iota // the zero value, or NULL
	leftOut                  // the database fills it
	timed                    // the session fills it, by its clock
	required                 // nothing fills it: an error
	ambiguous                // both could be meant: an error
)

// rule is what holds for one column of every new object of its table.
type rule struct {
	col     *sqlast.Column
	owned   bool // by the database
	foreign bool // a related object may fill it
	client  bool // the program fills it where it is left out
	clock   bool // the session does, when it writes the row

	isZero func(field rowscan.Pointer) bool
	same   func(field rowscan.Pointer) bool // whether the field has the default that Assign wrote; nil where it writes none

	given  bool  // an object that was built as a struct gives it, whatever is in the field
	plain  bool  // a plain copy of the default shares nothing
	broken error // why the default cannot be copied

	built   outcome // of a zero field in an object that was built as a struct
	unnamed outcome // of a zero field in an object that says which columns were given, this one not among them
}

func newRule(c *sqlast.Column) rule {
	r := rule{
		col: c, owned: c.Owned || c.Stored != nil, foreign: isForeign(c),
		client: c.Default != nil && (c.Default.Kind == sqlast.ClientValue || c.Default.Kind == sqlast.ClientFunc),
		isZero: rowscan.ZeroCheck(c.GoType),
		clock:  c.Default != nil && c.Default.Kind == sqlast.SessionClock,
	}
	if literal(c) {
		r.same = sameAs(c)
	}
	if r.client || literal(c) {
		r.checkDefault()
	}
	r.built, r.unnamed = r.whenBuilt(), r.whenUnnamed()
	r.given = !r.owned && r.built == written && !r.clock
	return r
}

// literal reports whether the database fills the column with a value that the definition knows.
func literal(c *sqlast.Column) bool {
	return c.Default != nil && c.Default.Kind == sqlast.ServerValue && !c.Owned && c.Stored == nil
}

// hasDefault reports whether the database fills the column with more than NULL.
func hasDefault(c *sqlast.Column) bool {
	return c.Identity != sqlast.NoIdentity || c.Default != nil && (c.Default.Kind == sqlast.ServerValue || c.Default.Kind == sqlast.ServerExpr)
}

func (r *rule) whenBuilt() outcome {
	c := r.col
	switch {
	case r.clock && c.Zero != sqlast.ZeroIsValue:
		return timed
	case r.client || c.Zero == sqlast.ZeroIsValue:
		return written // a client default ran already, and made the zero value
	case hasDefault(c):
		return r.besideDefault()
	case c.Nullable:
		return written
	case c.Zero == sqlast.ZeroIsDefault || isForeign(c) || isKey(c) || !zeroIsValue(c):
		return required
	default:
		return written
	}
}

// besideDefault decides between a zero field and what the database would write.
func (r *rule) besideDefault() outcome {
	c := r.col
	if c.Zero == sqlast.ZeroIsDefault || c.Nullable || !literal(c) || isZeroValue(c.Default.Value) {
		return leftOut
	}
	return ambiguous
}

func (r *rule) whenUnnamed() outcome {
	c := r.col
	switch {
	case r.clock:
		return timed
	case r.client:
		return written
	case hasDefault(c):
		return leftOut
	case c.Nullable || c.Zero == sqlast.ZeroIsValue:
		return written
	default:
		return required
	}
}

func isForeign(c *sqlast.Column) bool {
	return slices.ContainsFunc(c.Table.Foreign, func(f *sqlast.ForeignKey) bool { return slices.Contains(f.Columns, c.Index) })
}

func isKey(c *sqlast.Column) bool { return slices.Contains(c.Table.Key, c.Index) }

func isZeroValue(v any) bool {
	r := reflect.ValueOf(v)
	if !r.IsValid() {
		return true
	}
	held := reflect.New(r.Type())
	held.Elem().Set(r)
	return rowscan.ZeroCheck(r.Type())(rowscan.OfAny(held.Interface()))
}

// zeroIsValue reports whether the zero value of the column's type is as good a value as any other: a number or a bool,
// and no type that takes its zero value for NULL.
func zeroIsValue(c *sqlast.Column) bool {
	if c.Type == nil {
		return false
	}
	switch c.Type.Kind {
	case sqltype.Bool, sqltype.Int, sqltype.Float, sqltype.Number, sqltype.Span:
	default:
		return false
	}
	switch c.GoType.Kind() {
	case reflect.String, reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface:
		return false
	}
	w, err := rowsend.For(c.GoType, c.Type)
	return err == nil && !w.IsNull(rowscan.New(c.GoType))
}

// sameAs returns what tells whether a field of c holds the value of c's default.
func sameAs(c *sqlast.Column) func(rowscan.Pointer) bool {
	never := func(rowscan.Pointer) bool { return false }
	field := reflect.New(c.GoType)
	if err := store(c, field.Elem(), c.Default.Value); err != nil {
		return never
	}
	w, err := rowsend.For(c.GoType, c.Type)
	if err != nil {
		return never
	}
	same, want := rowsend.SameOf(c.GoType, w), rowscan.OfAny(field.Interface())
	return func(p rowscan.Pointer) bool { return same(p, want) }
}
