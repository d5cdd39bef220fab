package report

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/rowan-go/rowan/bench/work"
)

// Machine is where it was measured.
type Machine struct {
	CPU      string
	Cores    int
	System   string
	Go       string
	Postgres string
	Load     string // of the last minute, when the run began
}

// ThisMachine looks around.
func ThisMachine(postgres string) Machine {
	return Machine{
		CPU: field("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH,
		Go: strings.TrimPrefix(runtime.Version(), "go"), Postgres: postgres, Load: load(),
	}
}

// field finds "name : value" in a file of such lines; empty where there is none.
func field(path, name string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if k, v, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(k) == name {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(b), " ")
	return first
}

// Peers looks up the version of each contender in this program's build.
func Peers(all []work.Contender) []Peer {
	versions := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			versions[m.Path] = m.Version
		}
	}
	peers := make([]Peer, len(all))
	for i, c := range all {
		v := cmp.Or(c.Version, versions[c.Module])
		if v == "" || v == "v0.0.0" {
			v = "this tree"
		}
		peers[i] = Peer{Name: c.Name, Module: c.Module, Version: v, Way: c.Way}
	}
	return peers
}

func (m Machine) String() string {
	s := fmt.Sprintf("%d cores", m.Cores)
	if m.CPU != "" {
		s += " of " + m.CPU
	}
	s += fmt.Sprintf(", %s, Go %s, PostgreSQL %s (durability off, over TCP on loopback)", m.System, m.Go, m.Postgres)
	if m.Load != "" {
		s += ", load average " + m.Load + " when the run began"
	}
	return s
}
