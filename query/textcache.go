package query

import (
	"hash/maphash"
	"sync/atomic"
)

// textCache keeps the texts of statements by their shapes, so that a statement of a known shape is neither checked nor
// rendered again. It holds at most sets × ways texts; a new one takes the place of one that hashes to the same set.
// It needs no lock: an entry never changes.
type textCache struct {
	seed  maphash.Seed
	sets  [sets]set
	turns atomic.Uint32
}

const (
	sets = 1024
	ways = 4
)

type set [ways]atomic.Pointer[text]

var texts = textCache{seed: maphash.MakeSeed()}

func (c *textCache) set(key []byte) *set { return &c.sets[maphash.Bytes(c.seed, key)%sets] }

// find returns the text of the shape with the given key, or nil.
func (c *textCache) find(key []byte) *text {
	s := c.set(key)
	for i := range s {
		if t := s[i].Load(); t != nil && t.key == string(key) {
			return t
		}
	}
	return nil
}

// keep puts t under t.key.
func (c *textCache) keep(t *text) {
	s := c.set([]byte(t.key))
	for i := range s {
		if old := s[i].Load(); old == nil || old.key == t.key {
			s[i].Store(t)
			return
		}
	}
	s[c.turns.Add(1)%ways].Store(t)
}
