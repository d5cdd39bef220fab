package p

var _ int = 1 // want "cannot use"
