package p

var _ int
