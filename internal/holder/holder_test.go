package holder_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
)

func TestACopyDoesNotWriteIntoTheOriginalsSlices(t *testing.T) {
	t.Parallel()
	at := func() rowscan.Pointer { return rowscan.Of(new(int)) }
	var m holder.Many
	m.Own()
	m.Items = append(make([]rowscan.Pointer, 0, 8), at())
	twin := m
	mine, its := at(), at()
	m.Own()
	m.Items = append(m.Items, mine)
	twin.Own()
	twin.Items = append(twin.Items, its)
	assert.Equal(t, mine, m.Items[1])
	assert.Equal(t, its, twin.Items[1])
	assert.Equal(t, m.Items[0], twin.Items[0])
}
