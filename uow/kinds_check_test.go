package uow_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// compareRows compares what a connection sees with the model.
func (p *kindProgram) compareRows(db query.DB, k kinds) {
	p.t.Helper()
	var want []string
	for n := range k {
		want = append(want, k.line(n))
	}
	got := p.rows(db)
	slices.Sort(want)
	slices.Sort(got)
	p.check(slices.Equal(got, want), "the database has\n  %s\nand should have\n  %s", strings.Join(without(got, want), "\n  "), strings.Join(without(want, got), "\n  "))
}

func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// compare compares rows and objects with the model, when all is flushed.
func (p *kindProgram) compare() {
	p.t.Helper()
	for _, n := range p.now.sorted() {
		if n.piece != nil && n.id == 0 {
			n.id = n.piece.ID
		}
	}
	if p.rnd.IntN(3) == 0 {
		p.compareRows(p.s, p.now)
	}
	byKey := map[string]*node{}
	for n := range p.now {
		byKey[n.kind.String()+p.now.key(n)] = n
	}
	for _, n := range p.now.sorted() {
		if n.object() == nil {
			continue
		}
		p.check(lineOf(n.object()) == p.now.line(n), "%s is\n  %s\nand should be\n  %s", n, lineOf(n.object()), p.now.line(n))
		p.compareHolders(n, byKey)
	}
	for _, n := range p.now.sorted() {
		if n.object() != nil && p.rnd.IntN(3) == 0 {
			got := p.read(p.now, n)
			p.check(got == n.object(), "%s has another object", n)
			p.check(lineOf(got) == p.now.line(n), "%s is read as %s", n, lineOf(got))
		}
	}
}

func (p *kindProgram) compareHolders(n *node, byKey map[string]*node) {
	p.t.Helper()
	r := p.now[n]
	switch n.kind {
	case aRegion:
		many(p, n, "depots", &n.region.Depots, aDepot, byKey, func(r kindRow) bool { return r.region == n })
	case aPerson:
		many(p, n, "kept", &n.person.Kept, aDepot, byKey, func(r kindRow) bool { return r.keeper == n })
		many(p, n, "owned", &n.person.Owned, aCrate, byKey, func(r kindRow) bool { return r.owner == n })
		many(p, n, "tags", &n.person.Tags, aTag, byKey, func(r kindRow) bool { return r.person == n })
	case aDepot:
		one(p, n, "region", &n.depot.Region, r.region, byKey)
		one(p, n, "keeper", &n.depot.Keeper, r.keeper, byKey)
		many(p, n, "crates", &n.depot.Crates, aCrate, byKey, func(r kindRow) bool { return r.depot == n })
	case aCrate:
		one(p, n, "depot", &n.crate.Depot, r.depot, byKey)
		one(p, n, "owner", &n.crate.Owner, r.owner, byKey)
		many(p, n, "pieces", &n.crate.Pieces, aPiece, byKey, func(r kindRow) bool { return r.crate == n })
	case aPiece:
		one(p, n, "crate", &n.piece.Crate, r.crate, byKey)
	case aTag:
		one(p, n, "person", &n.tag.Person, r.person, byKey)
	}
}

// one compares a many-to-one holder with the model, if it is loaded.
func one[E any](p *kindProgram, n *node, what string, h *schema.One[E], want *node, byKey map[string]*node) {
	p.t.Helper()
	got, err := h.Get()
	if err != nil {
		return
	}
	if got == nil || want == nil {
		p.check(got == nil && want == nil, "the %s of %s is %v, and should be %s", what, n, got, want)
		return
	}
	p.check(p.meet(any(got), want.kind, byKey) == want, "the %s of %s is %s, and should be %s", what, n, lineOf(got), want)
}

// many compares a collection with the model, if it is loaded.
func many[E any](p *kindProgram, n *node, what string, h *schema.Many[E], of kind, byKey map[string]*node, belongs func(kindRow) bool) {
	p.t.Helper()
	all, err := h.All()
	if err != nil {
		return
	}
	var got, want []string
	for m, r := range p.now {
		if m.kind == of && belongs(r) {
			want = append(want, m.String())
		}
	}
	for _, e := range all {
		got = append(got, fmt.Sprint(p.meet(any(e), of, byKey)))
	}
	slices.Sort(got)
	slices.Sort(want)
	p.check(slices.Equal(got, want), "the %s of %s are %v, and should be %v", what, n, got, want)
}

// meet finds the node of an object that a holder has. The program may not have met it before.
func (p *kindProgram) meet(object any, of kind, byKey map[string]*node) *node {
	p.t.Helper()
	n := byKey[of.String()+keyOf(object)]
	if n == nil {
		p.check(false, "a holder has %s, which is no row", lineOf(object))
	}
	if n.object() == nil {
		n.hold(object)
		n.late = true
	}
	p.check(n.object() == object, "a holder has another object for %s", n)
	return n
}
