package query

import (
	"context"
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// InsertStmt is an INSERT. It is immutable: every method returns a new one.
type InsertStmt struct{ w *writing }

// writing is a statement that changes rows, without its types.
type writing struct {
	stmt sqlast.Stmt
	errs []error
}

func (w *writing) with(stmt sqlast.Stmt, errs ...error) *writing {
	v := &writing{stmt: stmt}
	if w != nil {
		v.errs = slices.Clip(w.errs)
	}
	for _, e := range errs {
		if e != nil {
			v.errs = append(v.errs, e)
		}
	}
	return v
}

// nowhere stands for the table that a statement was not given.
var nowhere = &sqlast.Source{Table: &sqlast.Table{Name: "(nil)"}}

// targetOf is the table that a statement changes.
func targetOf(statement string, t Source) (*sqlast.Source, error) {
	s, err := sourceOf(statement, t)
	if err != nil {
		return nowhere, err
	}
	return s, nil
}

// Insert begins an INSERT into t.
func Insert(t Source) InsertStmt {
	into, err := targetOf("insert", t)
	return InsertStmt{(*writing)(nil).with(&sqlast.Insert{Into: into}, err)}
}

// begun is s, or where s is the zero value a statement that says so.
func (s InsertStmt) begun() (InsertStmt, sqlast.Insert) {
	if s.w == nil {
		s.w = (*writing)(nil).with(&sqlast.Insert{Into: nowhere}, errZeroStatement)
	}
	return s, *s.w.stmt.(*sqlast.Insert) //nolint:forcetypeassert // made by Insert
}

// Row adds a row. A column that one row sets and another does not gets its default in the other.
func (s InsertStmt) Row(as ...Assignment) InsertStmt { return s.Rows(as) }

// Rows adds rows, as [InsertStmt.Row] does one. It copies the rows of earlier calls once, so many rows are best given at once.
func (s InsertStmt) Rows(rows ...[]Assignment) InsertStmt {
	s, ins := s.begun()
	ins.Columns = slices.Clone(ins.Columns)
	ins.Rows = append(make([][]sqlast.Expr, 0, len(ins.Rows)+len(rows)), ins.Rows...)
	at := make(map[*sqlast.Column]int, len(ins.Columns))
	for i, c := range ins.Columns {
		at[c] = i
	}
	for _, as := range rows {
		if err := belongs("insert", ins.Into.Table, as); err != nil {
			return InsertStmt{s.w.with(&ins, err)}
		}
		ins.Rows = append(ins.Rows, rowOf(&ins, at, as))
	}
	for i, r := range ins.Rows {
		if n := len(ins.Columns) - len(r); n > 0 {
			ins.Rows[i] = append(slices.Clip(r), make([]sqlast.Expr, n)...)
		}
	}
	return InsertStmt{s.w.with(&ins)}
}

// rowOf is one row's values in the order of the columns, to which it adds those that no row before has set. at tells
// where each column stands.
func rowOf(ins *sqlast.Insert, at map[*sqlast.Column]int, as []Assignment) []sqlast.Expr {
	row := make([]sqlast.Expr, len(ins.Columns), len(ins.Columns)+len(as))
	for _, a := range as {
		i, known := at[a.set.Column]
		if !known {
			at[a.set.Column] = len(ins.Columns)
			ins.Columns = append(ins.Columns, a.set.Column)
			row = append(row, a.set.Value)
			continue
		}
		row[i] = a.set.Value
	}
	return row
}

// FromQuery inserts the rows of q, whose select list gives the columns in their order.
func (s InsertStmt) FromQuery(q AnyQuery, columns ...Expression) InsertStmt {
	s, ins := s.begun()
	ins.Query, ins.Columns = subselect(q), nil
	var err error
	for _, c := range columns {
		f, ok := nodeOf(c).(*sqlast.Field)
		if !ok || f.Column.Table != ins.Into.Table {
			err = refuse("insert", "an entry of the column list", "is no column of "+ins.Into.Table.Name)
			continue
		}
		ins.Columns = append(ins.Columns, f.Column)
	}
	return InsertStmt{s.w.with(&ins, err)}
}

// OnConflictDoNothing leaves out rows that would break the unique set of columns; of any unique set where none is named.
func (s InsertStmt) OnConflictDoNothing(columns ...Expression) InsertStmt {
	return s.onConflict(columns, nil)
}

// OnConflictUpdate changes the row that is there already where a new one would break the unique set of columns.
// [Excluded] is the value that the new row would have had.
func (s InsertStmt) OnConflictUpdate(columns []Expression, as ...Assignment) InsertStmt {
	if len(as) == 0 {
		s, ins := s.begun()
		return InsertStmt{s.w.with(&ins, refuse("on conflict", "an update of nothing", "changes no column; use OnConflictDoNothing, or set a column"))}
	}
	return s.onConflict(columns, as)
}

func (s InsertStmt) onConflict(columns []Expression, as []Assignment) InsertStmt {
	s, ins := s.begun()
	c := &sqlast.Conflict{}
	err := belongs("on conflict", ins.Into.Table, as)
	for _, e := range columns {
		f, ok := nodeOf(e).(*sqlast.Field)
		if !ok || f.Column.Table != ins.Into.Table {
			err = refuse("on conflict", "an entry of the column list", "is no column of "+ins.Into.Table.Name)
			continue
		}
		c.Columns = append(c.Columns, f.Column)
	}
	for _, a := range as {
		c.Set = append(c.Set, a.set)
	}
	ins.Conflict = c
	return InsertStmt{s.w.with(&ins, err)}
}

// Excluded is, in OnConflictUpdate, the value of column c that the new row would have had.
func Excluded[T any](c Expr[T]) Op[T] {
	f, ok := nodeOf(c).(*sqlast.Field)
	if !ok {
		return Op[T]{}
	}
	return op[T](&sqlast.Field{Source: &sqlast.Source{Table: f.Column.Table, Alias: excluded}, Column: f.Column})
}

const excluded = "excluded"

// Exec sends the statement and returns how many rows it inserted.
func (s InsertStmt) Exec(ctx context.Context, db DB) (int64, error) {
	return writingOf(s).exec(ctx, db)
}

// String shows the statement's SQL and its arguments, or why it is refused.
func (s InsertStmt) String() string { return writingOf(s).returning(nil).String() }

// ToSql returns the text with $1, $2 … and the arguments, as squirrel's Sqlizer.
//
//nolint:revive // the name is squirrel's
func (s InsertStmt) ToSql() (string, []any, error) { return writingOf(s).returning(nil).toSQL() }

func (s InsertStmt) writes() *writing { return s.w }
