package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

var _ = query.Sum(gostd.Declarations.Name) // want "string does not satisfy query.Number"
