package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// level is the account of a transaction, or of a savepoint inside of one: what its rollback has to undo in the objects.
// Only what the level itself replaced is in it; a level that ends well hands its account to the one around it.
type level struct {
	savepoint string // "" for the transaction
	touched   []*object
	inserted  []*step // of new objects that have no undo; see [step.touch]
	since     int     // the session's count when the level began
	wrote     int     // the session's count at the level's first write, plus one; 0 before
	mistakes  []error
	failed    error // the first error of a statement; nothing goes on until the rollback
}

// undo is what an object was before a level touched it. The undos of an object are a list, the innermost level first.
type undo struct {
	depth   int
	phase   phase
	key     rowKey
	copy    rowscan.Pointer
	entity  rowscan.Pointer // the entity whole, where its columns or collections would not follow from copy
	notes   *draft.Notes
	flushed bool
	before  *undo
}

func (s *Session) top() *level { return s.levels[len(s.levels)-1] }

// touch notes what the object is, before the level at hand changes it for the first time. whole keeps the entity too.
func (s *Session) touch(o *object, whole bool) {
	if s.sure {
		return
	}
	depth := len(s.levels) - 1
	if u := o.undo; u != nil && u.depth == depth {
		if whole && u.entity.IsNil() {
			u.entity = o.in.copyOf(o.at) // nothing but columns changed since
		}
		return
	}
	if len(s.undos) == 0 {
		s.undos = make([]undo, min(max(objectsAtOnce, len(s.top().touched)), 16*objectsAtOnce))
	}
	u := &s.undos[0]
	s.undos = s.undos[1:]
	*u = undo{depth: depth, phase: o.phase, key: o.key, copy: o.copy, notes: o.notes, flushed: o.flushed, before: o.undo}
	if whole || o.phase == pending {
		u.entity = o.in.copyOf(o.at)
	}
	o.undo = u
	l := s.top()
	l.touched = append(l.touched, o)
}

// writes notes that the level at hand changes rows.
func (s *Session) writes() {
	if l := s.top(); l.wrote == 0 {
		l.wrote = s.count + 1
	}
}

// wrote reports whether the transaction has changed rows.
func (s *Session) wrote() bool {
	for _, l := range s.levels {
		if l.wrote > 0 {
			return true
		}
	}
	return false
}

// push begins a level.
func (s *Session) push(savepoint string) {
	s.levels = append(s.levels, &level{savepoint: savepoint, since: s.count})
}

// keepLevel ends the innermost level well: its account goes to the one around it.
func (s *Session) keepLevel() {
	l, depth := s.top(), len(s.levels)-1
	s.levels = s.levels[:depth]
	outer := s.top()
	for _, o := range l.touched {
		if before := o.undo.before; before != nil && before.depth == depth-1 {
			if before.entity.IsNil() {
				before.entity = o.undo.entity // the collections were the same when the outer level began
			}
			o.undo = before
			continue
		}
		o.undo.depth = depth - 1
		outer.touched = append(outer.touched, o)
	}
	outer.inserted = append(outer.inserted, l.inserted...)
	if outer.wrote == 0 {
		outer.wrote = l.wrote
	}
	outer.mistakes = append(outer.mistakes, l.mistakes...)
}

// settleAll ends the transaction well: what it wrote is what the database has.
func (s *Session) settleAll() {
	for _, o := range s.transaction.touched {
		o.undo, o.flushed = nil, false
	}
	for _, st := range s.transaction.inserted {
		st.settle()
	}
	s.resetLevels()
	for _, t := range s.tables {
		t.sweep()
		if s.opts.ExpireOnCommit {
			t.expire()
		}
	}
}

// expire makes what is known of the objects old.
func (t *table) expire() {
	for _, o := range t.all {
		if o.phase == stored {
			for _, r := range t.down {
				holder.ManyAt(o.at, r).Settle()
			}
			o.expired = true
			if loaded := t.loaded(o); len(loaded) > 0 {
				if t.lapsed == nil {
					t.lapsed = map[*object][]*sqlast.Relation{}
				}
				t.lapsed[o] = loaded
			}
			holder.Stamp(o.at, t.table)
		}
	}
}

// undoLevel ends the innermost level badly: the objects become what they were when it began. Objects that were added in
// it are the program's again; so are those that were read after it had written.
func (s *Session) undoLevel() {
	s.forgiveStray()
	l := s.top()
	for _, o := range slices.Backward(l.touched) {
		o.in.undo(o)
	}
	for _, st := range slices.Backward(l.inserted) {
		st.undo()
	}
	s.undoDeletes()
	s.undoing = true
	for _, t := range s.tables {
		t.undoRest(l)
	}
	for _, t := range s.tables {
		for _, o := range t.all {
			if o.phase == stored {
				t.undoCollections(o)
				if l.wrote > 0 {
					t.leaveLost(o)
				}
			}
		}
	}
	s.undoing = false
	s.settleNow()
	if l.wrote > 0 {
		s.doubtCollections(l)
	}
	if len(s.levels) > 1 {
		s.levels = s.levels[:len(s.levels)-1]
		return
	}
	s.resetLevels()
	for _, t := range s.tables {
		t.sweep()
	}
}

// undoDeletes takes calls of Delete back. They were made in the level at hand, for a level begins with a flush.
func (s *Session) undoDeletes() {
	if s.dooms == 0 {
		return
	}
	for _, t := range s.tables {
		for _, o := range t.all {
			o.doomed = false
		}
	}
	s.dooms = 0
}

// resetLevels begins the account of a transaction anew.
func (s *Session) resetLevels() {
	s.transaction = level{since: s.count}
	s.levels = s.outer[:]
}

// undo gives an object back what its innermost undo says.
func (t *table) undo(o *object) {
	u := o.undo
	o.undo = u.before
	if o.key != u.key {
		t.unmap(o)
	}
	was := o.phase
	o.phase, o.key, o.copy, o.notes, o.doomed, o.flushed = u.phase, u.key, u.copy, u.notes, false, u.flushed
	if was == gone {
		t.lost--
	}
	t.remap(o)
	t.addressed(o)
	if u.phase == pending {
		rowscan.Copy(t.table.GoType, o.at, u.entity)
		return
	}
	if !u.entity.IsNil() {
		for _, r := range t.down {
			holder.ManyAt(o.at, r).Restore(holder.ManyAt(u.entity, r))
		}
	}
}

// undoRest undoes in all objects what no undo tells: changes that were not flushed, and coming to the session.
func (t *table) undoRest(l *level) {
	for _, o := range t.all {
		switch {
		case o.phase == gone:
		case o.phase == pending && o.seen > l.since:
			t.untake(o)
			draft.Keep(t.table, o.at, o.notes) // another session may take the object
			t.forget(o)
		case o.phase == stored && l.wrote > 0 && o.seen >= l.wrote && o.seen > l.since:
			t.forget(o)
		case o.phase == stored:
			if o.dirty() {
				was := t.copyOf(o.at)
				t.restoreColumns(o, o.copy)
				t.moved(o, was)
			}
			t.followKeys(o)
		}
	}
}
