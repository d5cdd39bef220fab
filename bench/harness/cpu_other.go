//go:build !unix

package harness

import "time"

// cpuTime is not known here; processor columns stay empty.
func cpuTime() time.Duration { return 0 }
