// Package tiny is for this tree alone.
package tiny

// Pi is near enough.
const Pi float64 = 3.14159
