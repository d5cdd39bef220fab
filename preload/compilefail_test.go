package preload_test

import (
	"testing"

	"github.com/rowan-go/rowan/internal/compilefail"
)

func TestS34_PathsThatDoNotMeetDoNotCompile(t *testing.T) {
	t.Parallel()
	compilefail.Check(t, "testdata/compilefail")
}
