package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/peer"
	"github.com/rowan-go/rowan/bench/pin"
	"github.com/rowan-go/rowan/bench/proxy"
	"github.com/rowan-go/rowan/bench/report"
	"github.com/rowan-go/rowan/bench/store"
	"github.com/rowan-go/rowan/bench/work"
)

// delay is what jobs H add to each round trip.
const delay = time.Millisecond

// bench is a run in progress.
type bench struct {
	opt        options
	server     *store.Server
	contenders []work.Contender
	databases  map[store.Rows]*store.Database
	data       *report.Data
}

func measure(ctx context.Context, o options) (d *report.Data, err error) {
	start := time.Now()
	server, err := store.Start(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	version, err := server.Version(ctx)
	if err != nil {
		return nil, err
	}
	contenders, notes := peer.All(ctx)
	if o.wanted() {
		runtime.MemProfileRate = 0
		o.peers = []string{o.contender}
	}
	if contenders, err = pick(contenders, o.peers); err != nil {
		return nil, err
	}
	b := &bench{opt: o, server: server, contenders: contenders, databases: map[store.Rows]*store.Database{}}
	defer b.drop(context.WithoutCancel(ctx))
	b.data = &report.Data{When: start, Quick: o.quick, Machine: report.ThisMachine(version), Peers: report.Peers(b.contenders), Notes: notes}
	if err := known(o.only); err != nil {
		return nil, err
	}
	for _, job := range work.Jobs() {
		if len(o.only) > 0 && !slices.Contains(o.only, job.Name) {
			continue
		}
		if err := b.job(ctx, job); err != nil {
			return nil, err
		}
	}
	if !o.quick && !o.partial() || slices.Contains(o.only, growth) {
		if err := b.growth(ctx); err != nil {
			return nil, err
		}
	}
	b.data.Took = time.Since(start)
	return b.data, nil
}

// growth is the name of what is measured behind the jobs.
const growth = "growth"

// known refuses the name of a job that is none.
func known(only []string) error {
	var names []string
	for _, j := range work.Jobs() {
		names = append(names, j.Name)
	}
	names = append(names, growth)
	for _, n := range only {
		if !slices.Contains(names, n) {
			return fmt.Errorf("no job is called %q; there are %s", n, strings.Join(names, ", "))
		}
	}
	return nil
}

// effort is how long a job is measured.
func (b *bench) effort() harness.Options {
	if b.opt.quick {
		return harness.Options{Budget: 2500 * time.Millisecond, Batch: 2 * time.Millisecond, Runs: 4, MinRounds: 2, MaxRounds: 100}
	}
	return harness.Options{Budget: 26 * time.Second, Batch: 20 * time.Millisecond, Runs: 4, MinRounds: 5, MaxRounds: 300}
}

// size is how much the jobs handle.
func (b *bench) size() work.Size {
	if b.opt.quick {
		return work.Quick
	}
	return work.Full
}

// job checks the contenders and lets them take turns.
func (b *bench) job(ctx context.Context, job work.Job) error {
	db, err := b.database(ctx, job.Data(b.size()))
	if err != nil {
		return err
	}
	if job.Writes { // an earlier job may have written
		if err := db.With(ctx, func(c *pgx.Conn) error { return store.Reset(ctx, c) }); err != nil {
			return err
		}
	}
	site, err := work.NewSite(ctx, db, b.size())
	if err != nil {
		return err
	}
	url, line := db.URL, (*proxy.Proxy)(nil)
	if job.Slow {
		if line, err = proxy.Start(db.URL, delay); err != nil {
			return err
		}
		defer line.Stop()
		url = line.URL
	}
	live := harness.Live()
	all, err := work.Open(ctx, b.contenders, url)
	defer work.CloseAll(all)
	if err != nil {
		return err
	}
	start := time.Now()
	fmt.Fprintf(os.Stderr, "%-3s %-45s check ", job.Name, job.Title)
	if err := job.Verify(ctx, site, all); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%5.1fs  measure ", time.Since(start).Seconds())
	start = time.Now()
	defer harness.Pace(live, harness.Live(), len(all))()
	h := job.For(site, all)
	if b.opt.wanted() {
		return b.opt.write(ctx, h)
	}
	undo, err := b.place(ctx, job, db)
	if err != nil {
		return err
	}
	defer undo()
	s := report.Section{Name: job.Name, Title: job.Title, Text: job.Text, Per: h.Per, Slow: job.Slow}
	if s.Result, err = harness.Run(ctx, h, b.effort()); err != nil {
		return err
	}
	if job.Slow {
		s.Trips, err = trips(ctx, h, line)
	}
	fmt.Fprintf(os.Stderr, "%5.1fs  %d rounds\n", time.Since(start).Seconds(), s.Result.Rounds)
	if b.opt.partial() {
		s.Result.Print(os.Stdout)
	}
	b.data.Sections = append(b.data.Sections, s)
	return err
}

// place puts client and server on one core where the job asks for it. Where that cannot be, the page says so.
func (b *bench) place(ctx context.Context, job work.Job, db *store.Database) (undo func(), err error) {
	if !job.OneCore {
		return func() {}, nil
	}
	processes, err := db.Processes(ctx)
	if err != nil {
		return nil, err
	}
	undo, err = pin.OneCore(processes)
	if errors.Is(err, pin.ErrElsewhere) {
		b.data.Notes = append(b.data.Notes, fmt.Sprintf("%s was measured on several cores: %v.", job.Name, err))
		return func() {}, nil
	}
	return undo, err
}

// trips counts the round trips of one run of each entry.
func trips(ctx context.Context, h harness.Job, line *proxy.Proxy) (map[string]int64, error) {
	counts := map[string]int64{}
	for _, e := range h.Entries {
		if e.Run == nil { // another process does it
			line.Trips()
			if _, err := e.Remote(ctx); err != nil {
				return nil, err
			}
			counts[e.Name] = line.Trips()
			continue
		}
		if e.Prepare != nil {
			if err := e.Prepare(ctx); err != nil {
				return nil, err
			}
		}
		line.Trips()
		if err := e.Run(ctx); err != nil {
			return nil, err
		}
		counts[e.Name] = line.Trips()
	}
	return counts, nil
}

// database finds or makes the database with those rows. Jobs that write put it back before each batch.
func (b *bench) database(ctx context.Context, rows store.Rows) (*store.Database, error) {
	if db := b.databases[rows]; db != nil {
		return db, nil
	}
	db, err := b.server.NewDatabase(ctx, rows)
	if err == nil {
		b.databases[rows] = db
	}
	return db, err
}

func (b *bench) drop(ctx context.Context) {
	for _, db := range b.databases {
		if err := db.Drop(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}
}

// growth measures 1,000 to 1,000,000 rows.
func (b *bench) growth(ctx context.Context) error {
	for rows := 1000; rows <= 1_000_000; rows *= 10 {
		start := time.Now()
		fmt.Fprintf(os.Stderr, "growth, %7d rows ", rows)
		if err := work.Grow(ctx, b.server, b.contenders, rows, b.grown); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%5.1fs\n", time.Since(start).Seconds())
	}
	return nil
}

func (b *bench) grown(contender, kind string, point harness.Grown) {
	for i := range b.data.Growth {
		if g := &b.data.Growth[i]; g.Contender == contender && g.Kind == kind {
			g.Points = append(g.Points, point)
			return
		}
	}
	b.data.Growth = append(b.data.Growth, work.Growth{Contender: contender, Kind: kind, Points: []harness.Grown{point}})
}
