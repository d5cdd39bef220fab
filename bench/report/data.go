package report

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/work"
)

// Data is everything that a run found out; it can be kept as JSON and reported again.
type Data struct {
	When     time.Time
	Took     time.Duration
	Quick    bool
	Machine  Machine
	Peers    []Peer
	Sections []Section
	Growth   []work.Growth
	// Notes are printed on top, such as which contender was left out and why.
	Notes []string
}

// Peer is a contender with its version.
type Peer struct{ Name, Module, Version, Way string }

// Section is one job with its figures.
type Section struct {
	Name, Title, Text string
	Per               int
	Slow              bool
	Trips             map[string]int64 // round trips, by contender; only of slow jobs
	Result            harness.Result
}

// Save keeps the data as JSON.
func (d *Data) Save(path string) error {
	b, err := json.MarshalIndent(d, "", "\t")
	if err != nil {
		return fmt.Errorf("report: encode: %w", err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return fmt.Errorf("report: save results: %w", err)
	}
	return nil
}

// Load reads data that Save kept.
func Load(path string) (*Data, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("report: load results: %w", err)
	}
	d := new(Data)
	if err := json.Unmarshal(b, d); err != nil {
		return nil, fmt.Errorf("report: load results from %s: %w", path, err)
	}
	return d, nil
}

func (d *Data) section(job string) *Section {
	for i := range d.Sections {
		if d.Sections[i].Name == job {
			return &d.Sections[i]
		}
	}
	return nil
}
