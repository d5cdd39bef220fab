package work

import "time"

// Target is what the project asks of one of its own contenders in a job: ratios to the base, an absolute time
// where the base has none, allocations for each row. Zero asks nothing.
type Target struct {
	Contender string
	Wall, CPU float64
	Time      time.Duration
	Allocs    float64
}

// Targets are kept in one place so that a report can say what is met.
var Targets = map[string][]Target{
	"A":  {{Contender: "rowan", Time: time.Microsecond, Allocs: 6}, {Contender: "rowan compiled", Time: 20 * time.Nanosecond}},
	"B":  {{Contender: "rowan", Wall: 1.05, CPU: 1.05, Allocs: 16}, {Contender: "rowan compiled", Wall: 1.05, CPU: 1.05, Allocs: 8}},
	"C":  {{"rowan", 0.60, 0.45, 0, 1.1}, {"rowan tuples", 0.60, 0.45, 0, 1.1}, {"rowan structs", 0.60, 0.45, 0, 1.1}},
	"C'": {{"rowan", 1.0, 1.0, 0, 3}},
	"D":  {{"rowan", 0.60, 0.45, 0, 1.2}},
	"E":  {{"rowan", 1.0, 0.6, 0, 3}, {"rowan statement", 1.0, 0.6, 0, 0.1}, {"rowan copy", 1.0, 0.6, 0, 0.1}},
	"F":  {{Contender: "rowan", Wall: 1.3, CPU: 1.5}},
	"G":  {{Contender: "rowan", Wall: 1.2, CPU: 1.5}},
	"G2": {{Contender: "rowan", Wall: 1.2, CPU: 1.5}},
	"G'": {{Contender: "rowan", Wall: 1.2, CPU: 1.5}},
	"H1": {{Contender: "rowan", Wall: 0.75}},
	"H2": {{Contender: "rowan", Wall: 0.6}},
	"I1": {{"rowan", 1.15, 1.25, 0, 25}},
	"I2": {{"rowan", 1.15, 1.25, 0, 25}},
}
