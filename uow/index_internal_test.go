package uow

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// An index does what a map does, whatever is put and dropped in whatever order.
func TestAnIndexIsAMap(t *testing.T) {
	t.Parallel()
	for _, step := range []uint64{1, 8, 64, 1 << 20, 1 << 62} {
		var x index
		want := map[uint64]*object{}
		r := rand.New(rand.NewPCG(1, step))
		for range 20000 {
			code := r.Uint64N(700) * step
			if r.IntN(3) == 0 {
				x.drop(code, x.find(code))
				delete(want, code)
			} else {
				o := &object{}
				x.put(code, o)
				want[code] = o
			}
			assert.Equal(t, len(want), x.live)
		}
		for i := range uint64(700) {
			assert.Same(t, want[i*step], x.find(i*step))
		}
		assert.Less(t, len(x.slots), 4096, "slots of dropped objects are used again")
	}
}
