package schema

import (
	"fmt"
	"strings"

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
type UniqueKey struct{ u *sqlast.Unique }

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
type CheckKey struct {
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

// Unique lets no two rows have the same values in cs.
func (d *Def) Unique(cs ...AnyColumn) UniqueKey {
	t := d.def.table
	name := t.Name
	for _, i := range indexes(cs) {
		name += "_" + t.Columns[i].Name
	}
	return d.UniqueNamed(name+"_key", cs...)
}

// UniqueNamed is Unique with a name for the constraint.
func (d *Def) UniqueNamed(name string, cs ...AnyColumn) UniqueKey {
	t := d.def.table
	if d.again {
		for _, u := range t.Uniques {
			if u.Name == name {
				return UniqueKey{u}
			}
		}
	}
	u := &sqlast.Unique{Table: t, Name: name, Columns: indexes(cs)}
	t.Uniques = append(t.Uniques, u)
	return UniqueKey{u}
}

// Check makes the database refuse rows for which p is false.
func (d *Def) Check(p query.Expr[bool]) CheckKey {
	return d.CheckNamed(fmt.Sprintf("%s_check%s", d.def.table.Name, strings.Repeat("_", len(d.def.table.Checks))), p)
}

// CheckNamed is Check with a name for the constraint.
func (d *Def) CheckNamed(name string, p query.Expr[bool]) CheckKey {
	t := d.def.table
	if d.again {
		for _, c := range t.Checks {
			if c.Name == name {
				return CheckKey{t, c}
			}
		}
	}
	c := &sqlast.Check{Name: name, Expr: query.NodeOf(p)}
	t.Checks = append(t.Checks, c)
	return CheckKey{t, c}
}

func (c *column) unique() {
	if c.d.again {
		return
	}
	t := c.col.Table
	t.Uniques = append(t.Uniques, &sqlast.Unique{Table: t, Name: t.Name + "_" + c.col.Name + "_key", Columns: []int{c.col.Index}})
}

func (c *column) index() {
	if c.d.again {
		return
	}
	t := c.col.Table
	key := sqlast.Order{X: &sqlast.Field{Source: c.d.source, Column: c.col}}
	t.Indexes = append(t.Indexes, &sqlast.Index{Name: t.Name + "_" + c.col.Name + "_idx", Keys: []sqlast.Order{key}})
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
		Name: c.col.Table.Name + "_" + c.col.Name + "_fkey", Table: c.col.Table, Columns: []int{c.col.Index},
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
