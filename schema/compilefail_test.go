package schema_test

import (
	"testing"

	"github.com/rowan-go/rowan/internal/compilefail"
)

// S01, S09, S13, S19 and more: what a table's columns refuse at compile time.
func TestS01_WrongTypesDoNotCompile(t *testing.T) {
	t.Parallel()
	compilefail.Check(t, "testdata/compilefail")
}
