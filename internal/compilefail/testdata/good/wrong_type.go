package p

import "strings"

var _ = strings.Repeat("a", "b") // want `cannot use "b" .* as int value in argument to strings\.Repeat`
