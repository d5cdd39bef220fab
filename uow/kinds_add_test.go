package uow_test

import (
	"fmt"

	"github.com/rowan-go/rowan/schema"
)

// relate relates a child to a parent, nil for none, in one of the ways in which a program can.
func relate[C, P any](p *kindProgram, up *schema.ToOne[C, P], down *schema.ToMany[P, C], child *C, parent, old *P) {
	switch way := p.rnd.IntN(3); {
	case parent == nil && old != nil && way == 0:
		down.Remove(old, child)
	case parent == nil || way == 0:
		up.Set(child, parent)
	case way == 1:
		down.Add(parent, child)
	default:
		if old != nil {
			down.Remove(old, child)
		}
		up.Set(child, parent)
	}
}

// keepNew adds a new object that goes from one parent to another, which may be all that the session knows of it by.
func (p *kindProgram) keepNew(n *node) {
	if p.pending(n) {
		p.s.Add(n.object())
	}
}

func (p *kindProgram) set(n *node, change func(*kindRow)) {
	r := p.now[n]
	change(&r)
	p.now[n] = r
}

// make makes a node, and gives it a number of its own.
func (p *kindProgram) make(k kind) (*node, kindRow) {
	p.made++
	n := &node{kind: k, at: p.made}
	return n, kindRow{name: n.String()}
}

func (p *kindProgram) addRegion() {
	n, r := p.make(aRegion)
	r.code = fmt.Sprint("r", p.made)
	p.enter(n, r)
}

func (p *kindProgram) addPerson() {
	n, r := p.make(aPerson)
	p.enter(n, r)
}

func (p *kindProgram) addDepot() {
	region, keeper := p.some(aRegion), p.some(aPerson)
	if region == nil {
		return
	}
	n, r := p.make(aDepot)
	r.no, r.region = int64(p.made), region
	if p.rnd.IntN(2) == 0 {
		r.keeper = keeper
	}
	p.enter(n, r)
}

func (p *kindProgram) addCrate() {
	region, depot, owner := p.some(aRegion), p.some(aDepot), p.some(aPerson)
	if region == nil {
		return
	}
	n, r := p.make(aCrate)
	r.no, r.region = int64(p.made), region
	if depot != nil && p.rnd.IntN(3) > 0 {
		r.depot, r.region = depot, p.now[depot].region
	}
	if p.rnd.IntN(2) == 0 {
		r.owner = owner
	}
	p.enter(n, r)
}

func (p *kindProgram) addPiece() {
	if crate := p.some(aCrate); crate != nil {
		n, r := p.make(aPiece)
		r.crate = crate
		p.enter(n, r)
	}
}

func (p *kindProgram) addTag() {
	if person := p.some(aPerson); person != nil {
		n, r := p.make(aTag)
		r.code, r.person = fmt.Sprint("t", p.made), person
		p.enter(n, r)
	}
}

// enter makes the object of a new row, related to those that the row says. Half of them come by their parent alone.
func (p *kindProgram) enter(n *node, r kindRow) {
	p.say("add %s to %s, %s, %s; keeper %s, owner %s, person %s", n, r.region, r.depot, r.crate, r.keeper, r.owner, r.person)
	add := p.rnd.IntN(2) == 0
	switch n.kind {
	case aRegion:
		n.region, add = &Region{Code: r.code, Name: r.name}, true
	case aPerson:
		n.person, add = &Person{ID: r.id, Name: r.name}, true
	case aDepot:
		n.depot = &Depot{No: r.no, Name: r.name}
		p.place(n, r)
	case aCrate:
		n.crate = &Crate{ID: r.no, Name: r.name}
		if r.depot == nil {
			n.crate.RegionCode, add = p.now[r.region].code, true
		}
		p.place(n, r)
	case aPiece:
		n.piece = &Piece{Name: r.name}
		relate(p, PieceCrate, CratePieces, n.piece, r.crate.crate, nil)
	case aTag:
		n.tag = &Tag{Code: r.code, Name: r.name}
		relate(p, TagPerson, PersonTags, n.tag, r.person.person, nil)
	}
	if add {
		p.s.Add(n.object())
	}
	if n.kind == aPerson {
		r.id = n.person.ID
	}
	p.now[n] = r
}

// place relates the object of a new depot or crate.
func (p *kindProgram) place(n *node, r kindRow) {
	if n.kind == aDepot {
		relate(p, DepotRegion, RegionDepots, n.depot, r.region.region, nil)
		if r.keeper != nil {
			relate(p, DepotKeeper, PersonKept, n.depot, r.keeper.person, nil)
		}
		return
	}
	if r.depot != nil {
		relate(p, CrateDepot, DepotCrates, n.crate, r.depot.depot, nil)
	}
	if r.owner != nil {
		relate(p, CrateOwner, PersonOwned, n.crate, r.owner.person, nil)
	}
}

// again adds a row with a key that was freed and is not deleted yet.
func (p *kindProgram) again() {
	for i, r := range p.freed {
		if _, there := p.now[r.region]; r.region != nil && !there {
			continue
		}
		if r.region != nil {
			p.meetByKey(r.region)
		}
		if i >= len(p.freed) { // a flush came between
			return
		}
		k := p.freedKinds[i]
		p.freed, p.freedKinds = append(p.freed[:i:i], p.freed[i+1:]...), append(p.freedKinds[:i:i], p.freedKinds[i+1:]...)
		n, made := p.make(k)
		made.code, made.no, made.id, made.region = r.code, r.no, r.id, r.region
		if k == aTag {
			if made.person = p.some(aPerson); made.person == nil {
				return
			}
		}
		p.say("with a key that was freed:")
		p.enter(n, made)
		return
	}
}
