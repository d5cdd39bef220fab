// Package numeric has exact decimal numbers as PostgreSQL's numeric keeps them: any size up to its limits, the scale
// kept (1.50 stays 1.50), NaN and both infinities included.
//
// A [Numeric] is a plain value: immutable, shared freely, the zero value is 0. Comparing with == asks for the same digits
// and the same scale, so 1.5 and 1.50 differ; [Numeric.Equal] and [Numeric.Cmp] compare the numbers, as PostgreSQL does:
// NaN equals itself and is greater than everything else.
//
// The package converts and compares; arithmetic belongs to the server or, after [Numeric.Rat], to math/big. In JSON a
// Numeric is a string, because most readers of JSON numbers would round it; reading accepts numbers too.
package numeric
