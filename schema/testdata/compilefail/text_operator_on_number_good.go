package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

var _ = query.Like(gostd.Declarations.Name, "b%")
