package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
)

var _ = gostd.Declarations.Name.SetNull() // want "SetNull undefined"
