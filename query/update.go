package query

import (
	"context"
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// UpdateStmt is an UPDATE. It is immutable: every method returns a new one.
type UpdateStmt struct{ w *writing }

// Update begins an UPDATE of t. Without a Where it changes every row.
func Update(t Source) UpdateStmt {
	return UpdateStmt{&writing{stmt: &sqlast.Update{Table: t.source()}}}
}

func (s UpdateStmt) ast() sqlast.Update {
	return *s.w.stmt.(*sqlast.Update) //nolint:forcetypeassert // made by Update
}

// Set changes the columns as given, beside those of earlier calls.
func (s UpdateStmt) Set(as ...Assignment) UpdateStmt {
	u := s.ast()
	u.Set = slices.Clip(u.Set)
	all := slices.Clone(as)
	for _, old := range u.Set {
		all = append(all, Assignment{set: old})
	}
	err := belongs("update", u.Table.Table, all)
	for _, a := range as {
		u.Set = append(u.Set, a.set)
	}
	return UpdateStmt{s.w.with(&u, err)}
}

// From adds a source whose columns Set and Where may use.
func (s UpdateStmt) From(t Source) UpdateStmt {
	u := s.ast()
	var err error
	if u.From != nil {
		err = refuse("update", t.source().Name(), "would replace "+u.From.Name()+" in From; use Join for a second source")
	}
	u.From = t.source()
	return UpdateStmt{s.w.with(&u, err)}
}

// Join joins a further source to the one of From.
func (s UpdateStmt) Join(t Source, on Expr[bool]) UpdateStmt {
	u := s.ast()
	u.Joins = append(slices.Clip(u.Joins), sqlast.Join{Kind: sqlast.InnerJoin, Source: t.source(), On: nodeOf(on)})
	return UpdateStmt{s.w.with(&u)}
}

// Where changes only the rows for which all of ps, and those of earlier calls, are true.
func (s UpdateStmt) Where(ps ...Expr[bool]) UpdateStmt {
	u := s.ast()
	u.Where = extend(u.Where, nodesOf(ps))
	return UpdateStmt{s.w.with(&u)}
}

// Exec sends the statement and returns how many rows it changed. In a session, the objects that it holds see the change.
func (s UpdateStmt) Exec(ctx context.Context, db DB) (int64, error) { return s.w.exec(ctx, db) }

// String shows the statement's SQL and its arguments, or why it is refused.
func (s UpdateStmt) String() string { return s.w.returning(nil).String() }

// ToSql returns the text with $1, $2 … and the arguments, as squirrel's Sqlizer.
//
//nolint:revive // the name is squirrel's
func (s UpdateStmt) ToSql() (string, []any, error) { return s.w.returning(nil).toSQL() }

func (s UpdateStmt) writes() *writing { return s.w }
