package query

import "github.com/rowan-go/rowan/internal/sqlast"

// Assignment gives a column a value, in an INSERT, an UPDATE or a new object. Columns make assignments: Employees.Name.Set("Bob").
type Assignment struct {
	set sqlast.Set
}

// AssignValue makes an assignment of v to the column c; package schema's columns call it.
func AssignValue(c Expression, v any) Assignment {
	f, _ := nodeOf(c).(*sqlast.Field)
	if f == nil {
		return Assignment{}
	}
	return Assignment{set: sqlast.Set{Column: f.Column, Value: param(v, f.Column.Type)}}
}

// AssignExpr makes an assignment of an expression; package schema's columns call it.
func AssignExpr(c, e Expression) Assignment {
	f, _ := nodeOf(c).(*sqlast.Field)
	if f == nil {
		return Assignment{}
	}
	return Assignment{set: sqlast.Set{Column: f.Column, Value: given(f.Column, nodeOf(e))}}
}

// given is the node n that c is set to. No node would mean the default, which a nil expression does not.
func given(c *sqlast.Column, n sqlast.Expr) sqlast.Expr {
	if n != nil {
		return n
	}
	return &sqlast.Raw{Texts: []string{""}, Broken: refuse("set", c.Table.Name+"."+c.Name, "is set to a nil expression; pass an expression, or use SetDefault")}
}

// AssignNull makes an assignment of NULL; package schema's columns call it.
func AssignNull(c Expression) Assignment {
	f, _ := nodeOf(c).(*sqlast.Field)
	if f == nil {
		return Assignment{}
	}
	return Assignment{set: sqlast.Set{Column: f.Column, Value: &sqlast.Literal{Text: "NULL", Null: true, Type: f.Column.Type}}}
}

// AssignDefault makes an assignment of the column's default; package schema's columns call it.
func AssignDefault(c Expression) Assignment {
	f, _ := nodeOf(c).(*sqlast.Field)
	if f == nil {
		return Assignment{}
	}
	return Assignment{set: sqlast.Set{Column: f.Column}}
}

// belongs refuses assignments to columns of another table, and to one column twice.
func belongs(statement string, t *sqlast.Table, as []Assignment) error {
	seen := make(map[*sqlast.Column]bool, len(as))
	for _, a := range as {
		c := a.set.Column
		switch {
		case c == nil:
			return refuse(statement, "an empty assignment", "sets no column; make it with the Set method of a column")
		case c.Table != t:
			return refuse(statement, c.Table.Name+"."+c.Name, "is no column of "+t.Name+"; set that table's own columns")
		case seen[c]:
			return refuse(statement, t.Name+"."+c.Name, "is set twice; keep one of the two")
		}
		seen[c] = true
	}
	return nil
}
