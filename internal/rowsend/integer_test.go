package rowsend_test

import (
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/rowsend"
	"github.com/rowan-go/rowan/internal/sqltype"
)

func TestIntegersAreReadWhatTheirWidth(t *testing.T) {
	t.Parallel()
	type id int16
	for _, v := range []any{int(-1), int8(-1), int16(-1), int32(-1), int64(-1), id(-1)} {
		read := rowsend.Integer(reflect.TypeOf(v), sqltype.Bigint)
		require.NotNil(t, read, "%T", v)
		p := reflect.New(reflect.TypeOf(v))
		p.Elem().Set(reflect.ValueOf(v))
		assert.EqualValues(t, -1, read(rowscan.OfAny(p.Interface())), "%T", v)
	}
	for _, v := range []any{uint8(255), uint16(255), uint32(255)} {
		p := reflect.New(reflect.TypeOf(v))
		p.Elem().Set(reflect.ValueOf(v))
		assert.EqualValues(t, 255, rowsend.Integer(reflect.TypeOf(v), sqltype.Bigint)(rowscan.OfAny(p.Interface())), "%T", v)
	}
}

func TestWhatIsNoIntegerHasNoIntegerReader(t *testing.T) {
	t.Parallel()
	for _, v := range []any{uint64(1), uint(1), "1", 1.0, pgtype.Int8{}, [16]byte{}} {
		assert.Nil(t, rowsend.Integer(reflect.TypeOf(v), sqltype.Bigint), "%T", v)
	}
	assert.Nil(t, rowsend.Integer(reflect.TypeFor[int64](), sqltype.TextType), "the column counts, not the field alone")
	assert.Nil(t, rowsend.Integer(reflect.TypeFor[int64](), nil))
}
