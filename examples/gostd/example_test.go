package gostd_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
)

// db holds the small tree of testdata/goroot. The examples only read it.
var db *pgxpool.Pool

func TestMain(m *testing.M) {
	t := &exampleTB{ctx: context.Background()}
	db = fixture(t)
	code := m.Run()
	t.end()
	os.Exit(code)
}

// An exampleTB stands in for the test that an example has not.
type exampleTB struct {
	testing.TB
	ctx     context.Context
	cleanup []func()
}

func (t *exampleTB) Helper()                  {}
func (t *exampleTB) Context() context.Context { return t.ctx }
func (t *exampleTB) Cleanup(f func())         { t.cleanup = append(t.cleanup, f) }
func (t *exampleTB) Error(args ...any)        { fmt.Fprintln(os.Stderr, args...) }

func (t *exampleTB) Fatal(args ...any) {
	fmt.Fprintln(os.Stderr, args...)
	os.Exit(1)
}

func (t *exampleTB) Errorf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}

func (t *exampleTB) end() {
	for _, cleanup := range slices.Backward(t.cleanup) {
		cleanup()
	}
}
