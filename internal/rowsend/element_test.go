package rowsend_test

import (
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

// element returns v as the server reads it back out of an array of its SQL type.
func element[T any](v T, sql string) (want, literal string, t reflect.Type, err error) {
	typ := reflect.TypeFor[T]()
	column := sqltype.Of(typ)
	if sql != "" {
		column = sqltype.Named(sql, typ)
	}
	w, err := rowsend.For(typ, column)
	if err != nil {
		return "", "", typ, err
	}
	text, err := w.Text(nil, rowscan.Of(&v))
	if err != nil {
		return "", "", typ, err
	}
	var a rowsend.ArrayLiteral
	a.Begin()
	err = a.AppendValue(w, rowscan.Of(&v))
	return string(text), a.End(), typ, err
}

// An element is read by the server as the text that was meant, whatever the pair of types: also a string that is sent
// to a column of numbers.
func TestElementsAreReadAsTheirText(t *testing.T) {
	t.Parallel()
	pool := pgtemp.New(t)
	type named string
	for name, f := range map[string]func() (string, string, reflect.Type, error){
		"number":        func() (string, string, reflect.Type, error) { return element(int64(-7), "") },
		"NaN":           func() (string, string, reflect.Type, error) { return element(math.NaN(), "") },
		"infinity":      func() (string, string, reflect.Type, error) { return element(math.Inf(-1), "") },
		"bool":          func() (string, string, reflect.Type, error) { return element(true, "") },
		"bool as text":  func() (string, string, reflect.Type, error) { return element(true, "text") },
		"uuid":          func() (string, string, reflect.Type, error) { return element([16]byte{1, 2}, "uuid") },
		"uuid as bytea": func() (string, string, reflect.Type, error) { return element([16]byte{1, 2}, "bytea") },
		"bytes":         func() (string, string, reflect.Type, error) { return element([]byte("a\\\"b"), "") },
		"instant":       func() (string, string, reflect.Type, error) { return element(time.Unix(1, 0), "") },
		"instant BC": func() (string, string, reflect.Type, error) {
			return element(time.Date(-43, 3, 15, 0, 0, 0, 0, time.UTC), "")
		},
		"text":              func() (string, string, reflect.Type, error) { return element(`{a,"b"\c;`, "") },
		"empty":             func() (string, string, reflect.Type, error) { return element("", "") },
		"null":              func() (string, string, reflect.Type, error) { return element("nUll", "") },
		"named":             func() (string, string, reflect.Type, error) { return element(named(" x "), "") },
		"string as numeric": func() (string, string, reflect.Type, error) { return element("1,2", "numeric") },
		"string as time":    func() (string, string, reflect.Type, error) { return element(`a","b`, "timestamptz") },
		"array":             func() (string, string, reflect.Type, error) { return element([]string{"a", `b"`}, "text[]") },
		"json":              func() (string, string, reflect.Type, error) { return element(map[string]any{"a": `"`}, "jsonb") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, literal, _, err := f()
			require.NoError(t, err)
			var got []string
			require.NoError(t, pool.QueryRow(t.Context(), "SELECT $1::text[]", literal).Scan(&got), literal)
			assert.Equal(t, []string{want}, got, literal)
		})
	}
}
