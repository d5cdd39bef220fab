package preload

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
)

// selectIn loads the relations of a path one after another, each with one query for all objects at hand.
type selectIn struct{ path []*sqlast.Relation }

func (l selectIn) Covers(r *sqlast.Relation) bool { return len(l.path) > 0 && l.path[0] == r }

func (l selectIn) Load(ctx context.Context, db query.DB, parents []rowscan.Pointer) error {
	for _, r := range l.path {
		if r.From == nil {
			return fmt.Errorf("preload: a relation is in no model; give it to schema.NewModel")
		}
		step := level{relation: r, db: db}
		if err := step.load(ctx, distinct(parents)); err != nil {
			return fmt.Errorf("preload: relation %s: %w", r.Name, err)
		}
		parents = step.related(parents)
	}
	return nil
}

// level is one relation that is being loaded.
type level struct {
	relation *sqlast.Relation
	db       query.DB
	keys     keys
	waiting  map[string][]rowscan.Pointer // parents by the key that they wait for
}

// load fills the relation's holders of parents that are not loaded.
func (l *level) load(ctx context.Context, parents []rowscan.Pointer) error {
	if err := l.collect(parents); err != nil || len(l.waiting) == 0 {
		return err
	}
	where, err := l.keys.among(l.relation.To, l.relation.Others)
	if err != nil {
		return err
	}
	source := &sqlast.Source{Table: l.relation.To}
	children, err := query.Entities(ctx, l.db, l.selects(source, where(source)), source, visited(ctx, l.relation))
	if err != nil {
		return err
	}
	return l.attach(children)
}

// collect finds what is to be asked for, and settles at once what needs no question.
func (l *level) collect(parents []rowscan.Pointer) error {
	r := l.relation
	l.waiting = map[string][]rowscan.Pointer{}
	held, err := l.held()
	if err != nil {
		return err
	}
	var columns []*sqlast.Column
	for _, c := range r.Columns {
		columns = append(columns, r.From.Columns[c])
	}
	for _, p := range parents {
		if holder.HeadAt(p, r).State == holder.Loaded {
			continue
		}
		key, null, err := l.keys.of(p, r.From, r.Columns, r.To, r.Others)
		switch {
		case err != nil:
			return err
		case null:
			l.settle(p)
			continue
		}
		if held != nil {
			if object, found := held.Lookup(p, columns); found {
				*holder.OneAt(p, r) = holder.One{Head: loaded(r), Target: object}
				continue
			}
		}
		if _, known := l.waiting[key]; !known {
			l.keys.add(p, r.From, r.Columns)
		}
		l.waiting[key] = append(l.waiting[key], p)
	}
	return nil
}

// held is the session's objects of the other table, where one of them can answer for the database: at the one side of a
// relation to the primary key.
func (l *level) held() (identity.Entities, error) {
	s, ok := l.db.(identity.Session)
	if !ok || l.relation.Kind != sqlast.ManyToOne || !slices.Equal(l.relation.Others, l.relation.To.Key) {
		return nil, nil //nolint:nilnil // no session is no error
	}
	return s.Entities(l.relation.To)
}

func (l *level) selects(source *sqlast.Source, where sqlast.Expr) *sqlast.Select {
	s := &sqlast.Select{Items: []sqlast.Item{{Entity: source}}, From: source, Where: []sqlast.Expr{where}}
	for _, c := range append(slices.Clone(l.relation.Others), source.Table.Key...) {
		s.OrderBy = append(s.OrderBy, sqlast.Order{X: &sqlast.Field{Source: source, Column: source.Table.Columns[c]}})
	}
	return s
}

// settle makes p's holder say that there is nothing.
func (l *level) settle(p rowscan.Pointer) {
	if l.relation.Kind == sqlast.ManyToOne {
		*holder.OneAt(p, l.relation) = holder.One{Head: loaded(l.relation)}
		return
	}
	m := holder.ManyAt(p, l.relation)
	*m = holder.Many{Head: loaded(l.relation), Items: slices.Clone(m.Added), Added: m.Added, Removed: m.Removed}
}

// attach puts the children into the holders of the parents that waited for them, and of the others nothing.
func (l *level) attach(children []rowscan.Pointer) error {
	for _, ps := range l.waiting {
		for _, p := range ps {
			l.settle(p)
		}
	}
	r := l.relation
	for _, c := range children {
		key, _, err := l.keys.of(c, r.To, r.Others, r.To, r.Others)
		if err != nil {
			return err
		}
		for _, p := range l.waiting[key] {
			l.join(p, c)
		}
	}
	return nil
}

func (l *level) join(p, c rowscan.Pointer) {
	r := l.relation
	if r.Kind == sqlast.ManyToOne {
		holder.OneAt(p, r).Target = c
		return
	}
	m := holder.ManyAt(p, r)
	if slices.Contains(m.Removed, c) || slices.Contains(m.Added, c) {
		return
	}
	m.Items = append(m.Items, c)
	if r.Inverse != nil && holder.HeadAt(c, r.Inverse).State != holder.Loaded {
		*holder.OneAt(c, r.Inverse) = holder.One{Head: loaded(r.Inverse), Target: p}
	}
}

// related are the objects at the other end of parents.
func (l *level) related(parents []rowscan.Pointer) (out []rowscan.Pointer) {
	for _, p := range parents {
		if l.relation.Kind == sqlast.ManyToOne {
			if t := holder.OneAt(p, l.relation).Target; !t.IsNil() {
				out = append(out, t)
			}
			continue
		}
		out = append(out, holder.ManyAt(p, l.relation).Items...)
	}
	return distinct(out)
}

func loaded(r *sqlast.Relation) holder.Head { return holder.Head{Relation: r, State: holder.Loaded} }

func distinct(ps []rowscan.Pointer) []rowscan.Pointer {
	seen := make(map[rowscan.Pointer]bool, len(ps))
	out := make([]rowscan.Pointer, 0, len(ps))
	for _, p := range ps {
		if !seen[p] && !p.IsNil() {
			seen[p] = true
			out = append(out, p)
		}
	}
	return out
}

// visited are the relations on the way to here, so that relations loaded always do not go round in a circle.
func visited(ctx context.Context, r *sqlast.Relation) []*sqlast.Relation {
	way, _ := ctx.Value(wayKey{}).([]*sqlast.Relation)
	return append(slices.Clone(way), r)
}

type wayKey struct{}

// baseOf is t, or what it points at.
func baseOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
