package p

import (
	"testing"

	"github.com/rowan-go/rowan/internal/compilefail"
)

func use(t testing.TB) {
	compilefail.Check(t, "dir") // want "need type assertion"
}
