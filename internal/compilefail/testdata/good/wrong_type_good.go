package p

import "strings"

var _ = strings.Repeat("a", 2)
