package uow

import (
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
	phase   phase
	key     string             // in the identity map; "" while pending
	copy    rowscan.Pointer    // the entity as the database has it; nil while pending
	notes   *draft.Notes       // what was said of a new object
	doomed  bool               // Delete was called, and not yet written
	flushed bool               // written in the transaction that is open
	expired bool               // the database may have newer values: the next read overwrites
	lapsed  []*sqlast.Relation // that were loaded before they expired
	seen    int                // the session's count when the object came; tells the order of adding
	links   [2]int32           // of the flush under way: its range of flush.links
	parent  bool               // of the flush under way: a row waits for its key
	listed  bool               // of the flush under way: it is among those that changed
	undo    *undo              // what levels have to undo
}

// table is the session's objects of one table: the identity map.
//
//	byKey:  canonical bytes of the key ──► object ──► entity, copy
//	byAddr: address of the entity      ──►   "       (made when it is first asked)
type table struct {
	*shape
	session *Session
	byKey   map[string]*object
	byAddr  map[rowscan.Pointer]*object
	all     []*object // in order of arrival; those that are gone are swept out now and then
	lost    int       // of all, those that are gone
	objects []object  // free places for objects
	copies  *rowscan.Slab
	memory  rowscan.Memory     // of what copies point at
	keys    []byte             // where keys lie; what is below its length is never written again
	in      []*sqlast.Relation // see collections
	inKnown bool
	scratch []byte
	space   [48]byte // what scratch begins as
}

const objectsAtOnce = 64

// place returns a new object for the entity at p, in no map yet.
func (t *table) place(p rowscan.Pointer, ph phase) *object {
	if len(t.objects) == 0 {
		t.objects = make([]object, min(objectsAtOnce, 1+2*len(t.all)))
	}
	o := &t.objects[0]
	t.objects = t.objects[1:]
	t.session.count++
	*o = object{in: t, at: p, phase: ph, seen: t.session.count}
	t.all = append(t.all, o)
	if t.byAddr != nil {
		t.byAddr[p] = o
	}
	return o
}

// find returns the object of the entity at p, or nil where the session has none.
func (t *table) find(p rowscan.Pointer) *object {
	if t.byAddr == nil {
		t.byAddr = make(map[rowscan.Pointer]*object, len(t.all))
		for _, o := range t.all {
			if o.phase != gone {
				t.byAddr[o.at] = o
			}
		}
	}
	return t.byAddr[p]
}

// lookup returns the object whose key is in the canonical bytes, or nil.
func (t *table) lookup(key []byte) *object { return t.byKey[string(key)] }

// expect makes room for so many objects, where the table has none yet.
func (t *table) expect(n int) {
	if len(t.byKey) == 0 && n > objectsAtOnce {
		t.byKey = make(map[string]*object, n)
	}
}

// register puts a stored object into the identity map.
func (t *table) register(o *object, key []byte) {
	if t.byKey == nil {
		t.byKey = map[string]*object{}
	}
	o.key = t.keep(key)
	t.byKey[o.key] = o
}

// keep copies a key to where keys lie.
func (t *table) keep(key []byte) string {
	if cap(t.keys)-len(t.keys) < len(key) {
		t.keys = make([]byte, 0, max(len(key), min(4096, 64+16*len(t.all))))
	}
	at := len(t.keys)
	t.keys = append(t.keys, key...)
	return rowscan.String(t.keys[at:])
}

// forget takes the object out of the maps; the entity becomes a plain object of the program.
func (t *table) forget(o *object) {
	if o.key != "" && t.byKey[o.key] == o {
		delete(t.byKey, o.key)
	}
	if t.byAddr != nil && t.byAddr[o.at] == o {
		delete(t.byAddr, o.at)
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
		}
	}
	clear(t.all[len(kept):])
	t.all, t.lost = kept, 0
}
