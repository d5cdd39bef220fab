// Package broken is never read.
package broken
