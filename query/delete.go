package query

import (
	"context"
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// DeleteStmt is a DELETE. It is immutable: every method returns a new one.
type DeleteStmt struct{ w *writing }

// Delete begins a DELETE of rows of t. Without a Where it deletes every row.
func Delete(t Source) DeleteStmt {
	into, err := targetOf("delete", t)
	return DeleteStmt{(*writing)(nil).with(&sqlast.Delete{From: into}, err)}
}

// begun is s, or where s is the zero value a statement that says so.
func (s DeleteStmt) begun() (DeleteStmt, sqlast.Delete) {
	if s.w == nil {
		s.w = (*writing)(nil).with(&sqlast.Delete{From: nowhere}, errZeroStatement)
	}
	return s, *s.w.stmt.(*sqlast.Delete) //nolint:forcetypeassert // made by Delete
}

// Using adds a source whose columns Where may use.
func (s DeleteStmt) Using(t Source) DeleteStmt {
	s, d := s.begun()
	source, err := targetOf("delete", t)
	if d.Using != nil && err == nil {
		err = refuse("delete", source.Name(), "would replace "+d.Using.Name()+" in Using; use Join for a second source")
	}
	d.Using = source
	return DeleteStmt{s.w.with(&d, err)}
}

// Join joins a further source to the one of Using.
func (s DeleteStmt) Join(t Source, on Expr[bool]) DeleteStmt {
	s, d := s.begun()
	source, err := targetOf("join", t)
	d.Joins = append(slices.Clip(d.Joins), sqlast.Join{Kind: sqlast.InnerJoin, Source: source, On: nodeOf(on)})
	return DeleteStmt{s.w.with(&d, err)}
}

// Where deletes only the rows for which all of ps, and those of earlier calls, are true.
func (s DeleteStmt) Where(ps ...Expr[bool]) DeleteStmt {
	s, d := s.begun()
	d.Where = extend(d.Where, nodesOf(ps))
	return DeleteStmt{s.w.with(&d)}
}

// Exec sends the statement and returns how many rows it deleted. A session lets go of the objects that are gone.
func (s DeleteStmt) Exec(ctx context.Context, db DB) (int64, error) {
	return writingOf(s).exec(ctx, db)
}

// String shows the statement's SQL and its arguments, or why it is refused.
func (s DeleteStmt) String() string { return writingOf(s).returning(nil).String() }

// ToSql returns the text with $1, $2 … and the arguments, as squirrel's Sqlizer.
//
//nolint:revive // the name is squirrel's
func (s DeleteStmt) ToSql() (string, []any, error) { return writingOf(s).returning(nil).toSQL() }

func (s DeleteStmt) writes() *writing { return s.w }
