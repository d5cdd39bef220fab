package p

var _ int = "a" // want "cannot use"
var _ int = "b"
