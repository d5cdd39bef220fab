package p

var _ int = missing // want "cannot use"
