package uow

import (
	"context"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/identity"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// The methods of this file and of follow.go and stream.go are identity.Session: what queries and loaders ask of a
// session. Their types are internal, so programs do not call them.

// Reading is called before a query that reads tables is sent.
func (s *Session) Reading(ctx context.Context, tables []*sqlast.Table) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	if err := s.usable(); err != nil {
		return err
	}
	if s.opts.Autoflush && s.waitsFor(tables) {
		if err := s.flush(ctx, false); err != nil {
			return err
		}
	}
	s.reads = true
	return nil
}

// Locking is called behind Reading where the query locks rows: it begins, since outside of a transaction locks end at once.
func (s *Session) Locking() error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	s.wanted = true
	return nil
}

// Again reports whether a query that failed may be sent once more.
func (s *Session) Again() bool {
	if s.enter() != nil {
		return false
	}
	defer s.leave()
	alone := !s.begun && !s.wanted
	s.reads = alone
	return alone
}

// waitsFor reports whether one of the tables has changes that are not flushed.
func (s *Session) waitsFor(tables []*sqlast.Table) bool {
	for _, t := range tables {
		known := s.tables[t]
		if known == nil {
			continue
		}
		for _, o := range known.all {
			if o.phase == pending || o.phase == stored && (o.doomed || o.dirty() || known.relationChanged(o)) {
				return true
			}
		}
	}
	return false
}

// relationChanged reports whether a related object was set that the foreign key does not say yet.
func (t *table) relationChanged(o *object) bool {
	for _, r := range t.up {
		if h := holder.OneAt(o.at, r); h.State == holder.Loaded && (h.Target != holder.OneAt(o.copy, r).Target || h.Relation == nil && h.Target.IsNil()) {
			return true
		}
	}
	for _, r := range t.down {
		if holder.ManyAt(o.at, r).Changed() {
			return true
		}
	}
	return false
}

// Entities returns the session's objects of t.
func (s *Session) Entities(t *sqlast.Table) (identity.Entities, error) { return s.table(t) }

// Adopt returns the object that stands for a row just read into fresh.
func (t *table) Adopt(fresh rowscan.Pointer) (object rowscan.Pointer, kept bool, err error) {
	if t.numbered {
		k := rowKey{isNumber, uint64(t.number(fresh))}
		return t.adopt(fresh, t.byNumber.find(k.number), k)
	}
	bytes, err := t.primary(t.scratch[:0], fresh)
	if err != nil {
		return fresh, true, err
	}
	t.scratch = bytes
	o := t.byKey[string(bytes)]
	if o == nil || o.phase == gone {
		bytes = t.keep(bytes)
	}
	return t.adopt(fresh, o, t.keyOf(bytes))
}

// adopt makes the row in fresh a new object with key k, or fills the object o that the session has for it.
func (t *table) adopt(fresh rowscan.Pointer, o *object, k rowKey) (object rowscan.Pointer, kept bool, err error) {
	if o != nil && o.phase != gone {
		t.fill(o, fresh)
		return o.at, false, nil
	}
	if len(t.all) == objectsAtOnce && t.expected > objectsAtOnce {
		t.makeRoom(t.expected)
	}
	o = t.place(fresh, stored)
	o.key = k
	t.remap(o)
	t.remember(o)
	return fresh, true, nil
}

// Expect is told how many rows the read about to begin gave the last time. Room for them is made when the first few
// have come, so that a read of few rows behind one of many is cheap.
func (t *table) Expect(rows int) {
	t.expected = min(rows+rows/expectedMargin, mostExpected)
}

// fill takes over what a read brought for an object that the session has: columns that the program has not changed.
func (t *table) fill(o *object, fresh rowscan.Pointer) {
	o.expired = false
	if t.same(o.copy, fresh) {
		return
	}
	was, kept := t.copyOf(o.at), o.copy
	t.learn(o, fresh)
	for i := range t.cols {
		c := &t.cols[i]
		if c.same(o.at.Field(c.Offset), kept.Field(c.Offset)) {
			t.assign(c, o.at, o.copy)
		}
	}
	for _, r := range t.up {
		t.followKey(o, r)
	}
	t.moved(o, was)
}

// same reports whether all columns of two entities have the same values.
func (t *table) same(a, b rowscan.Pointer) bool {
	for i := range t.cols {
		c := &t.cols[i]
		if !c.same(a.Field(c.Offset), b.Field(c.Offset)) {
			return false
		}
	}
	return true
}

// learn makes a row that was just read what the database has of an object. Before the session wrote anything, it is what
// others have committed, so that a rollback does not bring back what the object had before.
func (t *table) learn(o *object, fresh rowscan.Pointer) {
	if t.session.wrote() {
		t.session.touch(o, true)
	}
	o.copy = t.snapshotOf(o.copy)
	for i := range t.cols {
		t.assign(&t.cols[i], o.copy, fresh)
	}
	if t.session.wrote() {
		return
	}
	for u := o.undo; u != nil; u = u.before {
		u.copy = o.copy
	}
}

// Lookup returns the object whose primary key the columns of row hold.
func (t *table) Lookup(row rowscan.Pointer, columns []*sqlast.Column) (object rowscan.Pointer, found bool) {
	buf := t.scratch[:0]
	for i, c := range columns {
		p := row.Field(c.Offset)
		if valueType(c.GoType) != c.GoType {
			if p = p.Load(); p.IsNil() {
				return rowscan.Pointer{}, false
			}
		}
		w, err := rowsend.For(valueType(c.GoType), t.cols[t.table.Key[i]].Type)
		if err != nil {
			return rowscan.Pointer{}, false
		}
		if buf, err = w.Canonical(buf, p); err != nil {
			return rowscan.Pointer{}, false
		}
	}
	t.scratch = buf
	o := t.lookup(buf)
	if o == nil || o.phase != stored || o.doomed || o.expired {
		return rowscan.Pointer{}, false
	}
	return o.at, true
}

// Each calls f with each object that the session holds and would not delete.
func (t *table) Each(f func(object rowscan.Pointer)) {
	for _, o := range t.all {
		if o.phase != gone && !o.doomed {
			f(o.at)
		}
	}
}
