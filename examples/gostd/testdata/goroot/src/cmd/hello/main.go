// Hello greets.
package main

import "errors"

func init() {}

func init() {}

func main() { panic(errors.New("hello")) }
