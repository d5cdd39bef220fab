package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
)

var _ = gostd.Declarations.Name.Eq(1) // want "cannot use 1"
