package uow

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// planFree plans, before objects are deleted, the UPDATEs that make the foreign keys of their children NULL, in all rows
// that there are: one for each collection whose key may be NULL and that the database does not see to.
func (f *flush) planFree(parents []*object) error {
	t := parents[0].in
	for _, r := range t.down {
		if !frees(r) {
			continue
		}
		st := &step{kind: updating, t: t, rows: parents, frees: r, set: nullableOf(r), orphans: f.orphansOf(r, parents)}
		var err error
		if st.text, err = t.freeOf(r, len(parents) > 1, len(st.orphans) > 0); err != nil {
			return err
		}
		f.steps = append(f.steps, st)
	}
	return nil
}

// orphansOf are the session's objects along r whose parent is among parents.
func (f *flush) orphansOf(r *sqlast.Relation, parents []*object) (out []*object) {
	if len(f.orphans[r]) == 0 {
		return nil
	}
	among := make(map[*object]bool, len(parents))
	for _, p := range parents {
		among[p] = true
	}
	for _, o := range f.orphans[r] {
		if among[o.parent] {
			out = append(out, o.child)
		}
	}
	return out
}

// freeOf is the statement that makes the foreign keys of rows which refer to parents NULL. Where the session holds such
// rows, it returns what the database makes with the UPDATE.
func (s *shape) freeOf(r *sqlast.Relation, many, held bool) (*statement, error) {
	name := "f" + r.Name
	if many {
		name = "F" + r.Name
	}
	if held {
		name += " held"
	}
	return s.texts.get(name, func() (*statement, error) { return s.freeText(r, many, held) })
}

func (s *shape) freeText(r *sqlast.Relation, many, held bool) (*statement, error) {
	m, children := s.maker(many), &sqlast.Source{Table: r.To}
	if many && r.To.Name == m.given.Alias {
		m.given.Table.Name, m.given.Alias = "given_keys", "given_keys"
	}
	keys := map[int]sqlast.Expr{} // of the parents
	key := func(k int) sqlast.Expr {
		if keys[k] == nil {
			keys[k] = m.old(k)
		}
		return keys[k]
	}
	up := &sqlast.Update{Table: children, From: m.given}
	for i, k := range r.Columns {
		up.Where = append(up.Where, &sqlast.Binary{Op: sqlast.Eq, Left: fieldOf(children, r.Others[i]), Right: key(k), Type: sqltype.Boolean})
	}
	if r.To == s.table {
		up.Where = append(up.Where, m.notGiven(children, key))
	}
	for _, c := range nullableOf(r) {
		up.Set = append(up.Set, sqlast.Set{Column: r.To.Columns[c], Value: nullOf(r.To.Columns[c])})
	}
	for _, c := range r.To.Columns {
		if c.OnUpdate != nil {
			up.Set = append(up.Set, sqlast.Set{Column: c, Value: c.OnUpdate})
		}
	}
	if !held {
		return m.plain(up)
	}
	returns := madeByUpdate(r.To)
	for _, c := range returns {
		up.Returning = append(up.Returning, sqlast.Item{Expr: fieldOf(children, c)})
	}
	st, err := m.plain(up)
	if err == nil {
		st.returns, st.formats = returns, formatsOf(r.To, returns)
	}
	return st, err
}

func fieldOf(s *sqlast.Source, column int) *sqlast.Field {
	return &sqlast.Field{Source: s, Column: s.Table.Columns[column]}
}

// notGiven leaves out rows that are to be deleted themselves.
func (m *maker) notGiven(rows *sqlast.Source, key func(int) sqlast.Expr) sqlast.Expr {
	same := &sqlast.Logic{}
	if m.given == nil {
		for _, k := range m.table.Key {
			same.Terms = append(same.Terms, &sqlast.Binary{Op: sqlast.Eq, Left: fieldOf(rows, k), Right: key(k), Type: sqltype.Boolean})
		}
		return &sqlast.Not{X: same}
	}
	var matches []sqlast.KeyMatch
	in := &sqlast.In{Not: true}
	for _, k := range m.table.Key {
		matches = append(matches, sqlast.KeyMatch{Given: key(k)})
		in.X = append(in.X, fieldOf(rows, k))
	}
	going := m.keysOnly(matches)
	going.Alias = "going"
	in.Query = &sqlast.Select{From: going}
	for i, match := range matches {
		var e sqlast.Expr = &sqlast.Field{Source: going, Column: going.Table.Columns[i]}
		if c, ok := match.Given.(*sqlast.Cast); ok {
			e = &sqlast.Cast{X: e, Type: c.Type}
		}
		in.Query.Items = append(in.Query.Items, sqlast.Item{Expr: e})
	}
	return in
}

// madeByUpdate are the columns of t that an UPDATE returns where objects are to follow: the key, and what the database
// writes by itself.
func madeByUpdate(t *sqlast.Table) []int {
	out := slices.Clone(t.Key)
	for i, c := range t.Columns {
		if (c.OnUpdate != nil || c.Stored != nil) && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// readOrphans gives the session's objects among the rows returned what the database made with the UPDATE.
func (s *step) readOrphans(rows pgx.Rows) error {
	t := s.orphans[0].in
	plan, err := t.planFor(rows, s.text.returns)
	if err != nil {
		return err
	}
	mem, spare := rowscan.NewMemory(0), rowscan.New(t.table.GoType)
	mem.TypeMap = typesOf(rows)
	n, orphans := len(t.table.Key), make(map[*object]bool, len(s.orphans))
	for _, o := range s.orphans {
		orphans[o] = true
	}
	for rows.Next() {
		values := rows.RawValues()
		if col, err := plan[:n].Row(spare, values[:n], mem); err != nil {
			return &ColumnError{Table: t.table.Name, Column: t.table.Columns[s.text.returns[col]].Name, Err: err}
		}
		o, err := t.heldAs(spare)
		if err != nil {
			return err
		}
		if !orphans[o] {
			continue
		}
		if col, err := plan[n:].Row(o.at, values[n:], mem); err != nil {
			return &ColumnError{Table: t.table.Name, Column: t.table.Columns[s.text.returns[n+col]].Name, Err: err}
		}
	}
	return rows.Err()
}

// markFreed makes the objects what the UPDATE made of their rows.
func (s *step) markFreed() {
	for _, o := range s.orphans {
		t := o.in
		o.copy = t.snapshotOf(o.copy)
		for _, c := range s.set {
			col := &t.cols[c]
			rowscan.Clear(col.GoType, o.at.Field(col.Offset))
			rowscan.Clear(col.GoType, o.copy.Field(col.Offset))
		}
		for _, c := range s.text.returns[len(t.table.Key):] {
			t.assign(&t.cols[c], o.copy, o.at)
		}
		for _, r := range t.up {
			if r.Foreign == s.frees.Foreign {
				t.followKey(o, r)
			}
		}
		o.flushed = !t.session.sure
	}
}
