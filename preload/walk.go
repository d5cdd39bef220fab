package preload

import (
	"context"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
	"github.com/rowan-go/rowan/query"
)

// walk loads what is related to some objects, level by level: all relations of one level in one round trip.
type walk struct {
	ctx   context.Context //nolint:containedctx // the walk is one call
	db    query.DB
	along map[*wish]rows // what came along with the query of the objects
}

// rows are those of one statement.
type rows struct {
	source
	all []rowscan.Pointer
}

// place is objects of one table, and what is wished for them.
type place struct {
	table   *sqlast.Table // nil where defaults do not count
	objects []rowscan.Pointer
	wishes  wishes
	from    *step              // whose relation led here, nil where the program's own objects are
	way     []*sqlast.Relation // that led here
}

// step is one relation of a place.
type step struct {
	level
	answer answer
	wish   *wish
	from   *step // the one before it on its path
	way    []*sqlast.Relation
}

// run loads what is related to all. roots are the wishes for each of them; where there are none yet, they are made.
func (w *walk) run(all []query.Related, roots []wishes) error {
	places := make([]place, 0, len(all))
	for i, rel := range all {
		p := place{table: rel.Table, objects: rel.Parents, way: rel.Without}
		if roots != nil {
			p.wishes = roots[i]
		} else {
			ws, err := wishesOf(rel.Loaders)
			if err != nil {
				return err
			}
			p.wishes = ws
		}
		places = append(places, p)
	}
	for len(places) > 0 {
		steps, err := w.steps(places)
		if err != nil {
			return err
		}
		if err := w.load(steps); err != nil {
			return err
		}
		places = next(steps)
	}
	return nil
}

// steps are the relations to load at the places.
func (w *walk) steps(places []place) (steps []*step, err error) {
	for _, p := range places {
		if len(p.objects) == 0 {
			continue
		}
		for _, wish := range p.wishes.withDefaults(p.table, p.way) {
			if wish.how == unsaid || wish.how == none {
				continue
			}
			plan, err := planOf(wish.relation)
			if err != nil {
				return nil, failed(wish.relation, err)
			}
			s := &step{wish: wish, from: p.from, way: append(slices.Clip(p.way), wish.relation)}
			s.plan, s.parents = plan, p.objects
			if s.held, err = w.held(plan); err != nil {
				return nil, failed(wish.relation, err)
			}
			steps = append(steps, s)
		}
	}
	return steps, nil
}

// held is the session's objects that can answer for the database.
func (w *walk) held(p *plan) (identity.Entities, error) {
	s, ok := w.db.(identity.Session)
	if !ok || p.foreign == nil {
		return nil, nil //nolint:nilnil // no session is no error
	}
	return s.Entities(p.relation.To)
}

// load asks for what the steps need, together, and attaches it.
func (w *walk) load(steps []*step) error {
	var asks []*query.Ask
	var asked []*step
	for _, s := range steps {
		ask, err := w.prepare(s)
		if err != nil {
			return failed(s.wish.relation, err)
		}
		if ask != nil {
			asks, asked = append(asks, ask), append(asked, s)
		}
	}
	if at, err := query.Together(w.ctx, w.db, asks); err != nil {
		return failedAt(asked, at, err)
	}
	for i, s := range asked {
		if err := s.answer.attach(asks[i].Found); err != nil {
			return failed(s.wish.relation, err)
		}
	}
	return nil
}

// failedAt names the relation whose question failed, or all where that is not known.
func failedAt(asked []*step, at int, err error) error {
	if at > 0 {
		return failed(asked[at-1].wish.relation, err)
	}
	all := make([]string, len(asked))
	for i, s := range asked {
		all[i] = s.wish.relation.Name
	}
	return &Error{Relation: strings.Join(all, " or "), Err: err}
}

// prepare makes the question of a step, nil where it has none: because nothing is missing, or because all came along.
func (w *walk) prepare(s *step) (*query.Ask, error) {
	if err := s.collect(); err != nil {
		return nil, err
	}
	if came, ok := w.along[s.wish]; ok && len(s.waiting) > 0 {
		if err := s.take(came); err != nil {
			return nil, err
		}
		if err := s.collectRest(); err != nil {
			return nil, err
		}
	}
	_, inSession := w.db.(identity.Session)
	s.answer = answer{level: &s.level, source: source{key: s.plan.to, exact: !inSession}}
	ask, err := s.ask(&s.answer)
	if ask != nil {
		ask.Why = s
	}
	return ask, err
}

// Cause is the path that the step is the end of, for those who listen to statements.
func (s *step) Cause() sqllog.Cause {
	var path path
	for at := s; at != nil; at = at.from {
		path = append(path, at.wish.relation)
	}
	slices.Reverse(path)
	return path.Cause()
}

// take attaches rows that came along.
func (s *step) take(came rows) error {
	a := answer{level: &s.level, source: came.source}
	a.Begin()
	for _, row := range came.all {
		a.Take(row)
	}
	return a.attach(came.all)
}

// next are the places that the steps lead to, where something is wished or loaded always.
func next(steps []*step) (places []place) {
	for _, s := range steps {
		to := s.wish.relation.To
		p := place{table: to, wishes: s.wish.below, from: s, way: s.way}
		if len(p.wishes) == 0 && !hasDefaults(to) {
			continue
		}
		p.objects = s.related()
		places = append(places, p)
	}
	return places
}

func hasDefaults(t *sqlast.Table) bool {
	for _, r := range t.Relations {
		if r.Always != sqlast.StrategyNone {
			return true
		}
	}
	return false
}
