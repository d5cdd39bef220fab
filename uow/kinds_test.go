package uow_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/uow"
)

// kindProgram is a random run of calls on a session, beside a model of the tables.
type kindProgram struct {
	t                    *testing.T
	seed                 uint64
	rnd                  *rand.Rand
	pool                 *pgxpool.Pool
	s                    *uow.Session
	now, flushed, stored kinds
	deletes              bool      // something is deleted and not flushed
	freed                []kindRow // of what was deleted right behind a flush: keys that may be taken anew
	freedKinds           []kind
	made                 int
	log                  []string
}

func (p *kindProgram) say(format string, args ...any) {
	p.log = append(p.log, fmt.Sprintf(format, args...))
}

func (p *kindProgram) check(ok bool, format string, args ...any) {
	p.t.Helper()
	if !ok {
		p.t.Fatalf("program %d:\n  %s\n%s", p.seed, strings.Join(p.log, "\n  "), fmt.Sprintf(format, args...))
	}
}

func (p *kindProgram) must(err error) { p.t.Helper(); p.check(err == nil, "%v", err) }

// some is a node of the kind that the program has an object for, nil where there is none.
func (p *kindProgram) some(k kind) *node { return p.pick(func(n *node) bool { return n.kind == k }) }

func (p *kindProgram) pick(ok func(*node) bool) *node {
	var all []*node
	for _, n := range p.now.sorted() {
		if ok(n) {
			all = append(all, n)
		}
	}
	if len(all) == 0 {
		return nil
	}
	n := all[p.rnd.IntN(len(all))]
	p.meetByKey(n)
	return n
}

// meetByKey reads the object of a node that the program has not met.
func (p *kindProgram) meetByKey(n *node) {
	if n == nil || n.object() != nil {
		return
	}
	if p.autoflush() {
		p.flush() // Get does, and the model would not know
	}
	if n.object() == nil {
		p.say("get %s", n)
		n.hold(p.read(p.flushed, n))
		n.late = true
	}
}

func (p *kindProgram) pending(n *node) bool { _, ok := p.flushed[n]; return !ok }

func (p *kindProgram) flush() {
	p.t.Helper()
	p.say("flush")
	p.must(p.s.Flush(p.t.Context()))
	p.settled()
	p.compare()
}

// settled notes that all is flushed.
func (p *kindProgram) settled() {
	p.flushed, p.deletes, p.freed, p.freedKinds = maps.Clone(p.now), false, nil, nil
}

func (p *kindProgram) commit() {
	p.t.Helper()
	p.say("commit")
	p.must(p.s.Commit(p.t.Context()))
	p.settled()
	p.stored = maps.Clone(p.now)
	for n := range p.now {
		n.late = false
	}
	p.compare()
	p.compareRows(p.pool, p.stored)
}

func (p *kindProgram) rollback() {
	p.t.Helper()
	p.say("rollback")
	p.must(p.s.Rollback(p.t.Context()))
	p.back(p.stored)
	p.compareRows(p.pool, p.stored)
}

// back makes what was then what is now. What was read after something had been written is read again.
func (p *kindProgram) back(then kinds) {
	p.t.Helper()
	p.now = maps.Clone(then)
	p.settled()
	for _, n := range p.now.sorted() {
		if was := n.object(); was != nil {
			got := p.read(p.now, n)
			p.check(n.late || got == was, "%s has another object", n)
			n.hold(nil)
			n.hold(got)
		}
	}
	p.compare()
}

func (p *kindProgram) nested(depth int) {
	p.flush()
	then := maps.Clone(p.now)
	fails := p.rnd.IntN(2) == 0
	err := p.s.Nested(p.t.Context(), func() error {
		p.say("{")
		p.steps(p.rnd.IntN(6), depth+1)
		p.say("} fails: %v", fails)
		if fails {
			return errFails
		}
		return nil
	})
	if fails {
		p.check(errors.Is(err, errFails) && err.Error() == errFails.Error(), "%v", err)
		p.back(then)
		return
	}
	p.must(err)
	p.settled()
	p.compare()
}

// another begins a session anew, which holds nothing.
func (p *kindProgram) another() {
	p.rollback()
	p.say("another session")
	p.must(p.s.Close(p.t.Context()))
	p.open()
	for n := range p.now {
		n.hold(nil)
		n.late = false
	}
}

// open begins a session. Programs differ in what expires, in what is flushed before reads, in who listens, and in how few
// rows go as a message.
func (p *kindProgram) open() {
	opts := uow.Options{ExpireOnCommit: p.seed%3 == 0, Autoflush: p.autoflush()}
	if p.seed%4 == 0 {
		opts.Logger = (&heard{}).log
	}
	p.s = uow.New(p.pool, DepotModel, opts)
	if p.seed%2 == 0 {
		p.s.SendMessagesFrom(int(p.seed / 2 % 5))
	}
}

func (p *kindProgram) autoflush() bool { return p.seed%5 == 0 }

func (p *kindProgram) steps(n, depth int) {
	for range n {
		if p.rnd.IntN(8) == 0 {
			p.end(depth)
			continue
		}
		all := []func(){
			p.addRegion, p.addPerson, p.addDepot, p.addDepot, p.addCrate, p.addCrate, p.addCrate, p.addPiece, p.addPiece, p.addPiece, p.addTag,
			p.rename, p.rename, p.keep, p.own, p.put, p.put, p.pack, p.pack, p.hang, p.carry, p.rekey, p.rekey, p.remove, p.remove, p.again,
			p.refuse, p.flush, p.refresh, p.load, p.load, p.statement, p.statement, p.crowd, p.scatter,
		}
		all[p.rnd.IntN(len(all))]()
	}
}

// end ends a transaction, or goes into a block.
func (p *kindProgram) end(depth int) {
	switch at := p.rnd.IntN(6); {
	case at < 2 && depth < 3:
		p.nested(depth)
	case depth == 0:
		[]func(){p.commit, p.commit, p.rollback, p.another}[p.rnd.IntN(4)]()
	}
}

func TestRandomProgramsWithAllKindsOfKeysAgreeWithAModel(t *testing.T) {
	t.Parallel()
	for part := range uint64(4) {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			pool := depotPool(t)
			for i := range uint64(25) {
				runKinds(t, pool, 4*i+part) // the same each time
			}
			for range 5 {
				runKinds(t, pool, rand.Uint64()>>32) //nolint:gosec // not for secrets; a failure prints it
			}
		})
	}
}

func runKinds(t *testing.T, pool *pgxpool.Pool, seed uint64) {
	t.Helper()
	p := &kindProgram{t: t, seed: seed, rnd: rand.New(rand.NewPCG(seed, 0)), pool: pool, now: kinds{}, flushed: kinds{}, stored: kinds{}} //nolint:gosec // not for secrets
	p.must(execAll(t, pool, "TRUNCATE regions, people, depots, crates, pieces, tags"))
	p.open()
	defer func() { _ = p.s.Close(context.Background()) }()
	for _, add := range []func(){p.addRegion, p.addRegion, p.addPerson, p.addPerson, p.addDepot, p.addDepot, p.addCrate, p.addCrate, p.addCrate, p.addPiece, p.addPiece, p.addTag} {
		add()
	}
	p.steps(40, 0)
	p.commit()
	p.must(p.s.Close(t.Context()))
}
