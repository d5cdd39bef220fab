package render

import "github.com/rowan-go/rowan/internal/sqlast"

func (w *writer) insert(s *sqlast.Insert) {
	w.str("INSERT INTO ")
	w.source(s.Into)
	if columns := insertColumns(s); len(columns) > 0 {
		w.str(" (")
		w.columns(columns)
		w.str(")")
	}
	if s.Override {
		w.str(" OVERRIDING SYSTEM VALUE")
	}
	w.insertRows(s)
	w.conflict(s.Conflict)
	w.returning(s.Returning)
}

func (w *writer) insertRows(s *sqlast.Insert) {
	if s.Query != nil {
		w.str(" ")
		w.selectStmt(s.Query)
		return
	}
	if len(s.Columns) == 0 {
		w.defaults(len(s.Rows))
		return
	}
	w.str(" VALUES ")
	w.list(len(s.Rows), func(i int) {
		w.str("(")
		w.list(len(s.Rows[i]), func(j int) { w.value(s.Rows[i][j]) })
		w.str(")")
	})
}

// insertColumns are the columns that are named. Several rows of defaults alone need one: DEFAULT VALUES is one row.
func insertColumns(s *sqlast.Insert) []*sqlast.Column {
	if len(s.Columns) == 0 && len(s.Rows) > 1 && len(s.Into.Table.Columns) > 0 {
		return s.Into.Table.Columns[:1]
	}
	return s.Columns
}

// defaults writes rows of defaults alone.
func (w *writer) defaults(rows int) {
	if rows < 2 {
		w.str(" DEFAULT VALUES")
		return
	}
	w.str(" VALUES ")
	w.list(rows, func(int) { w.str("(DEFAULT)") })
}

// value writes an assigned value; none is the column's default.
func (w *writer) value(e sqlast.Expr) {
	if e == nil {
		w.str("DEFAULT")
		return
	}
	w.expr(e, 0)
}

func (w *writer) columns(cs []*sqlast.Column) {
	w.list(len(cs), func(i int) { w.ident(cs[i].Name) })
}

func (w *writer) conflict(c *sqlast.Conflict) {
	if c == nil {
		return
	}
	w.str(" ON CONFLICT")
	switch {
	case c.Constraint != "":
		w.str(" ON CONSTRAINT ")
		w.ident(c.Constraint)
	case len(c.Columns) > 0:
		w.str(" (")
		w.columns(c.Columns)
		w.str(")")
		w.conditions(" WHERE ", c.Where)
	}
	if c.Set == nil {
		w.str(" DO NOTHING")
		return
	}
	w.str(" DO UPDATE SET ")
	w.sets(c.Set)
	w.conditions(" WHERE ", c.Update)
}

func (w *writer) sets(ss []sqlast.Set) {
	w.list(len(ss), func(i int) {
		w.ident(ss[i].Column.Name)
		w.str(" = ")
		w.value(ss[i].Value)
	})
}

func (w *writer) update(s *sqlast.Update) {
	w.str("UPDATE ")
	w.source(s.Table)
	w.str(" SET ")
	w.sets(s.Set)
	w.from(" FROM ", s.From, s.Joins)
	w.conditions(" WHERE ", s.Where)
	w.returning(s.Returning)
}

func (w *writer) delete(s *sqlast.Delete) {
	w.str("DELETE FROM ")
	w.source(s.From)
	w.from(" USING ", s.Using, s.Joins)
	w.conditions(" WHERE ", s.Where)
	w.returning(s.Returning)
}

func (w *writer) returning(items []sqlast.Item) {
	if len(items) == 0 {
		return
	}
	w.str(" RETURNING ")
	w.items(items)
}
