package schema

import (
	"strings"

	"github.com/rowan-go/rowan/internal/render"
	"github.com/rowan-go/rowan/internal/sqlast"
)

func uniqueKey(u *sqlast.Unique) string {
	s := "CONSTRAINT " + render.Ident(u.Name) + " UNIQUE "
	if u.NullsNotDistinct {
		s += "NULLS NOT DISTINCT "
	}
	s += "(" + columnList(u.Table, u.Columns) + ")"
	if u.Deferrable {
		s += " DEFERRABLE"
	}
	return s
}

func (w *ddl) indexes(t *sqlast.Table) {
	for _, ix := range t.Indexes {
		w.statements = append(w.statements, w.index(t, ix))
	}
}

func (w *ddl) index(t *sqlast.Table, ix *sqlast.Index) string {
	s := "CREATE INDEX IF NOT EXISTS "
	if ix.Unique {
		s = "CREATE UNIQUE INDEX IF NOT EXISTS "
	}
	s += render.Ident(ix.Name) + " ON " + render.Table(t)
	if ix.Method != "" {
		s += " USING " + render.Ident(ix.Method)
	}
	keys := make([]string, len(ix.Keys))
	for i, k := range ix.Keys {
		keys[i] = w.indexKey(t, ix, k)
	}
	s += " (" + strings.Join(keys, ", ") + ")"
	if len(ix.Include) > 0 {
		s += " INCLUDE (" + columnList(t, ix.Include) + ")"
	}
	if ix.Where != nil {
		s += " WHERE " + w.expr(t, ix.Where)
	}
	return s
}

func (w *ddl) indexKey(t *sqlast.Table, ix *sqlast.Index, k sqlast.Order) string {
	s := w.expr(t, k.X)
	if _, plain := k.X.(*sqlast.Field); !plain {
		s = "(" + s + ")"
	}
	if ix.Class != "" {
		s += " " + qualified(ix.Class)
	}
	if k.Desc {
		s += " DESC"
	}
	switch k.Nulls {
	case sqlast.NullsFirst:
		s += " NULLS FIRST"
	case sqlast.NullsLast:
		s += " NULLS LAST"
	case sqlast.NullsDefault:
	}
	return s
}

// qualified is a name, or schema.name, as an identifier.
func qualified(name string) string {
	if s, n, ok := strings.Cut(name, "."); ok {
		return render.Ident(s) + "." + render.Ident(n)
	}
	return render.Ident(name)
}
