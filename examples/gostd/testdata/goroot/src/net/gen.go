//go:build ignore

// Gen writes tables.
package main

func main() {}
