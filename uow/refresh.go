package uow

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
)

// Refresh reads objects of the session anew, pointers to entities of any tables. Their changes that were not flushed are
// dropped: columns, and the objects that they were related to. Relations that were loaded on them, or had been before a
// commit that expired them, are loaded anew, as [preload.Load] loads them: rows of a collection are read again, an object
// that the session holds is not asked for. What was added to and removed from their collections and not flushed is a
// change of the objects there, and stays.
//
// It sends one query for each table, whatever the number of objects, all of them in one round trip, and one round trip for
// all the relations. It flushes nothing itself; with Options.Autoflush loading the relations flushes what they read.
//
// An object that is new, is to be deleted, or is not in this session gives an [ObjectError], and nothing was sent. An
// object whose row is gone leaves the session and gives a [StaleError]; the others are refreshed.
func (s *Session) Refresh(ctx context.Context, entities ...any) error {
	r := refresh{s: s}
	if err := r.rows(ctx, entities); err != nil {
		return err
	}
	return errors.Join(append(r.missed, r.relations(ctx))...)
}

// refresh is one call of Refresh.
type refresh struct {
	s      *Session
	tables []*tableRefresh
	missed []error
}

// tableRefresh is the objects of one table.
type tableRefresh struct {
	t       *table
	objects []*object
	fresh   map[*object]rowscan.Pointer // their rows, as they were read
	related map[*sqlast.Relation][]rowscan.Pointer
}

// rows reads the objects' rows and takes them over.
func (r *refresh) rows(ctx context.Context, entities []any) error {
	s := r.s
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return err
	}
	if err := r.sort(entities); err != nil || len(r.tables) == 0 {
		return err
	}
	if err := r.read(ctx); err != nil {
		return s.fail(err)
	}
	for _, tr := range r.tables {
		r.overwrite(tr)
	}
	r.forgetMoves()
	return nil
}

