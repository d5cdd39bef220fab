package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

var _ = query.Like(gostd.Declarations.StartLine, "b%") // want "type int32. does not satisfy query.Text"
