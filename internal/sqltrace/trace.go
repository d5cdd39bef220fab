package sqltrace

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/multitracer"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Statement is one statement that the server was asked to run.
type Statement struct {
	SQL  string // for a COPY, "copy table (columns)"
	Args []any
	Tag  string // what the server answered, such as "INSERT 0 2"; empty until the result was read, or when it failed
	Rows int64  // rows returned or hit
	Err  error
	Trip int // counts from 1; the statements of one batch have the same
}

// String shows the statement on one line, with its arguments and what became of it.
func (s Statement) String() string {
	outcome := s.Tag
	if s.Err != nil {
		outcome = s.Err.Error()
	}
	return fmt.Sprintf("%d: %s %v → %s", s.Trip, s.SQL, s.Args, outcome)
}

// Trace is a record of statements. Its methods may be called from several goroutines; the zero value is ready.
type Trace struct {
	mu         sync.Mutex
	statements []*Statement
	trips      int
}

// Attach makes all connections of a pool that is opened with cfg report to the trace, beside a tracer that is set already.
func Attach(cfg *pgxpool.Config) *Trace {
	trace := &Trace{}
	if before := cfg.ConnConfig.Tracer; before != nil {
		cfg.ConnConfig.Tracer = multitracer.New(before, tracer{trace})
	} else {
		cfg.ConnConfig.Tracer = tracer{trace}
	}
	return trace
}

// Record opens a second pool to the database of pool, and returns it with the trace of what runs on it. It is closed when the test ends.
func Record(t testing.TB, pool *pgxpool.Pool) (*pgxpool.Pool, *Trace) {
	t.Helper()
	cfg := pool.Config()
	trace := Attach(cfg)
	traced, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatalf("sqltrace: open a pool: %v", err)
	}
	t.Cleanup(traced.Close)
	return traced, trace
}

// Statements returns what was run since the last Reset, in the order in which it began. Begin and commit are among them.
func (t *Trace) Statements() []Statement {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := make([]Statement, len(t.statements))
	for i, s := range t.statements {
		all[i] = *s
	}
	return all
}

// SQL returns the texts of Statements.
func (t *Trace) SQL() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	texts := make([]string, len(t.statements))
	for i, s := range t.statements {
		texts[i] = s.SQL
	}
	return texts
}

// RoundTrips counts how often the server was asked since the last Reset: a batch counts once. That pgx also prepares a statement
// that it has not seen on the connection is not counted.
func (t *Trace) RoundTrips() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.trips
}

// Reset forgets what was recorded.
func (t *Trace) Reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.statements, t.trips = nil, 0
}

// String shows the statements one a line.
func (t *Trace) String() string {
	var b strings.Builder
	for _, s := range t.Statements() {
		b.WriteString(s.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// trip counts one more question to the server and returns its number.
func (t *Trace) trip() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.trips++
	return t.trips
}

// add records a statement that begins.
func (t *Trace) add(sql string, args []any, trip int) *Statement {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := &Statement{SQL: sql, Trip: trip}
	for _, arg := range args {
		if !isOption(arg) {
			s.Args = append(s.Args, arg)
		}
	}
	t.statements = append(t.statements, s)
	return s
}

// isOption tells pgx's options, which it takes among the arguments, from values.
func isOption(arg any) bool {
	switch arg.(type) {
	case pgx.QueryExecMode, pgx.QueryResultFormats, pgx.QueryResultFormatsByOID:
		return true
	default:
		return false
	}
}
