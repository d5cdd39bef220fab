package uow_test

import (
	"testing"

	"github.com/rowan-go/rowan/internal/compilefail"
)

func TestS13_S19_WrongKeysAndValuesDoNotCompile(t *testing.T) {
	t.Parallel()
	compilefail.Check(t, "testdata/compilefail")
}
