package schema

import (
	"fmt"
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// checkNames refuses names that the database would cut, and names that two things of one schema have: the second would be
// passed over as being there already.
func (b *builder) checkNames() {
	taken := map[string]string{} // what has a name in a schema: tables and indexes share one room
	for _, d := range b.model.defs {
		t := d.table
		b.shortName(t, "the table", t.Name)
		for _, c := range t.Columns {
			b.shortName(t, "column "+quote(c.Name), c.Name)
		}
		b.claim(taken, t, "the table", t.Name)
		for _, u := range t.Uniques {
			b.claim(taken, t, "unique constraint "+u.Name, u.Name)
		}
		for _, ix := range t.Indexes {
			b.claim(taken, t, "index "+ix.Name, ix.Name)
		}
		b.checkConstraintNames(t)
	}
}

func (b *builder) claim(taken map[string]string, t *sqlast.Table, thing, name string) {
	b.shortName(t, thing, name)
	key, owner := t.Schema+"."+name, thing+" of "+t.Name
	if thing == "the table" {
		owner = "table " + t.Name
	}
	old, ok := taken[key]
	switch {
	case ok && thing == "the table" && old == owner: // said already: two tables of one name
	case ok:
		b.wrong(t.Name, thing, "has the name of the "+old+"; name one of the two otherwise")
	default:
		taken[key] = owner
	}
}

// checkConstraintNames refuses two constraints of one name in a table.
func (b *builder) checkConstraintNames(t *sqlast.Table) {
	seen := map[string]bool{}
	for i, u := range t.Uniques {
		seen[u.Name] = true
		b.checkTwin(t, u, t.Uniques[:i])
	}
	check := func(thing, name string) {
		b.shortName(t, thing, name)
		if seen[name] {
			b.wrong(t.Name, thing, "has the name of another constraint of the table; name one of the two otherwise")
		}
		seen[name] = true
	}
	for _, c := range t.Checks {
		check("check constraint "+c.Name, c.Name)
	}
	for _, f := range t.Foreign {
		check("foreign key "+f.Name, f.Name)
	}
}

// checkTwin refuses a constraint that says what another one does: the database would make one of the two.
func (b *builder) checkTwin(t *sqlast.Table, u *sqlast.Unique, before []*sqlast.Unique) {
	for _, o := range before {
		if slices.Equal(o.Columns, u.Columns) && o.Deferrable == u.Deferrable && o.NullsNotDistinct == u.NullsNotDistinct {
			b.wrong(t.Name, "unique constraint "+u.Name, "is what "+o.Name+" is already; keep one of the two")
		}
	}
}

func (b *builder) shortName(t *sqlast.Table, thing, name string) {
	if len(name) > maxName {
		b.wrong(t.Name, thing, fmt.Sprintf("has a name of %d bytes, of which the database keeps %d; give it a shorter one", len(name), maxName))
	}
}
