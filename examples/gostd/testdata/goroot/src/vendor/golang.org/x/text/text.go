// Package text comes from elsewhere.
package text

import "internal/tiny"

// Tidy tidies.
func Tidy(s string) string { return s[:int(tiny.Pi)] }
