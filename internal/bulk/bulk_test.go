package bulk_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

func TestATypeTravelsInAnArrayThatUnnestTakesApartOnce(t *testing.T) {
	t.Parallel()
	text := reflect.TypeFor[string]()
	for _, c := range []struct{ name, sql, array, cast, why string }{
		{"bigint", "bigint", "bigint[]", "", ""},
		{"varchar", "varchar(3)", "text[]", "", "a cast would cut what the assignment refuses"},
		{"char", "char(3)", "text[]", "", "char alone is one character"},
		{"numeric", "numeric(10,2)", "numeric[]", "", "the assignment rounds"},
		{"array", "integer[]", "text[]", "integer[]", "unnest takes arrays apart to their elements"},
		{"array of varchar", "varchar(3)[]", "text[]", "text[]", "a cast would cut"},
		{"enum", "status", "text[]", "status", "the server alone knows it"},
		{"range", "int4range", "text[]", "int4range", ""},
		{"citext", "citext", "text[]", "citext", "its OID differs from database to database"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			array, cast := bulk.Carrier(sqltype.Named(c.sql, text))
			assert.Equal(t, c.array, array.Name, c.why)
			if c.cast == "" {
				assert.Nil(t, cast)
				return
			}
			assert.Equal(t, c.cast, cast.Name, c.why)
		})
	}
}

func TestAnArrayHoldsNullsAndValues(t *testing.T) {
	t.Parallel()
	w, err := rowsend.For(reflect.TypeFor[*string](), sqltype.TextType)
	require.NoError(t, err)
	s, none := `a"b`, (*string)(nil)
	one := &s
	a := bulk.NewArray()
	require.NoError(t, a.Append(w, rowscan.Of(&one)))
	require.NoError(t, a.Append(w, rowscan.Of(&none)))
	a.AppendNull()
	a.AppendBool(true)
	a.AppendBool(false)
	assert.Equal(t, `{"a\"b",NULL,NULL,t,f}`, a.End())
	assert.Equal(t, `{}`, bulk.NewArray().End(), "a used buffer is empty again")
}
