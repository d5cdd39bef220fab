package work

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/rowan-go/rowan/bench/harness"
	"github.com/rowan-go/rowan/bench/store"
)

// Base is the contender that the others are compared with.
const Base = "pgx-hand"

// Module is the path of the library's own module: its contenders take part in every round, as the base does.
const Module = "github.com/rowan-go/rowan"

// Size says how much the jobs handle.
type Size struct {
	Companies, Employees, Tasks int // in the data that is read: companies, employees of each, tasks of each
	Insert                      int // employees that job E inserts
	Update                      int // employees that job G changes
	Line                        int // companies that jobs H handle; each has as many employees as in Employees
}

// Full is the size that is published, Quick a fifth of it for a first look, Small the one that tests use.
var (
	Full  = Size{Companies: 1000, Employees: 10, Tasks: 2, Insert: 10_000, Update: 1000, Line: 100}
	Quick = Size{Companies: 200, Employees: 10, Tasks: 2, Insert: 2000, Update: 200, Line: 100}
	Small = Size{Companies: 20, Employees: 3, Tasks: 2, Insert: 50, Update: 10, Line: 5}
)

// Site is where a job is done: a database, its rows as they are at the start, and the size.
type Site struct {
	DB   *store.Database
	Size Size
	Want []Company
}

// Job is one of the jobs A to I.
type Job struct {
	Name, Title string
	// Text says what is done and what is measured.
	Text string
	// Per is the number of rows that one run handles.
	Per func(Size) int
	// Data are the rows that must be there.
	Data func(Size) store.Rows
	// Writes tells that the data are put back before each batch.
	Writes bool
	// Slow tells that the job runs over a line that adds a delay to each round trip.
	Slow bool
	// OneCore tells that client and server are put on one core, since the job is little more than waking each other.
	OneCore bool
	// Takes tells whether a contender can do the job.
	Takes func(*Ops) bool
	// Entry makes the measured function.
	Entry func(*Site, Opened) harness.Entry
	// Check does the job once and compares answer and database with what they must be.
	Check func(context.Context, *Site, Opened) error
}

// NewSite looks at what the database holds.
func NewSite(ctx context.Context, db *store.Database, size Size) (*Site, error) {
	want, err := stored(ctx, db)
	return &Site{DB: db, Size: size, Want: want}, err
}

// Reset puts the rows back.
func (s *Site) Reset(ctx context.Context) error {
	return s.DB.With(ctx, func(c *pgx.Conn) error { return store.Reset(ctx, c) })
}

// For picks the contenders that can do the job and makes it ready to be measured.
func (j Job) For(site *Site, all []Opened) harness.Job {
	h := harness.Job{Name: j.Name, Base: Base, Per: j.Per(site.Size), Rehearse: j.Slow}
	if j.Writes {
		h.Reset = site.Reset
	}
	for _, o := range j.Able(all) {
		e := j.Entry(site, o)
		if f := o.Remote[j.Name]; f != nil {
			e = harness.Entry{Remote: func(ctx context.Context) (harness.Sample, error) { return f(ctx, site.Size) }}
		}
		e.Name, e.Every = o.Name, o.Module == Module
		h.Entries = append(h.Entries, e)
	}
	return h
}

// Able are the contenders that can do the job.
func (j Job) Able(all []Opened) []Opened {
	return slices.DeleteFunc(slices.Clone(all), func(o Opened) bool { return !j.Takes(o.Ops) && o.Remote[j.Name] == nil })
}

// Verify checks every contender that can do the job.
func (j Job) Verify(ctx context.Context, site *Site, all []Opened) error {
	for _, o := range j.Able(all) {
		if j.Writes {
			if err := site.Reset(ctx); err != nil {
				return err
			}
		}
		if err := j.Check(ctx, site, o); err != nil {
			return failed(o.Name, "job "+j.Name, err)
		}
	}
	return nil
}

// one is Per of jobs that handle one row, reading the Data of jobs that only read.
func one(Size) int { return 1 }

func reading(s Size) store.Rows {
	return store.Rows{Companies: s.Companies, Employees: s.Employees, Tasks: s.Tasks}
}

// Jobs are all jobs, in the order of the tables.
func Jobs() []Job {
	return []Job{
		renderJob(), oneJob(), allJob(), allInSessionJob(), preloadJob(), insertJob(), graphJob(),
		updateJob(), updateMixedJob(), deleteJob(), linePreloadJob(), lineGraphJob(), oneInSessionJob(), oneInTxJob(),
	}
}
