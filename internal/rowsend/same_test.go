package rowsend_test

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

type sameCase struct {
	name string
	same bool
	ask  func(t *testing.T) bool
}

// ask compares a and b as a column of the SQL type would, the one that follows from T where none is named.
func ask[T any](a, b T, sql string) func(t *testing.T) bool {
	return func(t *testing.T) bool {
		t.Helper()
		typ := reflect.TypeFor[T]()
		base := typ
		if typ.Kind() == reflect.Pointer {
			base = typ.Elem()
		}
		column := sqltype.Of(base)
		if sql != "" {
			column = sqltype.Named(sql, base)
		}
		w, err := rowsend.For(typ, column)
		require.NoError(t, err)
		return rowsend.SameOf(typ, w)(rowscan.Of(&a), rowscan.Of(&b))
	}
}

func TestSameIsWhatTheColumnTakesAsEqual(t *testing.T) {
	t.Parallel()
	type doc map[string]any
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	one, other, x := "a", "b", "a"
	for _, c := range []sameCase{
		{"equal integers", true, ask(int32(7), int32(7), "")},
		{"other integers", false, ask(int64(7), int64(8), "")},
		{"bool", false, ask(true, false, "")},
		{"equal text", true, ask("a", "a", "")},
		{"trailing blanks in char", true, ask("a", "a  ", "char(3)")},
		{"trailing blanks in text", false, ask("a", "a  ", "")},
		{"NaN", true, ask(math.NaN(), math.Float64frombits(math.Float64bits(math.NaN())^1), "")},
		{"zeros of both signs", true, ask(0.0, math.Copysign(0, -1), "")},
		{"an instant in two zones", true, ask(at, at.In(time.FixedZone("", 3600)), "")},
		{"below a microsecond", true, ask(at, at.Add(999), "")},
		{"a microsecond", false, ask(at, at.Add(1000), "")},
		{"null and null", true, ask[*string](nil, nil, "")},
		{"null and text", false, ask(nil, &one, "")},
		{"two pointers to equal text", true, ask(&one, &x, "")},
		{"two pointers to other text", false, ask(&one, &other, "")},
		{"order of jsonb keys", true, ask(doc{"a": 1, "b": 2}, doc{"b": 2, "a": 1}, "jsonb")},
		{"jsonb", false, ask(doc{"a": 1}, doc{"a": 2}, "jsonb")},
		{"arrays", false, ask([]int64{1, 2}, []int64{2, 1}, "")},
		{"uuid", true, ask([16]byte{1}, [16]byte{1}, "")},
		{"text that cannot be sent", false, ask("a\x00", "a", "")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.same, c.ask(t))
		})
	}
}
