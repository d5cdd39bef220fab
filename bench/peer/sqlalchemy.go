package peer

import (
	"bufio"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/work"
)

//go:embed sqlalchemy_peer.py
var sqlalchemyScript string

// probe prints SQLAlchemy's version if a driver is there too.
const probe = `
import sqlalchemy
try:
    import psycopg
except ImportError:
    import psycopg2
print(sqlalchemy.__version__)
`

// sqlalchemy is SQLAlchemy's session in a Python process that takes turns with the others. Where Python
// with SQLAlchemy 2 is absent, note says so and there is no contender. The variable BENCH_PYTHON names the interpreter.
func sqlalchemy(ctx context.Context) (all []work.Contender, note string) {
	python := cmp.Or(os.Getenv("BENCH_PYTHON"), "python3")
	out, err := exec.CommandContext(ctx, python, "-c", probe).Output()
	version := strings.TrimSpace(string(out))
	if err != nil || !strings.HasPrefix(version, "2.") {
		found := "none found"
		if version != "" {
			found = "found " + version
		}
		return nil, "SQLAlchemy is left out: " + python + " has no SQLAlchemy 2 with psycopg (" + found + ")."
	}
	return []work.Contender{{
		Name: "SQLAlchemy", Module: "sqlalchemy", Version: version,
		Way: "a Session in a Python process of its own, which measures itself",
		Open: func(_ context.Context, url string) (*work.Ops, error) {
			p, err := startPython(python, url)
			if err != nil {
				return nil, err
			}
			ops := &work.Ops{Close: p.close, Remote: map[string]work.Remote{}}
			for _, job := range []string{"C'", "D", "E", "F", "G", "G2", "G'", "H1", "H2"} {
				ops.Remote[job] = func(_ context.Context, size work.Size) (harness.Sample, error) { return p.do(job, size) }
			}
			return ops, nil
		},
	}}, ""
}

// pythonPeer is the running script.
type pythonPeer struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Scanner
	errors strings.Builder
}

func startPython(python, url string) (*pythonPeer, error) {
	p := &pythonPeer{cmd: exec.Command(python, "-c", sqlalchemyScript, url)}
	p.cmd.Stderr = &p.errors
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("peer: start %s: %w", python, err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("peer: start %s: %w", python, err)
	}
	p.in, p.out = in, bufio.NewScanner(out)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("peer: start %s: %w", python, err)
	}
	return p, nil
}

// close lets the script come to its end.
func (p *pythonPeer) close() {
	_ = p.in.Close()
	_ = p.cmd.Wait()
}

type pythonJob struct {
	Job       string `json:"job"`
	Companies int    `json:"companies"`
	Employees int    `json:"employees"`
	Tasks     int    `json:"tasks"`
	Insert    int    `json:"insert"`
	Update    int    `json:"update"`
	Line      int    `json:"line"`
}

// read is how many rows a job that reads has to find.
func (j *pythonJob) read() int {
	if j.Job == "H1" {
		return j.Line * j.Employees * j.Tasks
	}
	return j.Companies * j.Employees
}

// do asks for one run and returns what the script measured.
func (p *pythonPeer) do(job string, size work.Size) (harness.Sample, error) {
	ask := pythonJob{job, size.Companies, size.Employees, size.Tasks, size.Insert, size.Update, size.Line}
	if err := json.NewEncoder(p.in).Encode(ask); err != nil {
		return harness.Sample{}, fmt.Errorf("peer: ask the Python process: %w", err)
	}
	if !p.out.Scan() {
		return harness.Sample{}, fmt.Errorf("peer: the Python process ended: %s", p.errors.String())
	}
	var answer struct {
		Wall, CPU float64
		Error     string
		Rows      *int // of jobs that read
	}
	if err := json.Unmarshal(p.out.Bytes(), &answer); err != nil {
		return harness.Sample{}, fmt.Errorf("peer: answer of the Python process: %w", err)
	}
	if answer.Error != "" {
		return harness.Sample{}, errors.New("peer: Python: " + answer.Error)
	}
	if want := ask.read(); answer.Rows != nil && *answer.Rows != want {
		return harness.Sample{}, fmt.Errorf("peer: Python read %d rows instead of %d", *answer.Rows, want)
	}
	return harness.Sample{Runs: 1, Wall: seconds(answer.Wall), CPU: seconds(answer.CPU)}, nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
