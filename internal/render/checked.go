package render

import "github.com/rowan-go/rowan/internal/sqlast"

// arrays writes rows that travel as arrays side by side.
func (w *writer) arrays(s *sqlast.Source) {
	w.str("unnest(")
	w.exprs(s.Arrays)
	w.str(") AS ")
	w.ident(s.Name())
	w.str(" (")
	w.columns(s.Table.Columns)
	w.str(")")
}

// checked writes a statement inside one that counts what it hit. Where rows come back, the count stands in a row of its own, so
// that the check runs also where nothing was hit. What fails is a cast of the message to a number; its text depends on the count, so
// that the server cannot evaluate it before.
func (w *writer) checked(s *sqlast.Checked) {
	w.str(`WITH "w" AS (`)
	w.stmt(s.Stmt)
	if len(s.Columns) > 0 {
		w.str(`) SELECT `)
		w.list(len(s.Columns), func(i int) {
			w.str(`array_agg("w".`)
			w.ident(s.Columns[i])
			w.str(")")
		})
		w.str(` FROM "w" HAVING `)
		w.check(s, `count(*)`)
		return
	}
	w.str(`), "n" AS (SELECT count(*) AS "n" FROM "w") SELECT `)
	if s.Quiet {
		w.str(`"n"."n" FROM "n"`)
	} else {
		w.str(`"w".* FROM "n" LEFT JOIN "w" ON TRUE`)
	}
	w.str(` WHERE `)
	w.check(s, `"n"."n"`)
}

// check writes what fails where count is not the number of rows that were meant.
func (w *writer) check(s *sqlast.Checked, count string) {
	w.str(`CASE WHEN ` + count + ` = `)
	if s.Given == nil {
		w.str("1")
	} else {
		w.str("cardinality(")
		w.expr(s.Given.Arrays[0], 0)
		w.str(")")
	}
	w.str(" THEN TRUE ELSE (" + Literal(sqlast.MissedRows) + " || ")
	w.missed(s, count)
	w.str(")::integer IS NULL END")
}

// missed writes the keys of the rows that were meant and not hit.
func (w *writer) missed(s *sqlast.Checked, count string) {
	if s.Given == nil {
		w.str(count)
		return
	}
	name := s.Given.Name()
	w.str("coalesce((SELECT string_agg(")
	w.ident(name)
	w.str("::text, ', ') FROM ")
	w.arrays(s.Given)
	w.str(` WHERE NOT EXISTS (SELECT 1 FROM "w" WHERE `)
	for i, k := range s.Keys {
		if i > 0 {
			w.str(" AND ")
		}
		w.str(`"w".`)
		w.ident(k.Column.Name)
		w.str(" = ")
		w.expr(k.Given, sqlast.RankCompare+1)
	}
	w.str(`)), ` + count + `::text)`)
}
