package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/cmd/rowan/internal/database"
	"github.com/rowan-go/rowan/cmd/rowan/internal/screen"
	"github.com/rowan-go/rowan/cmd/rowan/internal/tour"
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/internal/pgtemp"
)

// Options are the flags of the command.
type Options struct {
	Plain       bool   `help:"Write text alone: no colour, no progress bar."`
	DatabaseURL string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"Server to use, as postgres://user:password@host:5432/database. The tables go into a schema of their own. Without it a throw-away server is started."`
	Goroot      string `name:"goroot" placeholder:"DIR" help:"Go source tree to read; the one of the installed Go if not given."`
}

// Run is the command. It returns when the tour is over or something failed;
// a server that it started is gone by then.
func (o Options) Run(ctx context.Context, stdout io.Writer) (failed error) {
	began := time.Now()
	out := screen.New(stdout, screen.Style{Plain: o.Plain})
	tree, err := o.tree(ctx)
	if err != nil {
		return err
	}
	url := o.DatabaseURL
	if url == "" {
		server, err := pgtemp.Start(ctx, pgtemp.Options{})
		if err != nil {
			return err
		}
		defer func() { failed = errors.Join(failed, server.Stop()) }()
		url = server.URL("postgres")
	}
	recorder := &tour.Recorder{}
	pool, err := database.Connect(ctx, database.Options{URL: url, Tracer: recorder})
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := o.welcome(ctx, out, pool, tree); err != nil {
		return err
	}
	if err := load(ctx, out, pool, tree); err != nil {
		return err
	}
	guide := tour.Tour{Pool: pool, Recorder: recorder, Out: out}
	sum, err := guide.Run(ctx, tour.Steps())
	if err != nil {
		return err
	}
	o.goodbye(out, sum, time.Since(began))
	return out.Err()
}

// tree lists the source tree that the flags ask for.
func (o Options) tree(ctx context.Context) (*source.Tree, error) {
	root := o.Goroot
	if root == "" {
		found, err := source.Find(ctx)
		if err != nil {
			return nil, err
		}
		root = found
	}
	return source.Open(root)
}

// welcome says what is about to happen, and where.
func (o Options) welcome(ctx context.Context, out *screen.Screen, pool *pgxpool.Pool, tree *source.Tree) error {
	var version string
	if err := pool.QueryRow(ctx, "SHOW server_version").Scan(&version); err != nil {
		return fmt.Errorf("ask for the server's version: %w", err)
	}
	where := "a throw-away server"
	if o.DatabaseURL != "" {
		where = fmt.Sprintf("database %q, schema %s", pool.Config().ConnConfig.Database, database.Schema)
	}
	out.Heading("rowan: the source of %s in PostgreSQL %s", tree.Version, version)
	out.Say("Reading %s packages with %s files from %s into %s.",
		screen.Count(tree.Packages), screen.Count(tree.Files), tree.Root, where)
	return out.Err()
}

// load creates the tables and fills them.
func load(ctx context.Context, out *screen.Screen, pool *pgxpool.Pool, tree *source.Tree) error {
	began := time.Now()
	bar := out.Progress(tree.Files, "Loading files")
	defer bar.Done()
	if err := gostd.Model.CreateAll(ctx, pool); err != nil {
		return err
	}
	counts, err := gostd.Load(ctx, pool, tree, bar.At)
	if err != nil {
		return err
	}
	bar.Done()
	took := time.Since(began)
	out.Table([]string{"table", "rows"}, [][]any{
		{"packages", counts.Packages},
		{"files", counts.Files},
		{"declarations", counts.Declarations},
		{"imports", counts.Imports},
		{"releases", counts.Releases},
	})
	out.Break()
	perSecond := int(float64(counts.Rows()) / took.Seconds())
	out.Good("parsed and written in %s: %s rows a second", screen.Duration(took), screen.Count(perSecond))
	return out.Err()
}

// goodbye sums up.
func (o Options) goodbye(out *screen.Screen, sum tour.Summary, took time.Duration) {
	out.Heading("That was it")
	out.Good("%d steps with %d statements, %s spent in them", sum.Steps, sum.Statements, screen.Duration(sum.Time))
	out.Good("all done in %s", screen.Duration(took))
	if o.DatabaseURL != "" {
		out.Say("The tables are in schema %s until the next run; DROP SCHEMA %s CASCADE takes them away.", database.Schema, database.Schema)
	}
}