// sort finds the objects, table by table.
func (r *refresh) sort(entities []any) error {
	var errs []error
	of := map[*table]*tableRefresh{}
	seen := map[*object]bool{}
	for _, e := range entities {
		t, p, err := r.s.entityOf("Refresh", e)
		if err == nil {
			err = t.mayRefresh(p)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		o := t.find(p)
		if seen[o] {
			continue
		}
		seen[o] = true
		if of[t] == nil {
			of[t] = &tableRefresh{t: t, fresh: map[*object]rowscan.Pointer{}, related: map[*sqlast.Relation][]rowscan.Pointer{}}
			r.tables = append(r.tables, of[t])
		}
		of[t].objects = append(of[t].objects, o)
	}
	return errors.Join(errs...)
}

func (t *table) mayRefresh(p rowscan.Pointer) error {
	o := t.find(p)
	switch {
	case o == nil || o.phase == gone:
		return &ObjectError{"Refresh", t.table.Name + t.show(p), "is not in this session; read it with uow.Get"}
	case o.phase == pending:
		return &ObjectError{"Refresh", o.name(), "has no row yet; flush first"}
	case o.doomed:
		return &ObjectError{"Refresh", o.name(), "is to be deleted by the next flush; give it to Add to keep it"}
	}
	return nil
}

// read sends a query for each table in one round trip.
func (r *refresh) read(ctx context.Context) (err error) {
	b := &pgx.Batch{}
	for _, tr := range r.tables {
		sql, args, err := tr.t.selectHeld(tr.objects)
		if err != nil {
			return err
		}
		b.Queue(sql, args...)
	}
	r.s.reads = true
	results, err := r.s.sendBatch(r.told(ctx), b)
	if err != nil {
		return err
	}
	defer func() {
		if closed := results.Close(); err == nil {
			err = closed
		}
	}()
	for _, tr := range r.tables {
		rows, err := results.Query()
		if err == nil {
			err = tr.take(rows)
		}
		if err != nil {
			return query.Explain(err)
		}
	}
	return nil
}

// told is the context, which tells those who listen to the session why the queries are sent.
func (r *refresh) told(ctx context.Context) context.Context {
	if r.s.log == nil {
		return ctx
	}
	causes := make([]sqllog.Cause, len(r.tables))
	for i, tr := range r.tables {
		causes[i] = sqllog.Cause{Step: "refresh", Table: tr.t.table.Name}
	}
	return sqllog.With(ctx, causes...)
}

func (tr *tableRefresh) take(rows pgx.Rows) error {
	defer rows.Close()
	read := entityReader{table: tr.t}
	for rows.Next() {
		fresh, err := read.next(rows)
		if err != nil {
			return err
		}
		o, err := tr.t.heldAs(fresh)
		if err != nil {
			return err
		}
		tr.fresh[o] = fresh
	}
	return rows.Err()
}

// overwrite gives the objects what their rows have, and lets go of those that have none.
func (r *refresh) overwrite(tr *tableRefresh) {
	for _, o := range tr.objects {
		fresh, there := tr.fresh[o]
		if there {
			for _, rel := range tr.t.overwrite(o, fresh) {
				tr.related[rel] = append(tr.related[rel], o.at)
			}
			continue
		}
		r.missed = append(r.missed, &StaleError{Statement: "refresh", Table: tr.t.table.Name, Keys: tr.t.show(o.old())})
		r.s.touch(o, true)
		tr.t.letGo(o)
	}
}

// overwrite makes a row that was just read what the object is, and the relations that were loaded on it not loaded. It
// returns those.
func (t *table) overwrite(o *object, fresh rowscan.Pointer) []*sqlast.Relation {
	loaded := t.loaded(o)
	was := t.copyOf(o.at)
	t.learn(o, fresh)
	t.restoreColumns(o, o.copy)
	t.moved(o, was)
	t.leaveTargets(o)
	o.expired = false
	delete(t.lapsed, o)
	for _, r := range loaded {
		h := holder.HeadAt(o.at, r)
		h.Relation, h.State = r, holder.NotLoaded
		if r.Kind == sqlast.ManyToOne {
			holder.OneAt(o.at, r).Target = rowscan.Pointer{}
		} else {
			m := holder.ManyAt(o.at, r).Settle()
			m.Items = slices.Clone(m.Added)
		}
	}
	return loaded
}

// leaveTargets takes the object out of the collections of new objects that it was related to, which the session may not
// have met yet.
func (t *table) leaveTargets(o *object) {
	for _, r := range t.up {
		h := holder.OneAt(o.at, r)
		if r.Inverse == nil || h.State != holder.Loaded || h.Target.IsNil() {
			continue
		}
		in, err := t.session.table(r.To)
		if err != nil {
			continue
		}
		if p := in.find(h.Target); p == nil || p.phase == pending {
			m := holder.ManyAt(h.Target, r.Inverse)
			m.Drop(o.at)
			t.session.settleLater(m)
		}
	}
}

// loaded is the relations that are loaded on o, and those that were before they expired.
func (t *table) loaded(o *object) []*sqlast.Relation {
	all := t.lapsed[o]
	for _, r := range t.table.Relations {
		if holder.HeadAt(o.at, r).State == holder.Loaded && !slices.Contains(all, r) {
			all = append(slices.Clip(all), r)
		}
	}
	return all
}

// forgetMoves takes back that the objects were added to collections, or removed from them: those changes are dropped.
func (r *refresh) forgetMoves() {
	for _, tr := range r.tables {
		for _, rel := range tr.t.in {
			from, err := r.s.table(rel.From)
			if err != nil {
				continue
			}
			for _, p := range from.all {
				if m := holder.ManyAt(p.at, rel); p.phase != gone && m.Changed() {
					tr.forgetMoves(from, p, rel, m)
				}
			}
		}
	}
}

func (tr *tableRefresh) forgetMoves(from *table, p *object, rel *sqlast.Relation, m *holder.Many) {
	refreshed := func(child rowscan.Pointer) bool {
		o := tr.t.find(child)
		_, ok := tr.fresh[o]
		return ok
	}
	belongs := func(child rowscan.Pointer) bool {
		same, err := sameKeyOf(tr.t, child, rel.Others, p.at, from, rel.Columns)
		return err == nil && same
	}
	m.Items = slices.DeleteFunc(slices.Clone(m.Items), func(c rowscan.Pointer) bool { return refreshed(c) && !belongs(c) })
	m.Added = slices.DeleteFunc(slices.Clone(m.Added), refreshed)
	m.Removed = slices.DeleteFunc(slices.Clone(m.Removed), refreshed)
}

// relations loads anew what was loaded.
func (r *refresh) relations(ctx context.Context) error {
	var rels []*sqlast.Relation
	var parents [][]rowscan.Pointer
	for _, tr := range r.tables {
		for _, rel := range tr.t.table.Relations {
			if ps := tr.related[rel]; len(ps) > 0 {
				rels, parents = append(rels, rel), append(parents, ps)
			}
		}
	}
	return preload.LoadRelations(ctx, r.s, rels, parents)
}
