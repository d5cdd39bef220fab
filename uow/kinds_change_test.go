package uow_test

import "fmt"

func (p *kindProgram) rename() {
	n := p.pick(func(*node) bool { return true })
	if n == nil {
		return
	}
	p.made++
	name := fmt.Sprintf("%s.%d", n, p.made)
	p.say("rename %s", n)
	switch e := n.object().(type) {
	case *Region:
		e.Name = name
	case *Person:
		e.Name = name
	case *Depot:
		e.Name = name
	case *Crate:
		e.Name = name
	case *Piece:
		e.Name = name
	case *Tag:
		e.Name = name
	}
	p.set(n, func(r *kindRow) { r.name = name })
}

func personOf(n *node) *Person {
	if n == nil {
		return nil
	}
	return n.person
}

func depotOf(n *node) *Depot {
	if n == nil {
		return nil
	}
	return n.depot
}

// keep gives a depot a keeper, or takes it.
func (p *kindProgram) keep() {
	depot, keeper := p.some(aDepot), p.some(aPerson)
	if depot == nil {
		return
	}
	if p.rnd.IntN(3) == 0 {
		keeper = nil
	}
	p.keepNew(depot)
	p.say("keeper of %s is %s", depot, keeper)
	relate(p, DepotKeeper, PersonKept, depot.depot, personOf(keeper), personOf(p.now[depot].keeper))
	p.set(depot, func(r *kindRow) { r.keeper = keeper })
}

// own gives a crate an owner, or takes it.
func (p *kindProgram) own() {
	crate, owner := p.some(aCrate), p.some(aPerson)
	if crate == nil {
		return
	}
	if p.rnd.IntN(3) == 0 {
		owner = nil
	}
	p.setOwner(crate, owner)
}

func (p *kindProgram) setOwner(crate, owner *node) {
	p.keepNew(crate)
	p.say("owner of %s is %s", crate, owner)
	relate(p, CrateOwner, PersonOwned, crate.crate, personOf(owner), personOf(p.now[crate].owner))
	p.set(crate, func(r *kindRow) { r.owner = owner })
}

// put puts a crate into a depot, or out of all.
func (p *kindProgram) put() {
	crate, depot := p.some(aCrate), p.some(aDepot)
	if crate == nil {
		return
	}
	if p.rnd.IntN(3) == 0 {
		depot = nil
	}
	p.setDepot(crate, depot)
}

// setDepot puts a crate into a depot. One of another region gives the crate another key: all is flushed around it, since
// rows of the same flush that take the key that is not written yet come too early.
func (p *kindProgram) setDepot(crate, depot *node) {
	rekeys := depot != nil && p.now[depot].region != p.now[crate].region
	if rekeys {
		p.flush()
	}
	p.keepNew(crate)
	p.say("put %s into %s", crate, depot)
	if depot != nil && !p.pending(depot) && rekeys && p.rnd.IntN(3) == 0 {
		crate.crate.RegionCode, crate.crate.DepotNo = depot.depot.RegionCode, new(depot.depot.No)
	} else {
		relate(p, CrateDepot, DepotCrates, crate.crate, depotOf(depot), depotOf(p.now[crate].depot))
	}
	p.set(crate, func(r *kindRow) {
		if r.depot = depot; depot != nil {
			r.region = p.now[depot].region
		}
	})
	if rekeys {
		p.flush()
	}
}

// pack moves a piece to another crate.
func (p *kindProgram) pack() {
	piece, crate := p.some(aPiece), p.some(aCrate)
	if piece == nil || crate == nil {
		return
	}
	p.setCrate(piece, crate)
}

func (p *kindProgram) setCrate(piece, crate *node) {
	p.keepNew(piece)
	p.say("pack %s into %s", piece, crate)
	relate(p, PieceCrate, CratePieces, piece.piece, crate.crate, p.now[piece].crate.crate)
	p.set(piece, func(r *kindRow) { r.crate = crate })
}

// hang gives a tag to another person.
func (p *kindProgram) hang() {
	tag, person := p.some(aTag), p.some(aPerson)
	if tag == nil || person == nil {
		return
	}
	p.keepNew(tag)
	p.say("hang %s on %s", tag, person)
	relate(p, TagPerson, PersonTags, tag.tag, person.person, p.now[tag].person.person)
	p.set(tag, func(r *kindRow) { r.person = person })
}

// carry moves a depot with its crates to another region, which changes the keys of all of them.
func (p *kindProgram) carry() {
	depot, region := p.some(aDepot), p.some(aRegion)
	if depot == nil || region == nil || p.now[depot].region == region {
		return
	}
	p.meetFollowers(depot)
	p.flush()
	p.say("carry %s to %s", depot, region)
	if p.rnd.IntN(3) == 0 {
		depot.depot.RegionCode = region.region.Code
	} else {
		relate(p, DepotRegion, RegionDepots, depot.depot, region.region, p.now[depot].region.region)
	}
	p.set(depot, func(r *kindRow) { r.region = region })
	for n, r := range p.now {
		if r.depot == depot {
			p.set(n, func(r *kindRow) { r.region = region })
		}
	}
	p.flush()
}

// meetFollowers reads what follows the key of a row and has followers itself. A session sees cascades along the objects that
// it holds: a piece does not follow a depot by way of a crate that the session does not know.
func (p *kindProgram) meetFollowers(n *node) {
	for _, m := range p.now.sorted() {
		if r := p.now[m]; r.region == n || r.depot == n {
			p.meetByKey(m)
		}
	}
}

// rekey changes the key of a row. What refers to it follows.
func (p *kindProgram) rekey() {
	n := p.pick(func(n *node) bool { return n.kind != aPiece && (n.kind != aPerson || !p.referred(n)) })
	if n == nil {
		return
	}
	p.meetFollowers(n)
	p.flush()
	p.made++
	p.say("rekey %s with %d", n, p.made)
	r := p.now[n]
	switch n.kind {
	case aRegion:
		r.code = fmt.Sprint("r", p.made)
		n.region.Code = r.code
	case aTag:
		r.code = fmt.Sprint("t", p.made)
		n.tag.Code = r.code
	case aPerson:
		r.id = version7()
		n.person.ID = r.id
	case aDepot:
		r.no = int64(p.made)
		n.depot.No = r.no
	case aCrate:
		r.no = int64(p.made)
		n.crate.ID = r.no
	case aPiece:
	}
	p.now[n] = r
	if m := p.pick(func(m *node) bool { return m.object() != nil }); m != nil && p.rnd.IntN(2) == 0 {
		p.rename()
	}
	p.flush()
}

// referred reports whether a row refers to the person.
func (p *kindProgram) referred(person *node) bool {
	for _, r := range p.now {
		if r.person == person || r.owner == person || r.keeper == person {
			return true
		}
	}
	return false
}
