package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// phase is where an object stands between program and database.
type phase uint8

// The phases. Whether what is stored is committed too is said by [object.flushed].
const (
	pending phase = iota // added, and not yet written
	stored               // there is a row for it
	gone                 // its row was deleted, or its session let go of it
)

// object is one row of the database, or one to be, as a session knows it.
type object struct {
	in      *table
	at      rowscan.Pointer // the entity
	key     rowKey          // in the identity map; the zero key while pending
	copy    rowscan.Pointer // what the database has, see snapshotOf and rememberWhole; nil while pending
	notes   *draft.Notes    // what was said of a new object
	undo    *undo           // what levels have to undo
	seen    int             // the session's count when the object came; tells the order of adding
	links   [2]int32        // of the flush under way: its range of flush.links
	phase   phase
	doomed  bool // Delete was called, and not yet written
	flushed bool // written in the transaction that is open
	expired bool // the database may have newer values: the next read overwrites
	parent  bool // of the flush under way: a row waits for its key
	listed  bool // of the flush under way: it is among those that changed
}

// table is the session's objects of one table: the identity map.
//
//	byNumber or byKey:  the key            ──► object ──► entity, copy
//	byAddr:             address of the entity ──►   "       (made when it is first asked)
type table struct {
	*shape
	session           *Session
	byNumber          index              // where the key is an integer
	byKey             map[string]*object // where it is anything else
	byAddr            index
	byAddrOK          bool      // byAddr was made
	emptied           bool      // many are being let go, and the maps are made anew at the end
	all               []*object // in order of arrival; those that are gone are swept out now and then
	lost              int       // of all, those that are gone
	expected          int       // how many rows the read under way gave the last time
	objects           []object  // free places for objects
	copies, snapshots *rowscan.Slab
	memory            rowscan.Memory                 // of what copies point at
	keys              []byte                         // where keys lie; what is below its length is never written again
	lapsed            map[*object][]*sqlast.Relation // that were loaded before they expired
	in                []*sqlast.Relation             // whose collections have objects of the table
	leavings          []leaving                      // room for what leaves returns
	scratch           []byte
	space             [48]byte // what scratch begins as
}

const (
	objectsAtOnce  = 64
	mostExpected   = 1 << 20 // objects that room is made for at once
	expectedMargin = 8       // the part of the expected number by which there may be more
)

// place returns a new object for the entity at p, in no map yet.
func (t *table) place(p rowscan.Pointer, ph phase) *object {
	if len(t.objects) == 0 {
		t.objects = make([]object, min(objectsAtOnce, 1+2*len(t.all)))
	}
	o := &t.objects[0]
	t.objects = t.objects[1:]
	t.session.count++
	o.in, o.at, o.phase, o.seen = t, p, ph, t.session.count // the rest is zero
	t.all = append(t.all, o)
	t.addressed(o)
	return o
}

// makeRoomToAdd makes room for n new objects.
func (t *table) makeRoomToAdd(n int) {
	t.all = slices.Grow(t.all, n)
	if n += len(t.all) - t.lost; t.byAddrOK {
		t.byAddr.reserve(n)
	} else {
		t.byAddr.resize(n) // it is empty
	}
}

// addressed makes the object known by its address, where objects are.
func (t *table) addressed(o *object) {
	if t.byAddrOK {
		t.byAddr.put(uint64(o.at.Address()), o)
	}
}

// find returns the object of the entity at p, or nil where the session has none.
func (t *table) find(p rowscan.Pointer) *object {
	if !t.byAddrOK {
		t.byAddrOK = true
		t.byAddr.reserve(len(t.all))
		for _, o := range t.all {
			if o.phase != gone {
				t.addressed(o)
			}
		}
	}
	return t.byAddr.find(uint64(p.Address()))
}

// findStored is find for an entity that most likely has a row: it looks for its key first.
func (t *table) findStored(p rowscan.Pointer) *object {
	if t.numbered {
		if o := t.byNumber.find(uint64(t.number(p))); o != nil && o.at == p {
			return o
		}
	}
	return t.find(p)
}

// forget takes the object out of the maps; the entity becomes a plain object of the program.
func (t *table) forget(o *object) {
	if !t.emptied {
		t.unmap(o)
		if t.byAddrOK {
			t.byAddr.drop(uint64(o.at.Address()), o)
		}
	}
	if o.phase != gone {
		o.phase = gone
		t.lost++
	}
}

// sweep drops objects that are gone from the list. It must not run while a savepoint could bring one back.
func (t *table) sweep() {
	if t.lost == 0 {
		return
	}
	kept := t.all[:0]
	for _, o := range t.all {
		if o.phase != gone {
			kept = append(kept, o)
		} else if t.lapsed != nil {
			delete(t.lapsed, o)
		}
	}
	clear(t.all[len(kept):])
	t.all, t.lost = kept, 0
}
