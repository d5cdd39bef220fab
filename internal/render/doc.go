// Package render turns nodes into SQL text. It alone quotes identifiers and counts placeholders.
package render
