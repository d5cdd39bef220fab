package rowsend_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/numeric"
)

func canonicalOf(t *testing.T, s sample) []byte {
	t.Helper()
	w, err := rowsend.For(s.t, s.sql)
	require.NoError(t, err)
	return s.canonical(t, w, s.value)
}

func TestCanonicalBytesOfEqualValuesAreEqual(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	one, uno := int64(1), int64(1)
	equal := map[string][]sample{
		"NaN":                of(math.NaN(), math.Float64frombits(0x7ff8000000000099)),
		"zeros":              of(0, math.Copysign(0, -1)),
		"zones":              of(now, now.In(time.FixedZone("", 3600)), now.Add(999)),
		"numerics":           of(must(numeric.Parse("1.5")), must(numeric.Parse("1.500")), must(numeric.Parse("0.15e1"))),
		"keys of jsonb":      of(json.RawMessage(`{"a": 1, "b": [1.0]}`), json.RawMessage(`{"b":[1.00],"a":1}`), json.RawMessage(`{"a":2,"b":[1],"a":1}`)),
		"maps":               of(map[string]any{"a": 1, "b": 2}, map[string]any{"b": 2, "a": 1}),
		"nested raw":         of(map[string]json.RawMessage{"a": json.RawMessage(`{"x":1,"y":2}`)}, map[string]json.RawMessage{"a": json.RawMessage(`{"y":2, "x":1}`)}),
		"blanks of char":     as("char(5)", "a", "a   "),
		"pointers":           of(&one, &uno),
		"nil and empty":      of([]int64(nil), []int64{}),
		"nil and empty map":  of(map[string]int(nil), map[string]int{}),
		"nil and empty byte": of([]byte(nil), []byte{}),
		"spans":              of(time.Microsecond, time.Microsecond+999),
	}
	for name, all := range equal {
		for _, s := range all[1:] {
			assert.Equal(t, canonicalOf(t, all[0]), canonicalOf(t, s), "%s: %s", name, s)
		}
	}
}

func TestCanonicalBytesOfDifferentValuesDiffer(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	empty, zero := "", int64(0)
	different := map[string][]sample{
		"texts":         of("", "a", "ab", "a ", "b"),
		"null":          of(nil, &empty),
		"null number":   of(nil, &zero),
		"instants":      of(now, now.Add(time.Microsecond)),
		"arrays":        of([]string{}, []string{""}, []string{"a,b"}, []string{"a", "b"}, []string{"ab"}),
		"null elements": of([]*string{nil}, []*string{&empty}, []*string{}),
		"numerics":      of(must(numeric.Parse("1.5")), must(numeric.Parse("1.51")), numeric.NaN(), numeric.Inf(1), numeric.Inf(-1), numeric.Numeric{}),
		"jsonb":         of(json.RawMessage(`null`), json.RawMessage(`{}`), json.RawMessage(`[]`), json.RawMessage(`"1"`), json.RawMessage(`1`)),
		"keys of json":  as("json", json.RawMessage(`{"a":1,"b":2}`), json.RawMessage(`{"b":2,"a":1}`)),
		"blanks":        as("varchar(5)", "a", "a "),
	}
	for name, all := range different {
		for i, s := range all {
			for _, other := range all[:i] {
				assert.NotEqual(t, canonicalOf(t, other), canonicalOf(t, s), "%s: %s, %s", name, other, s)
			}
		}
	}
}

// Columns stand one behind another: where one ends is not to be mistaken.
func TestCanonicalBytesSayWhereTheyEnd(t *testing.T) {
	t.Parallel()
	rows := [][]sample{
		concat(of("a"), of("bc")), concat(of("ab"), of("c")), concat(of("abc"), of("")),
		concat(of([]string{"a"}), of([]string{"b"})), concat(of([]string{"a", "b"}), of([]string{})),
	}
	seen := map[string]bool{}
	for _, row := range rows {
		var all []byte
		for _, s := range row {
			all = append(all, canonicalOf(t, s)...)
		}
		assert.False(t, seen[string(all)])
		seen[string(all)] = true
	}
}
