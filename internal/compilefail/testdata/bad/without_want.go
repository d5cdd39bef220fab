package p

var _ int = "a"
