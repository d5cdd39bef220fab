package rowscan_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowscan"
)

type copied struct {
	N     int
	At    time.Time
	Name  *string
	Bytes []byte
	Tags  []string
	Doc   map[string]any
	Deep  []*[]int
}

func sample() copied {
	name := "a"
	return copied{
		N: 1, At: time.Unix(1, 0), Name: &name, Bytes: []byte("b"), Tags: []string{"c"},
		Doc: map[string]any{"d": []any{1.5, map[string]any{"e": "f"}}, "null": nil}, Deep: []*[]int{{1, 2}, nil},
	}
}

func clone(t *testing.T, from *copied) *copied {
	t.Helper()
	to, m := new(copied), rowscan.NewMemory(0)
	rowscan.Copy(reflect.TypeFor[copied](), rowscan.Of(to), rowscan.Of(from))
	for _, f := range reflect.VisibleFields(reflect.TypeFor[copied]()) {
		if part := rowscan.PartOf(f.Type); part != nil {
			part(rowscan.Of(to).Field(f.Offset), m)
		}
	}
	return to
}

func TestACopyIsEqualAndSharesNothing(t *testing.T) {
	t.Parallel()
	from := sample()
	to := clone(t, &from)
	require.Equal(t, sample(), *to)
	*from.Name, from.Bytes[0], from.Tags[0], (*from.Deep[0])[1] = "x", 'x', "x", 9
	from.Doc["d"].([]any)[1].(map[string]any)["e"] = "x" //nolint:forcetypeassert // see sample
	assert.Equal(t, sample(), *to)
}

func TestACopyOfNothingIsNothing(t *testing.T) {
	t.Parallel()
	assert.Equal(t, &copied{}, clone(t, &copied{}))
}

func TestWhatCannotChangeNeedsNoPart(t *testing.T) {
	t.Parallel()
	for _, typ := range []reflect.Type{reflect.TypeFor[int64](), reflect.TypeFor[string](), reflect.TypeFor[time.Time](), reflect.TypeFor[[16]byte]()} {
		assert.Nil(t, rowscan.PartOf(typ), typ)
	}
}

func TestClearMakesZero(t *testing.T) {
	t.Parallel()
	v := sample()
	rowscan.Clear(reflect.TypeFor[copied](), rowscan.Of(&v))
	assert.Equal(t, copied{}, v)
}

func TestAPrefixIsTheFirstFields(t *testing.T) {
	t.Parallel()
	type inner struct{ A, B *int }
	type whole struct {
		ID    int64
		inner // a field that is embedded and not exported
		flag  bool
		Name  string
		Rest  []string
		More  [4]string
	}
	full := reflect.TypeFor[whole]()
	one, two := 1, 2
	from := whole{ID: 7, inner: inner{&one, &two}, flag: true, Name: "a", Rest: []string{"b"}, More: [4]string{"c"}}

	p := rowscan.Prefix(full, full.Field(3).Offset)
	require.Equal(t, 4, p.NumField())
	assert.Equal(t, full.Field(4).Offset, p.Size())
	var to whole
	rowscan.Copy(p, rowscan.Of(&to), rowscan.Of(&from))
	assert.Equal(t, whole{ID: 7, inner: inner{&one, &two}, flag: true, Name: "a"}, to)

	assert.Equal(t, full, rowscan.Prefix(full, full.Field(5).Offset), "there is nothing to leave out")
	assert.Equal(t, reflect.TypeFor[int](), rowscan.Prefix(reflect.TypeFor[int](), 0))
}
