package schema

import (
	"fmt"

	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// Action is what the database does to rows that refer to one that goes.
type Action = sqlast.Action

// The actions of foreign keys. NoAction is the default.
const (
	NoAction   = sqlast.NoAction
	Restrict   = sqlast.Restrict
	Cascade    = sqlast.Cascade
	SetNull    = sqlast.SetNull
	SetDefault = sqlast.SetDefault
)

// UniqueKey is a unique constraint as a value: errors.Is(err, Employees.NameUnique) tells whether a statement broke it.
type UniqueKey struct { //nolint:errname // it is a constraint that errors are compared with
	u *sqlast.Unique
	d *Def // that the constraint is defined in; nil under another name of the table
}

// Error names the constraint.
func (u UniqueKey) Error() string {
	if u.u == nil {
		return "schema: an undefined unique constraint"
	}
	return fmt.Sprintf("schema: unique constraint %s of table %s", u.u.Name, u.u.Table.Name)
}

// Constraint returns the table and the name of the constraint.
func (u UniqueKey) Constraint() (table, name string) {
	if u.u == nil {
		return "", ""
	}
	return u.u.Table.Name, u.u.Name
}

// CheckKey is a check constraint as a value: errors.Is(err, Employees.NameNotEmpty) tells whether a statement broke it.
type CheckKey struct { //nolint:errname // it is a constraint that errors are compared with
	table *sqlast.Table
	c     *sqlast.Check
}

// Error names the constraint.
func (c CheckKey) Error() string {
	if c.c == nil {
		return "schema: an undefined check constraint"
	}
	return fmt.Sprintf("schema: check constraint %s of table %s", c.c.Name, c.table.Name)
}

// Constraint returns the table and the name of the constraint.
func (c CheckKey) Constraint() (table, name string) {
	if c.c == nil {
		return "", ""
	}
	return c.table.Name, c.c.Name
}

// Deferrable lets the constraint be checked at the end of a transaction. It can be changed in the table's definition alone.
func (u UniqueKey) Deferrable() UniqueKey {
	if u.d != nil && !u.d.done {
		u.u.Deferrable = true
	}
	return u
}

// NullsNotDistinct lets no two rows have NULL either, which else is unlike any other NULL. It can be changed in the
// table's definition alone.
func (u UniqueKey) NullsNotDistinct() UniqueKey {
	if u.d != nil && !u.d.done {
		u.u.NullsNotDistinct = true
	}
	return u
}

// Unique lets no two rows have the same values in cs.
func (d *Def) Unique(cs ...AnyColumn) UniqueKey { return d.UniqueNamed("", cs...) }

// UniqueNamed is Unique with a name for the constraint.
func (d *Def) UniqueNamed(name string, cs ...AnyColumn) UniqueKey {
	if d.again {
		return UniqueKey{u: d.nextUnique()}
	}
	u := d.unique(name, d.columns("a unique constraint", cs))
	return UniqueKey{u, d}
}

func (d *Def) unique(name string, columns []int) *sqlast.Unique {
	t := d.def.table
	if name == "" {
		name = chooseName(t, columnNames(t, columns), "key")
	}
	u := &sqlast.Unique{Table: t, Name: name, Columns: columns}
	t.Uniques = append(t.Uniques, u)
	return u
}

// nextUnique is the constraint that the definition made at this point when it first ran.
func (d *Def) nextUnique() *sqlast.Unique {
	us := d.def.table.Uniques
	d.uniques++
	if d.uniques > len(us) {
		return nil
	}
	return us[d.uniques-1]
}

// Check makes the database refuse rows for which p is false.
func (d *Def) Check(p query.Expr[bool]) CheckKey { return d.CheckNamed("", p) }

// CheckNamed is Check with a name for the constraint.
func (d *Def) CheckNamed(name string, p query.Expr[bool]) CheckKey {
	t := d.def.table
	if d.again {
		d.checks++
		if d.checks > len(t.Checks) {
			return CheckKey{}
		}
		return CheckKey{t, t.Checks[d.checks-1]}
	}
	e := query.NodeOf(p)
	if e == nil {
		d.def.wrong("a check constraint", "has no condition; give it one")
		return CheckKey{}
	}
	if name == "" {
		name = chooseName(t, checkParts(t, e), "check")
	}
	c := &sqlast.Check{Name: name, Expr: e}
	t.Checks = append(t.Checks, c)
	return CheckKey{t, c}
}

// checkParts names the column of a condition that is about one alone.
func checkParts(t *sqlast.Table, e sqlast.Expr) []string {
	if columns := columnsIn(t, e); len(columns) == 1 {
		return columnNames(t, columns)
	}
	return nil
}

// columns are the places of cs in the table. Columns that have none are reported.
func (d *Def) columns(thing string, cs []AnyColumn) []int {
	is := make([]int, 0, len(cs))
	for _, c := range cs {
		f, ok := query.NodeOf(c).(*sqlast.Field)
		switch {
		case !ok:
			d.def.wrong(thing, "is over a column that is not mapped yet; map the column first")
		case f.Column.Table != d.def.table:
			d.def.wrong(thing, "is over "+f.Column.Table.Name+"."+f.Column.Name+", the column of another table; give it columns of this one")
		default:
			is = append(is, f.Column.Index)
		}
	}
	if len(cs) == 0 {
		d.def.wrong(thing, "is over no column; give it at least one")
	}
	return is
}

func (def *definition) wrong(thing, problem string) {
	def.errs = append(def.errs, &DefinitionError{Table: def.table.Name, Thing: thing, Problem: problem})
}

func (c *column) unique() {
	if c.d.again {
		c.d.nextUnique()
		return
	}
	c.d.unique("", []int{c.col.Index})
}

func (c *column) references(k AnyColumn) {
	if c.d.again {
		return
	}
	f, ok := query.NodeOf(k).(*sqlast.Field)
	if !ok {
		c.d.wrong(c.col.Name, "refers to a column that is not mapped yet; map that column first, or declare the key with schema.ForeignKey and give it to NewModel")
		return
	}
	c.fk = &sqlast.ForeignKey{
		Name: chooseName(c.col.Table, []string{c.col.Name}, "fkey"), Table: c.col.Table, Columns: []int{c.col.Index},
		To: f.Column.Table, ToColumns: []int{f.Column.Index},
	}
	c.col.Table.Foreign = append(c.col.Table.Foreign, c.fk)
}

func (c *column) action(method string, a Action) {
	switch {
	case c.d.again:
	case c.fk == nil:
		c.d.wrong(c.col.Name, "has "+method+" and no foreign key; call References first")
	case method == "OnDelete":
		c.fk.OnDelete = a
	default:
		c.fk.OnUpdate = a
	}
}

func (c *column) deferrable() {
	switch {
	case c.d.again:
	case c.fk == nil:
		c.d.wrong(c.col.Name, "is Deferrable and no foreign key; call References first")
	default:
		c.fk.Deferrable = true
	}
}
