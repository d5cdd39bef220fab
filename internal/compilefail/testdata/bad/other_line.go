package p

var _ int = "a"
var _ int // want "cannot use"
