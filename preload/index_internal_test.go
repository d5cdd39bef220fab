package preload

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// Whatever the order of keys, an index numbers them as a map would.
func TestAnIndexNumbersKeysAsTheyCome(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	for range 300 {
		var numbers, bytes index
		want := map[int64]int{}
		keys := make([]int64, r.IntN(40))
		for i := range keys {
			keys[i] = int64(i)
			if r.IntN(8) == 0 {
				keys[i] = r.Int64N(20) - 10
			}
		}
		for _, k := range keys {
			slot, known := want[k]
			if !known {
				slot = len(want)
				want[k] = slot
				require.Equal(t, -1, numbers.number(k), "seed %d", seed)
				require.Equal(t, slot, numbers.addNumber(k), "seed %d", seed)
				require.Equal(t, slot, bytes.addBytes([]byte{byte(k)}))
			}
			require.Equal(t, slot, numbers.number(k), "seed %d", seed)
			require.Equal(t, slot, bytes.bytes([]byte{byte(k)}))
		}
		for k := int64(-12); k < 50; k++ {
			slot, known := want[k]
			if !known {
				slot = -1
			}
			require.Equal(t, slot, numbers.number(k), "seed %d", seed)
			require.Equal(t, slot, bytes.bytes([]byte{byte(k)}))
		}
		require.Equal(t, len(want), numbers.n)
	}
}

// In a session, an object may have another key than the row that it was read from, so children may lie apart.
func TestChildrenThatLieApartAreGathered(t *testing.T) {
	t.Parallel()
	house, other, a := int32(1), int32(2), "a"
	one, two := &lot{House: 1, Code: "a"}, &lot{House: 2, Code: "a"}
	children := []*bid{{ID: 1, House: &house, Code: &a}, {ID: 2, House: &other, Code: &a}, {ID: 3, House: &house, Code: &a}, {ID: 4}}
	p, err := planOf(lotBids)
	require.NoError(t, err)
	l := level{plan: p, parents: []rowscan.Pointer{rowscan.Of(one), rowscan.Of(two)}}
	require.NoError(t, l.collect())
	rows := make([]rowscan.Pointer, len(children))
	for i, c := range children {
		rows[i] = rowscan.Of(c)
	}
	take := func(l *level, s source) error {
		a := answer{level: l, source: s}
		a.Begin()
		for _, row := range rows {
			a.Take(row)
		}
		return a.attach(rows)
	}
	require.NoError(t, take(&l, source{key: p.to}))
	bs, err := one.Bids.All()
	require.NoError(t, err)
	assert.Equal(t, []*bid{children[0], children[2]}, bs)
	bs, err = two.Bids.All()
	require.NoError(t, err)
	assert.Equal(t, []*bid{children[1]}, bs)
	assert.Len(t, l.related(), 3, "the one that belongs to neither is not among them")

	l = level{plan: p, parents: []rowscan.Pointer{rowscan.Of(&lot{House: 1, Code: "a"})}}
	require.NoError(t, l.collect())
	require.ErrorIs(t, take(&l, source{key: p.to, exact: true}), errStrange)
}

func TestAKeyOfAnArrayTypeIsRefused(t *testing.T) {
	t.Parallel()
	tags := &sqlast.Column{Name: "tags", GoType: reflect.TypeFor[[]string](), Type: sqltype.ArrayOf(sqltype.TextType)}
	_, err := partOf(tags, tags)
	require.ErrorIs(t, err, errArrayKey)
}
