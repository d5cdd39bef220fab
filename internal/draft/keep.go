package draft

import (
	"runtime"
	"sync"
	"sync/atomic"
	"weak"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// kept holds the notes between Assign and Take, by the address of the object, which it does not keep alive. An address
// may be used again for another object; alive tells them apart, since the old object's is nil then.
var kept struct {
	sync.Mutex
	notes map[uintptr]entry
	count atomic.Int64 // len(notes), so that Take need not lock where nothing is kept
}

type entry struct {
	alive   weak.Pointer[byte] // to the first byte of the object
	notes   *Notes
	cleanup runtime.Cleanup
}

// place is where the notes of an object that died were kept.
type place struct {
	address uintptr
	alive   weak.Pointer[byte]
}

// Keep holds n until somebody takes it or the object dies: a session that gives up a new object, after a rollback, returns
// what was said of it. Nil notes are not kept. An object without size has no address of its own, and no columns either:
// its notes are not kept.
func Keep(t *sqlast.Table, entity rowscan.Pointer, n *Notes) {
	if n == nil || t.GoType.Size() == 0 {
		return
	}
	Take(entity)
	first := rowscan.As[byte](entity)
	at := place{entity.Address(), weak.Make(first)}
	e := entry{alive: at.alive, notes: n, cleanup: runtime.AddCleanup(first, forget, at)}
	kept.Lock()
	defer kept.Unlock()
	if kept.notes == nil {
		kept.notes = map[uintptr]entry{}
	}
	kept.notes[at.address] = e
	kept.count.Store(int64(len(kept.notes)))
}

// forget runs when an object died that nobody took. Its address may have new notes by now.
func forget(at place) {
	kept.Lock()
	defer kept.Unlock()
	if kept.notes[at.address].alive == at.alive {
		delete(kept.notes, at.address)
		kept.count.Store(int64(len(kept.notes)))
	}
}

// Take returns what [Assign] noted about entity, once. It returns nil for an object that was built as a struct, and for
// a copy of one that was not.
func Take(entity rowscan.Pointer) *Notes {
	if kept.count.Load() == 0 || entity.IsNil() {
		return nil
	}
	e, ok := takeEntry(entity)
	if !ok {
		return nil
	}
	e.cleanup.Stop()
	return e.notes
}

func takeEntry(entity rowscan.Pointer) (entry, bool) {
	address := entity.Address()
	kept.Lock()
	defer kept.Unlock()
	e, ok := kept.notes[address]
	if !ok || e.alive.Value() != rowscan.As[byte](entity) {
		return entry{}, false
	}
	delete(kept.notes, address)
	kept.count.Store(int64(len(kept.notes)))
	return e, true
}
