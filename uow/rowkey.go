package uow

import (
	"encoding/binary"
	"maps"
	"slices"

	"github.com/rowan-go/rowan/internal/rowscan"
)

// rowKey is the key under which an object is in its table's identity map. The zero rowKey is none.
type rowKey struct {
	text   string // canonical bytes; isNumber where the key is an integer
	number uint64
}

// isNumber stands in the place of a text.
const isNumber = "number"

func (k *rowKey) known() bool { return k.text != "" }

// keyOf is the key that canonical bytes stand for. It shares them.
func (t *table) keyOf(canonical []byte) rowKey {
	if t.numbered {
		return rowKey{isNumber, binary.BigEndian.Uint64(canonical)}
	}
	return rowKey{text: rowscan.String(canonical)}
}

// lookup returns the object whose key is in the canonical bytes, or nil.
func (t *table) lookup(key []byte) *object {
	if t.numbered && len(key) != 8 {
		return nil // no key at all
	}
	return t.mapped(t.keyOf(key))
}

// mapped returns the object under a key, or nil.
func (t *table) mapped(k rowKey) *object {
	switch {
	case !k.known():
		return nil
	case t.numbered:
		return t.byNumber.find(k.number)
	default:
		return t.byKey[k.text]
	}
}

// expect makes room for so many objects, where the table has none yet.
func (t *table) expect(n int) {
	if t.byNumber.live+len(t.byKey) == 0 && n > objectsAtOnce {
		t.makeRoom(n)
	}
}

// makeRoom makes map and list as large as n objects need, with what is in them.
func (t *table) makeRoom(n int) {
	t.all = slices.Grow(t.all, max(0, n-len(t.all)))
	if t.numbered {
		t.byNumber.resize(n)
		return
	}
	byKey := make(map[string]*object, n)
	maps.Copy(byKey, t.byKey)
	t.byKey = byKey
}

// register puts a stored object into the identity map.
func (t *table) register(o *object, key []byte) {
	if !t.numbered {
		key = t.keep(key)
	}
	o.key = t.keyOf(key)
	t.remap(o)
}

// remap puts an object into the identity map under the key that it has.
func (t *table) remap(o *object) {
	switch {
	case !o.key.known():
	case t.numbered:
		t.byNumber.put(o.key.number, o)
	default:
		if t.byKey == nil {
			t.byKey = map[string]*object{}
		}
		t.byKey[o.key.text] = o
	}
}

// unmap takes an object out of the identity map, where it is the one under its key.
func (t *table) unmap(o *object) {
	switch {
	case !o.key.known():
	case t.numbered:
		t.byNumber.drop(o.key.number, o)
	case t.byKey[o.key.text] == o:
		delete(t.byKey, o.key.text)
	}
}

// keep copies a key to where keys lie.
func (t *table) keep(key []byte) []byte {
	if cap(t.keys)-len(t.keys) < len(key) {
		t.keys = make([]byte, 0, max(len(key), min(4096, 64+16*len(t.all))))
	}
	at := len(t.keys)
	t.keys = append(t.keys, key...)
	return t.keys[at:]
}
