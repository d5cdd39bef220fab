package rowscan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rowan-go/rowan/internal/rowscan"
)

func TestPointersKeepTheirValuesThroughTheUntypedForm(t *testing.T) {
	t.Parallel()
	a, b := &employee{ID: 1}, &employee{ID: 2}
	p := rowscan.OfPointer(a)
	assert.Equal(t, rowscan.Of(a), p)
	assert.Same(t, a, rowscan.AsPointer[*employee](p))
	assert.True(t, rowscan.OfPointer[*employee](nil).IsNil())
	assert.Nil(t, rowscan.AsPointer[*employee](rowscan.Pointer{}))
	assert.Zero(t, rowscan.AsPointer[[9]int64](rowscan.Pointer{}), "nothing is read where there is no pointer, whatever the type")

	ps := rowscan.OfPointers([]*employee{a, b, nil})
	assert.Equal(t, []rowscan.Pointer{rowscan.Of(a), rowscan.Of(b), {}}, ps)
	assert.Equal(t, []*employee{a, b, nil}, rowscan.AsPointers[*employee](ps))
	assert.Nil(t, rowscan.AsPointers[*employee](nil))
	assert.NotNil(t, rowscan.AsPointers[*employee]([]rowscan.Pointer{}))
	assert.Empty(t, rowscan.OfPointers[*employee](nil))
}
