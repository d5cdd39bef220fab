package rowsend_test

import (
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
)

func TestArrayLiteral(t *testing.T) {
	t.Parallel()
	var a rowsend.ArrayLiteral
	a.Begin()
	assert.Equal(t, "{}", a.End())
	a.Begin()
	for _, text := range []string{"1", "", "null", "a b", `x"y\z`, "{1,2}"} {
		a.Append([]byte(text))
	}
	a.AppendNull()
	assert.Equal(t, `{1,"","null","a b","x\"y\\z","{1,2}",NULL}`, a.End())
}

func TestArrayLiteralReusesItsBuffer(t *testing.T) { //nolint:paralleltest // counts allocations
	var a rowsend.ArrayLiteral
	text := []byte("12345")
	build := func() {
		a.Begin()
		for range 1000 {
			a.Append(text)
		}
		_ = a.End()
	}
	build()
	assert.LessOrEqual(t, testing.AllocsPerRun(10, build), 1.0)
}

// What is written as an array literal is read back as it was.
func FuzzArrayLiteral(f *testing.F) {
	for _, s := range []string{"", "null", `"`, `\`, "{", "}", ",", " a", "é", "\u00a0", "a\nb"} {
		f.Add(s, "x")
	}
	decode, err := rowscan.Find(reflect.TypeFor[[]string](), pgtype.TextArrayOID, pgtype.TextFormatCode)
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, one, two string) {
		if !utf8.ValidString(one) || !utf8.ValidString(two) {
			return
		}
		var a rowsend.ArrayLiteral
		a.Begin()
		a.Append([]byte(one))
		a.Append([]byte(two))
		var got []string
		require.NoError(t, decode(rowscan.Of(&got), []byte(a.End()), rowscan.NewMemory(0)))
		assert.Equal(t, []string{one, two}, got)
	})
}
