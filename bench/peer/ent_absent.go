//go:build !entpeer

package peer

import "github.com/rowan-go/rowan/bench/work"

// entPeer is nobody without the build tag entpeer: its generated code is not kept in the tree.
func entPeer() []work.Contender { return nil }
