package holder

import (
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// Many holds the objects at the other end of a one-to-many relation. Its slices are read after Settle.
//
// Emptying a large collection one by one would look through it, and copy it, for each object. So changes of one that is
// large are queued, behind what was removed, and made all at once when somebody reads:
//
//	Removed   a  b │ c  ·enter d  ·drop e        the last queued entries: c leaves, d enters, e is dropped
//
// The queue is in slices and a number, so that a copy of the Many has its own; no slice that was given away changes.
type Many struct {
	Head
	Items   []rowscan.Pointer // in order, each once
	Added   []rowscan.Pointer // since the items were loaded or stored
	Removed []rowscan.Pointer
	owner   rowscan.Pointer // the Many that may append to the slices; a copy of it may not
}

// few is up to how many objects are looked through one by one.
const few = 32

// Marks in the queue, of the object behind them. An object without a mark leaves.
var (
	entering = rowscan.Of(new(byte))
	bringing = rowscan.Of(new(byte))
	dropping = rowscan.Of(new(byte))
)

// Own lets m append to its slices. A Many that was copied with its entity shares them with the one that it was copied
// from, and takes copies of them now.
func (m *Many) Own() {
	if me := rowscan.Of(m); m.owner != me {
		m.Items, m.Added, m.Removed = slices.Clone(m.Items), slices.Clone(m.Added), slices.Clone(m.Removed)
		m.owner = me
	}
}

// Restore makes m what it was when then was copied from it. What came since may be in slices that were given away.
func (m *Many) Restore(then *Many) {
	*m = *then
	m.owner = rowscan.Pointer{}
}

// Changed reports whether objects were added or removed.
func (m *Many) Changed() bool {
	m.Settle()
	return len(m.Added)+len(m.Removed) > 0
}

// IsEmpty reports whether Drop would change nothing.
func (m *Many) IsEmpty() bool { return len(m.Items)+len(m.Added)+int(m.queued) == 0 }

// IsQueued reports whether changes wait for Settle.
func (m *Many) IsQueued() bool { return m.queued > 0 }

// Enter puts child among the objects, as one that was added, or as one that comes back to where it is stored. fresh says
// that it is not among them yet.
func (m *Many) Enter(child rowscan.Pointer, fresh bool) {
	m.Own()
	switch {
	case fresh && len(m.Removed) == 0:
		if m.State != NotLoaded {
			m.Items = append(m.Items, child)
		}
		m.Added = append(m.Added, child)
	default:
		m.change(entering, child)
	}
}

// Leave takes child from the objects, as one that was removed where it is stored among them.
func (m *Many) Leave(child rowscan.Pointer) { m.change(rowscan.Pointer{}, child) }

// Bring shows a child that is stored among the objects. fresh says that it is not shown yet.
func (m *Many) Bring(child rowscan.Pointer, fresh bool) {
	m.Own()
	if fresh && m.queued == 0 {
		m.Items = append(m.Items, child)
		return
	}
	m.change(bringing, child)
}

// Drop takes away a child that is not stored among the objects any more.
func (m *Many) Drop(child rowscan.Pointer) {
	if !m.IsEmpty() {
		m.change(dropping, child)
	}
}

// change makes a change, or queues it.
func (m *Many) change(mark, child rowscan.Pointer) {
	m.Own()
	if m.queued == 0 && len(m.Items)+len(m.Added)+len(m.Removed) <= few {
		e := edit{lists: [3][]rowscan.Pointer{m.Items, m.Added, m.Removed}, known: m.State != NotLoaded}
		e.make(mark, child)
		m.Items, m.Added, m.Removed = e.lists[items], e.lists[added], e.lists[removed]
		return
	}
	if !mark.IsNil() {
		m.Removed = append(m.Removed, mark)
		m.queued++
	}
	m.Removed = append(m.Removed, child)
	m.queued++
}

// Settle makes the changes that are queued, and returns m.
func (m *Many) Settle() *Many {
	if m.queued > 0 {
		m.settle()
	}
	return m
}

func (m *Many) settle() {
	m.Own()
	at := len(m.Removed) - int(m.queued)
	queue := m.Removed[at:]
	e := edit{lists: [3][]rowscan.Pointer{m.Items, m.Added, m.Removed[:at:at]}, known: m.State != NotLoaded}
	if len(queue) > few {
		e.index(queue)
	}
	for i := 0; i < len(queue); i++ {
		mark := rowscan.Pointer{}
		if queue[i] == entering || queue[i] == bringing || queue[i] == dropping {
			mark = queue[i]
			i++
		}
		e.make(mark, queue[i])
	}
	e.close()
	m.Items, m.Added, m.Removed, m.queued = e.lists[items], e.lists[added], e.lists[removed], 0
}
