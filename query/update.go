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
	into, err := targetOf("update", t)
	return UpdateStmt{(*writing)(nil).with(&sqlast.Update{Table: into}, err)}
}

// begun is s, or where s is the zero value a statement that says so.
func (s UpdateStmt) begun() (UpdateStmt, sqlast.Update) {
	if s.w == nil {
		s.w = (*writing)(nil).with(&sqlast.Update{Table: nowhere}, errZeroStatement)
	}
	return s, *s.w.stmt.(*sqlast.Update) //nolint:forcetypeassert // made by Update
}

// Set changes the columns as given, beside those of earlier calls.
func (s UpdateStmt) Set(as ...Assignment) UpdateStmt {
	s, u := s.begun()
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
	s, u := s.begun()
	source, err := targetOf("update", t)
	if u.From != nil && err == nil {
		err = refuse("update", source.Name(), "would replace "+u.From.Name()+" in From; use Join for a second source")
	}
	u.From = source
	return UpdateStmt{s.w.with(&u, err)}
}

// Join joins a further source to the one of From.
func (s UpdateStmt) Join(t Source, on Expr[bool]) UpdateStmt {
	s, u := s.begun()
	source, err := targetOf("join", t)
	u.Joins = append(slices.Clip(u.Joins), sqlast.Join{Kind: sqlast.InnerJoin, Source: source, On: nodeOf(on)})
	return UpdateStmt{s.w.with(&u, err)}
}

// Where changes only the rows for which all of ps, and those of earlier calls, are true.
func (s UpdateStmt) Where(ps ...Expr[bool]) UpdateStmt {
	s, u := s.begun()
	u.Where = extend(u.Where, nodesOf(ps))
	return UpdateStmt{s.w.with(&u)}
}

// Exec sends the statement and returns how many rows it changed. In a session, the objects that it holds see the change.
func (s UpdateStmt) Exec(ctx context.Context, db DB) (int64, error) {
	return writingOf(s).exec(ctx, db)
}

// String shows the statement's SQL and its arguments, or why it is refused.
func (s UpdateStmt) String() string { return writingOf(s).returning(nil).String() }

// ToSql returns the text with $1, $2 … and the arguments, as squirrel's Sqlizer.
//
//nolint:revive // the name is squirrel's
func (s UpdateStmt) ToSql() (string, []any, error) { return writingOf(s).returning(nil).toSQL() }

func (s UpdateStmt) writes() *writing { return s.w }
