// Package graph orders the nodes of directed graphs. It knows nothing of what the nodes are.
package graph
