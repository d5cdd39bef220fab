package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/rowan-go/rowan/cmd/rowan/internal/demo"
)

// The command's answers to whoever called it.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// flags is what may be written on the command line.
type flags struct {
	Demo demo.Options `cmd:"" help:"Read Go's own source into PostgreSQL, then show step by step what the library does with it."`
}

// run reads the flags, calls the command and says in one line what went
// wrong.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	helped := false
	parser, err := kong.New(&flags{},
		kong.Name("rowan"),
		kong.Description("Typed SQL and a unit of work for PostgreSQL, shown at work."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return fail(stderr, exitFailed, err)
	}
	call, err := parser.Parse(args)
	switch {
	case helped:
		return exitOK
	case err != nil:
		return fail(stderr, exitUsage, fmt.Errorf("%w; see rowan --help", err))
	}
	call.BindTo(ctx, (*context.Context)(nil))
	call.BindTo(stdout, (*io.Writer)(nil))
	if err := call.Run(); err != nil {
		return fail(stderr, exitFailed, err)
	}
	return exitOK
}

// fail writes an error as one line.
func fail(stderr io.Writer, code int, err error) int {
	text := strings.Join(strings.Fields(err.Error()), " ")
	if errors.Is(err, context.Canceled) {
		text = "interrupted"
	}
	_, _ = fmt.Fprintln(stderr, "rowan: "+text) // nowhere is left to report that this failed
	return code
}
