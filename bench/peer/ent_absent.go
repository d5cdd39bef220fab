//go:build !entpeer

package peer

import "github.com/rowan-go/rowan/bench/work"

// entPeer is nobody without the build tag entpeer: its generated code is not kept in the tree.
func entPeer() ([]work.Contender, string) {
	return nil, "ent is left out: run `go generate ./peer`, then build with `-tags entpeer`."
}
