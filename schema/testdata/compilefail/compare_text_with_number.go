package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
)

var _ = gostd.Declarations.Name.EqExpr(gostd.Declarations.StartLine) // want `cannot use gostd.Declarations.StartLine .* as query.Expr\[string\]`
