package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
)

var _ = gostd.Declarations.FileID.Set(1)
