package p

import (
	"testing"

	"github.com/rowan-go/rowan/internal/compilefail"
)

func use(t *testing.T) {
	compilefail.Check(t, "dir")
}
