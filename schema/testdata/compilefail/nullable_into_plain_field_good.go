package p

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

type view struct{ Receiver *string }

var _ = query.Into(gostd.Declarations.Receiver, func(v *view) **string { return &v.Receiver })
