package uow_test

import (
	"github.com/rowan-go/rowan/query"
)

// remove deletes a row, and all that goes with it; what refers to it and may do without loses its key.
func (p *kindProgram) remove() {
	n := p.pick(func(n *node) bool { return n.kind != aRegion || p.rnd.IntN(3) == 0 })
	if n == nil {
		return
	}
	free := p.rnd.IntN(2) == 0
	if free {
		p.flush()
	}
	gone := p.now.withIt(n)
	for _, m := range p.now.sorted() {
		switch r := p.now[m]; {
		case r.person == n && n.kind == aPerson:
			gone = append(gone, m)
		case r.owner == n || r.depot == n || r.keeper == n:
			p.meetByKey(m)
		}
	}
	var deleted []*node
	for i, m := range gone {
		if i == 0 || m.kind == aTag || p.pending(n) || p.pending(m) || p.rnd.IntN(4) == 0 {
			p.meetByKey(m)
			deleted = append(deleted, m)
		}
	}
	p.loseParent(n)
	for _, m := range deleted {
		p.say("delete %s", m)
		p.s.Add(m.object()) // the session may not have met it yet
	}
	for _, m := range deleted {
		p.s.Delete(m.object())
	}
	if free {
		p.freed, p.freedKinds = append(p.freed, p.now[n]), append(p.freedKinds, n.kind)
		if n.kind == aPiece {
			p.freed, p.freedKinds = nil, nil
		}
	}
	for _, m := range gone {
		delete(p.now, m)
	}
	p.deletes = true
}

// loseParent takes the key of a parent that is to be deleted from what may do without. What nobody has changed since the
// flush, the session or the database does itself.
func (p *kindProgram) loseParent(n *node) {
	for _, m := range p.now.sorted() {
		r, was := p.now[m], p.flushed[m]
		said := p.pending(n) || p.pending(m) || p.rnd.IntN(2) == 0
		switch {
		case r.owner == n && (said || was.owner != n):
			p.setOwner(m, nil)
		case r.depot == n && (said || was.depot != n):
			p.setDepot(m, nil)
		case r.keeper == n && p.pending(n):
			DepotKeeper.Set(m.depot, nil)
		}
		r = p.now[m]
		if r.owner == n {
			r.owner = nil
		}
		if r.depot == n {
			r.depot = nil
		}
		if r.keeper == n {
			r.keeper = nil
		}
		p.now[m] = r
	}
}

// crowd adds more rows than are looked through one by one: pieces to a crate, or crates to a depot and an owner.
func (p *kindProgram) crowd() {
	crate, depot, owner := p.some(aCrate), p.some(aDepot), p.some(aPerson)
	if len(p.now) > 120 || p.seed%3 != 1 {
		return
	}
	switch {
	case crate != nil && p.rnd.IntN(2) == 0:
		for range 40 {
			n, r := p.make(aPiece)
			r.crate = crate
			p.enter(n, r)
		}
	case depot != nil:
		for i := range 40 {
			n, r := p.make(aCrate)
			r.no, r.region, r.depot = int64(p.made), p.now[depot].region, depot
			if i%8 > 0 {
				r.owner = owner
			}
			p.enter(n, r)
		}
	}
}

// scatter moves the pieces of a crate to others, takes the crates from an owner, and empties a depot, one by one. Some come
// back.
func (p *kindProgram) scatter() {
	from, owner, depot := p.some(aCrate), p.some(aPerson), p.some(aDepot)
	if p.seed%3 != 1 || from == nil {
		return
	}
	ours := func(r kindRow) bool {
		return r.crate == from || owner != nil && r.owner == owner || depot != nil && r.depot == depot
	}
	for _, n := range p.now.sorted() {
		if ours(p.now[n]) {
			p.meetByKey(n)
		}
	}
	for _, n := range p.now.sorted() {
		r := p.now[n]
		back := p.rnd.IntN(4) == 0
		if r.crate == from {
			if to := p.some(aCrate); to != nil {
				p.setCrate(n, to)
			}
			if back {
				p.setCrate(n, from)
			}
		}
		if owner != nil && r.owner == owner {
			p.setOwner(n, nil)
			if back {
				p.setOwner(n, owner)
			}
		}
		if depot != nil && r.depot == depot {
			p.setDepot(n, nil)
			if back {
				p.setDepot(n, depot)
			}
		}
	}
}

// statement runs a typed statement in the session, and what the database does to other tables with it.
func (p *kindProgram) statement() {
	p.flush()
	ctx := p.t.Context()
	n := p.pick(func(n *node) bool { return n.kind != aTag })
	if n == nil {
		return
	}
	r, err := p.now[n], error(nil)
	p.say("statement about %s", n)
	switch n.kind {
	case aRegion:
		if p.rnd.IntN(2) == 0 {
			_, err = query.Delete(Regions).Where(Regions.Code.Eq(r.code)).Exec(ctx, p.s)
			p.gone(n)
		} else {
			_, err = query.Update(Crates).Set(Crates.Name.Set("moved"), Crates.DepotNo.SetNull()).Where(Crates.RegionCode.Eq(r.code)).Exec(ctx, p.s)
			for m, r := range p.now {
				if m.kind == aCrate && r.region == n {
					r.name, r.depot = "moved", nil
					p.now[m] = r
				}
			}
		}
	case aPerson:
		if !p.owns(n) && p.rnd.IntN(2) == 0 {
			_, err = query.Delete(People).Where(People.ID.Eq(r.id)).Exec(ctx, p.s)
			p.each(func(m *kindRow) bool { return m.keeper == n }, func(m *kindRow) { m.keeper = nil })
			p.gone(n)
		} else {
			_, err = query.Update(Depots).Set(Depots.KeeperID.SetNull()).Where(Depots.KeeperID.Eq(r.id)).Exec(ctx, p.s)
			p.each(func(m *kindRow) bool { return m.keeper == n }, func(m *kindRow) { m.keeper = nil })
		}
	case aDepot:
		_, err = query.Update(Depots).Set(Depots.Name.Set("said")).Where(Depots.No.Eq(r.no)).Exec(ctx, p.s)
		p.set(n, func(m *kindRow) { m.name = "said" })
	case aCrate:
		_, err = query.Delete(Crates).Where(Crates.ID.Eq(r.no)).Exec(ctx, p.s)
		p.gone(n)
	case aPiece:
		_, err = query.Delete(Pieces).Where(Pieces.ID.Eq(n.id)).Exec(ctx, p.s)
		p.gone(n)
	case aTag:
	}
	p.must(err)
	p.settled()
	p.compare()
}

// owns reports whether rows refer to the person that keep it from being deleted.
func (p *kindProgram) owns(n *node) bool {
	for _, r := range p.now {
		if r.owner == n || r.person == n {
			return true
		}
	}
	return false
}

// gone takes a row away, and what goes with it.
func (p *kindProgram) gone(n *node) {
	for _, m := range p.now.withIt(n) {
		delete(p.now, m)
	}
}

func (p *kindProgram) each(ok func(*kindRow) bool, change func(*kindRow)) {
	for n, r := range p.now {
		if ok(&r) {
			change(&r)
			p.now[n] = r
		}
	}
}
