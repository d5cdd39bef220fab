package uow_test

import (
	"errors"

	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// refuse tries to delete a person with tags, which stays.
func (p *kindProgram) refuse() {
	tag := p.some(aTag)
	if tag == nil {
		return
	}
	person := p.now[tag].person
	p.meetByKey(person)
	p.flush()
	p.read(p.now, tag) // where it has expired, the server would be asked
	p.say("try to delete %s", person)
	p.s.Delete(person.person)
	err := p.s.Flush(p.t.Context())
	var referred *uow.ReferredError
	p.check(errors.As(err, &referred) && len(referred.Rows) > 0, "%v", err)
	p.s.Add(person.person)
	p.flush()
}

func (p *kindProgram) refresh() {
	if p.deletes { // what is to be deleted must not come back as somebody's parent
		return
	}
	if p.autoflush() {
		p.flush() // else the model would not know what was
	}
	var all []any
	for _, n := range p.now.sorted() {
		if n.object() != nil && !p.pending(n) && p.rnd.IntN(2) == 0 {
			p.say("refresh %s", n)
			p.now[n] = p.flushed[n]
			all = append(all, n.object())
		}
	}
	p.must(p.s.Refresh(p.t.Context(), all...))
}

func (p *kindProgram) load() {
	ctx := p.t.Context()
	n := p.pick(func(n *node) bool { return !p.pending(n) })
	if n == nil {
		return
	}
	if p.autoflush() {
		p.flush()
	}
	p.say("load %s", n)
	switch e := n.object().(type) {
	case *Region:
		p.must(preload.Load(ctx, p.s, []*Region{e}, schema.Then(RegionDepots, DepotCrates)))
	case *Person:
		p.must(preload.LoadAll(ctx, p.s, []*Person{e}, preload.SelectIn(PersonKept), preload.SelectIn(PersonOwned), preload.SelectIn(PersonTags)))
	case *Depot:
		p.must(preload.LoadAll(ctx, p.s, []*Depot{e}, preload.SelectIn(DepotRegion), preload.SelectIn(DepotKeeper), preload.SelectIn(DepotCrates)))
	case *Crate:
		p.must(preload.LoadAll(ctx, p.s, []*Crate{e}, preload.SelectIn(CrateDepot), preload.SelectIn(CrateOwner), preload.SelectIn(CratePieces)))
	case *Piece:
		p.must(preload.Load(ctx, p.s, []*Piece{e}, PieceCrate))
	case *Tag:
		p.must(preload.Load(ctx, p.s, []*Tag{e}, TagPerson))
	}
}
