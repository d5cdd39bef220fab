package uow

import (
	"fmt"
	"reflect"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Add gives the session new objects, pointers to entities, to be inserted by the next flush. New objects that they are
// related to come with them. Client defaults are filled in at once. Adding an object that the session has does
// nothing; one that was to be deleted stays.
//
// It sends nothing. What cannot be added is reported by the next flush or commit, which then writes nothing.
func (s *Session) Add(entities ...any) {
	if err := s.enter(); err != nil {
		s.astray(err)
		return
	}
	defer s.leave()
	for _, e := range entities {
		t, p, err := s.entityOf("Add", e)
		if err == nil {
			err = s.add(t, p)
		}
		if err != nil {
			s.mistake(err)
		}
	}
}

// AddAll is [Session.Add] for a slice of entities. Where there are many, it takes less than a call for each.
func AddAll[E any](s *Session, entities []*E) {
	s.all("AddAll", reflect.TypeFor[E](), rowscan.Pointers(entities), (*table).addAll)
}

// DeleteAll is [Session.Delete] for a slice of entities. Where there are many, it takes less than a call for each.
func DeleteAll[E any](s *Session, entities []*E) {
	s.all("DeleteAll", reflect.TypeFor[E](), rowscan.Pointers(entities), (*table).deleteAll)
}

// all does something with entities of one type.
func (s *Session) all(call string, entity reflect.Type, ps []rowscan.Pointer, do func(t *table, call string, ps []rowscan.Pointer)) {
	if err := s.enter(); err != nil {
		s.astray(err)
		return
	}
	defer s.leave()
	t, err := s.tableOf(call, entity)
	if err != nil {
		s.mistake(err)
		return
	}
	do(t, call, ps)
}

func (t *table) addAll(call string, ps []rowscan.Pointer) {
	t.makeRoomToAdd(len(ps))
	for i, p := range ps {
		if err := t.notNil(call, ps, i); err != nil {
			t.session.mistake(err)
		} else if err := t.session.add(t, p); err != nil {
			t.session.mistake(err)
		}
	}
}

func (t *table) deleteAll(call string, ps []rowscan.Pointer) {
	for i, p := range ps {
		if err := t.notNil(call, ps, i); err != nil {
			t.session.mistake(err)
		} else if err := t.delete(p); err != nil {
			t.session.mistake(err)
		}
	}
}

// notNil refuses an entity of a slice that is nil.
func (t *table) notNil(call string, ps []rowscan.Pointer, i int) error {
	if !ps[i].IsNil() {
		return nil
	}
	return &ObjectError{call, fmt.Sprintf("entity %d of %d, a nil *%s,", i+1, len(ps), t.table.GoType), "is no object; leave it out"}
}

// mistake keeps an error for the next flush.
func (s *Session) mistake(err error) {
	l := s.top()
	l.mistakes = append(l.mistakes, err)
}

// astray keeps the error of a call that came while another one was under way. Nothing else of the session is touched.
func (s *Session) astray(err error) {
	s.strayMu.Lock()
	defer s.strayMu.Unlock()
	s.stray = append(s.stray, err)
}

// forgiveStray forgets such errors, with a rollback.
func (s *Session) forgiveStray() {
	s.strayMu.Lock()
	defer s.strayMu.Unlock()
	s.stray = nil
}

// mistakes are the errors that were kept, joined.
func (s *Session) mistakes() error {
	var wrong problems
	s.strayMu.Lock()
	for _, err := range s.stray {
		wrong.add(err)
	}
	s.strayMu.Unlock()
	for _, l := range s.levels {
		for _, err := range l.mistakes {
			wrong.add(err)
		}
	}
	return wrong.err()
}

// Create makes a new object of t, gives its columns what as says, and adds it to the session. A column that is not named
// gets its default. It sends nothing; an error says what cannot be assigned, and then nothing was added.
func Create[E any](s *Session, t query.EntityOf[E], as ...schema.Assignment) (*E, error) {
	e := new(E)
	if err := s.create(query.SourceOf(t).Table, rowscan.Of(e), as); err != nil {
		return nil, err
	}
	return e, nil
}

func (s *Session) create(def *sqlast.Table, p rowscan.Pointer, as []schema.Assignment) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	t, err := s.table(def)
	if err != nil {
		return err
	}
	sets := make([]sqlast.Set, len(as))
	for i, a := range as {
		sets[i] = query.SetOf(a)
	}
	if err := draft.Assign(def, p, sets); err != nil {
		return err
	}
	return s.add(t, p)
}

// add takes a new object into the session, and the new objects that it is related to.
func (s *Session) add(t *table, p rowscan.Pointer) error {
	if o := t.find(p); o != nil {
		if o.doomed {
			s.touch(o, false)
			o.doomed = false
		}
		return nil
	}
	o, err := t.admit("Add", p)
	if err != nil {
		return err
	}
	return s.cascade(o, true)
}

