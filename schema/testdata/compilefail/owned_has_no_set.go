package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
)

var _ = gostd.Declarations.ID.Set(1) // want "Set undefined"
