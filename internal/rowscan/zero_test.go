package rowscan_test

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/numeric"
)

func TestZeroCheckAgreesWithReflection(t *testing.T) { //nolint:paralleltest // counts allocations
	type point struct {
		X, Y int32
		Name string
	}
	n := 0
	for _, v := range []any{
		true, int8(-1), int16(1), int32(256), int64(1 << 40), 7, uint8(1), uint16(1 << 8), uint32(1 << 31), uint64(1 << 63), uint(1),
		float32(0.5), 0.5, math.NaN(), math.Copysign(0, -1), "x",
		[]byte{},
		[]int64{},
		map[string]int{},
		&n,
		[16]byte{15: 1},
		[3]bool{true},
		point{Name: "x"},
		numeric.FromInt(1), civil.DateOf(time.Now()), time.Now(),
	} {
		typ := reflect.TypeOf(v)
		isZero := rowscan.ZeroCheck(typ)
		held := reflect.New(typ)
		assert.True(t, isZero(rowscan.OfAny(held.Interface())), "zero %s", typ)
		held.Elem().Set(reflect.ValueOf(v))
		assert.False(t, isZero(rowscan.OfAny(held.Interface())), "%s %v", typ, v)
		assert.Zero(t, testing.AllocsPerRun(10, func() { isZero(rowscan.OfAny(held.Interface())) }), "%s", typ)
	}
}

func TestAZeroTimeIsZeroInEveryPlace(t *testing.T) {
	t.Parallel()
	at := time.Time{}.In(time.FixedZone("here", 3600))
	assert.True(t, rowscan.ZeroCheck(reflect.TypeFor[time.Time]())(rowscan.Of(&at)))
}

func TestZeroCheckReadsNoNeighbour(t *testing.T) {
	t.Parallel()
	type row struct {
		A bool
		B int8
		C int16
		D int32
		E int64
	}
	r := row{B: 1, D: 1}
	typ, base := reflect.TypeFor[row](), rowscan.Of(&r)
	for i := range typ.NumField() {
		f := typ.Field(i)
		want := reflect.ValueOf(r).Field(i).IsZero()
		assert.Equal(t, want, rowscan.ZeroCheck(f.Type)(base.Field(f.Offset)), f.Name)
	}
}