// admit makes an entity a pending object. One whose key the database made is not new.
func (t *table) admit(call string, p rowscan.Pointer) (*object, error) {
	for _, k := range t.table.Key {
		if c := &t.cols[k]; c.Owned && !c.isZero(p) {
			return nil, &ObjectError{call, t.table.Name + t.show(p), "has a key that the database made, and this session does not hold it; read it in this session with uow.Get, or leave " + c.Name + " zero for a new object"}
		}
	}
	notes := draft.Take(p)
	if err := draft.Default(t.table, p, notes); err != nil {
		return nil, err
	}
	t.stampGiven(p)
	o := t.place(p, pending)
	o.notes = notes
	return o, nil
}

// stampGiven tells the holders of a new object whose foreign key was given alone that there may be a related object, so
// that reading it is an error and not nothing.
func (t *table) stampGiven(p rowscan.Pointer) {
	for _, r := range t.up {
		h := holder.OneAt(p, r)
		if h.State != holder.Unset {
			continue
		}
		if !t.null(p, r.Columns) && !t.zero(p, t.table.Clearable(r.Columns)) {
			h.Relation = r
		}
	}
}

// cascade adds the new objects that are reached from o, nearest first, and shows each relation on its other side. isNew
// says that o has just come.
func (s *Session) cascade(o *object, isNew bool) error {
	todo, err := s.reach(o, isNew, nil)
	for err == nil && len(todo) > 0 {
		o, todo = todo[0], todo[1:]
		todo, err = s.reach(o, true, todo)
	}
	return err
}

// reach adds the new objects that o's holders have, behind those of added.
func (s *Session) reach(o *object, isNew bool, added []*object) ([]*object, error) {
	for _, r := range o.in.up {
		h := holder.OneAt(o.at, r)
		if h.State != holder.Loaded || h.Target.IsNil() {
			continue
		}
		n, err := s.take(r.To, h.Target, o)
		if err != nil {
			return nil, err
		}
		if n != nil {
			added = append(added, n)
		}
		if h.Relation == nil && r.Inverse != nil && !o.belonged(r, h.Target) { // schema.To set it; schema.ToOne.Set shows it on both sides
			holder.ManyAt(h.Target, r.Inverse).Enter(o.at, isNew)
		}
		h.Relation = r
	}
	for _, r := range o.in.down {
		for _, p := range holder.ManyAt(o.at, r).Settle().Added {
			n, err := s.take(r.To, p, o)
			if err != nil {
				return nil, err
			}
			if n != nil {
				added = append(added, n)
			}
		}
	}
	return added, nil
}

// belonged reports whether the database has o related to parent already; then o is new in no collection.
func (o *object) belonged(r *sqlast.Relation, parent rowscan.Pointer) bool {
	if o.phase != stored {
		return false
	}
	in, err := o.in.session.table(r.To)
	if err != nil {
		return false
	}
	same, err := sameKeyOf(o.in, o.copy, r.Columns, parent, in, r.Others)
	return err == nil && same
}

// take admits an entity that is related to from; it returns nil where the session has it.
func (s *Session) take(def *sqlast.Table, p rowscan.Pointer, from *object) (*object, error) {
	t, err := s.table(def)
	if err != nil || t.find(p) != nil {
		return nil, err
	}
	n, err := t.admit("Add", p)
	if err != nil {
		return nil, fmt.Errorf("%w (it is related to %s)", err, from.name())
	}
	return n, nil
}

// Delete marks objects to be deleted by the next flush. An object that was added and not flushed is let go instead.
// What refers to the object follows the definition of its foreign key; where that says nothing, objects of a collection get
// NULL, in one UPDATE before the DELETE, and where that is not possible the flush returns a [ReferredError].
// It sends nothing. What cannot be deleted is reported by the next flush or commit, which then writes nothing.
func (s *Session) Delete(entities ...any) {
	if err := s.enter(); err != nil {
		s.astray(err)
		return
	}
	defer s.leave()
	for _, e := range entities {
		t, p, err := s.entityOf("Delete", e)
		if err == nil {
			err = t.delete(p)
		}
		if err != nil {
			s.mistake(err)
		}
	}
}

func (t *table) delete(p rowscan.Pointer) error {
	o := t.findStored(p)
	switch {
	case o == nil || o.phase == gone:
		return &ObjectError{"Delete", t.table.Name + t.show(p), "is not in this session; read it with uow.Get first, or run query.Delete"}
	case o.phase == pending:
		t.session.touch(o, true)
		t.letGo(o)
	case !o.doomed:
		o.doomed = true
		t.session.dooms++
	}
	return nil
}
