package uow_test

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// kind is the table of a node.
type kind int

const (
	aRegion kind = iota
	aPerson
	aDepot
	aCrate
	aPiece
	aTag
)

func (k kind) String() string {
	return [...]string{"region", "person", "depot", "crate", "piece", "tag"}[k]
}

// node is a row of the model, or one to be, and its object where the program has met it.
type node struct {
	kind   kind
	at     int // in the order of making
	id     int64
	region *Region
	person *Person
	depot  *Depot
	crate  *Crate
	piece  *Piece
	tag    *Tag
	late   bool // met after the transaction had begun: a rollback may let go of it
}

func (n *node) String() string {
	if n == nil {
		return "none"
	}
	return fmt.Sprintf("%s%d", n.kind, n.at)
}

// object is the node's entity, nil where the program has not met it.
func (n *node) object() any {
	switch {
	case n.region != nil:
		return n.region
	case n.person != nil:
		return n.person
	case n.depot != nil:
		return n.depot
	case n.crate != nil:
		return n.crate
	case n.piece != nil:
		return n.piece
	case n.tag != nil:
		return n.tag
	}
	return nil
}

func (n *node) hold(object any) {
	switch e := object.(type) {
	case nil:
		n.region, n.person, n.depot, n.crate, n.piece, n.tag = nil, nil, nil, nil, nil, nil
	case *Region:
		n.region = e
	case *Person:
		n.person = e
	case *Depot:
		n.depot = e
	case *Crate:
		n.crate = e
	case *Piece:
		n.piece = e
	case *Tag:
		n.tag = e
	}
}

// kindRow is what a node has. Rows refer to nodes, since keys change.
type kindRow struct {
	name                                        string
	code                                        string // of regions and tags
	no                                          int64  // of depots and crates
	id                                          UUID   // of people
	region, person, depot, crate, keeper, owner *node
}

// owners are the nodes that the database deletes a row with.
func (r kindRow) goesWith(n *node) bool { return n != nil && (r.region == n || r.crate == n) }

// kinds is what the tables have, or would have after a flush.
type kinds map[*node]kindRow

func (k kinds) sorted() []*node {
	out := make([]*node, 0, len(k))
	for n := range k {
		out = append(out, n)
	}
	slices.SortFunc(out, func(a, b *node) int { return cmp.Compare(a.at, b.at) })
	return out
}

// withIt is a node and all that the database deletes with it.
func (k kinds) withIt(n *node) []*node {
	out := []*node{n}
	for i := 0; i < len(out); i++ {
		for _, m := range k.sorted() {
			if k[m].goesWith(out[i]) && !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// key is the key of a row as text.
func (k kinds) key(n *node) string {
	r := k[n]
	switch n.kind {
	case aRegion, aTag:
		return r.code
	case aPerson:
		return fmt.Sprintf("%x", r.id)
	case aPiece:
		return fmt.Sprint(n.id)
	case aDepot, aCrate:
	}
	return fmt.Sprintf("%s/%d", k[r.region].code, r.no)
}

// line is a row of the model as text.
func (k kinds) line(n *node) string {
	r := k[n]
	key := fmt.Sprintf("%s %s %q", n.kind, k.key(n), r.name)
	switch n.kind {
	case aDepot:
		return key + " keeper " + k.keyOrNone(r.keeper)
	case aCrate:
		return key + " in " + k.keyOrNone(r.depot) + " of " + k.keyOrNone(r.owner)
	case aPiece:
		return key + " in " + k.key(r.crate)
	case aTag:
		return key + " of " + k.key(r.person)
	case aRegion, aPerson:
	}
	return key
}

func (k kinds) keyOrNone(n *node) string {
	if n == nil {
		return "none"
	}
	return k.key(n)
}

// keyOf is the key of an entity as text.
func keyOf(entity any) string {
	switch e := entity.(type) {
	case *Region:
		return e.Code
	case *Person:
		return fmt.Sprintf("%x", e.ID)
	case *Depot:
		return fmt.Sprintf("%s/%d", e.RegionCode, e.No)
	case *Crate:
		return fmt.Sprintf("%s/%d", e.RegionCode, e.ID)
	case *Piece:
		return fmt.Sprint(e.ID)
	case *Tag:
		return e.Code
	}
	return "?"
}

// lineOf is the columns of an entity as text, as line is those of the model.
func lineOf(entity any) string {
	id := func(u *UUID) string {
		if u == nil {
			return "none"
		}
		return fmt.Sprintf("%x", *u)
	}
	switch e := entity.(type) {
	case *Region:
		return fmt.Sprintf("region %s %q", keyOf(e), e.Name)
	case *Person:
		return fmt.Sprintf("person %s %q", keyOf(e), e.Name)
	case *Depot:
		return fmt.Sprintf("depot %s %q keeper %s", keyOf(e), e.Name, id(e.KeeperID))
	case *Crate:
		in := "none"
		if e.DepotNo != nil {
			in = fmt.Sprintf("%s/%d", e.RegionCode, *e.DepotNo)
		}
		return fmt.Sprintf("crate %s %q in %s of %s", keyOf(e), e.Name, in, id(e.OwnerID))
	case *Piece:
		return fmt.Sprintf("piece %d %q in %s/%d", e.ID, e.Name, e.RegionCode, e.CrateID)
	case *Tag:
		return fmt.Sprintf("tag %s %q of %x", e.Code, e.Name, e.PersonID)
	}
	return "?"
}

// read gets a row by its key in the session.
func (p *kindProgram) read(k kinds, n *node) any {
	p.t.Helper()
	r := k[n]
	both := schema.Key2[string, int64]{B: r.no}
	if r.region != nil {
		both.A = k[r.region].code
	}
	switch n.kind {
	case aRegion:
		return readOne(p, n, Regions, r.code)
	case aPerson:
		return readOne(p, n, People, r.id)
	case aDepot:
		return readOne(p, n, Depots, both)
	case aCrate:
		return readOne(p, n, Crates, both)
	case aPiece:
		return readOne(p, n, Pieces, n.id)
	case aTag:
	}
	return readOne(p, n, Tags, r.code)
}

func readOne[E, K any](p *kindProgram, n *node, table schema.Keyed[E, K], key K) any {
	p.t.Helper()
	e, found, err := uow.Get(p.t.Context(), p.s, table, key)
	p.check(err == nil && found, "reading %s: found %v, %v", n, found, err)
	return e
}

// rows is what db has, as lines.
func (p *kindProgram) rows(db query.DB) (out []string) {
	p.t.Helper()
	out = append(out, linesOf(p, db, Regions)...)
	out = append(out, linesOf(p, db, People)...)
	out = append(out, linesOf(p, db, Depots)...)
	out = append(out, linesOf(p, db, Crates)...)
	out = append(out, linesOf(p, db, Pieces)...)
	return append(out, linesOf(p, db, Tags)...)
}

func linesOf[E any](p *kindProgram, db query.DB, table query.EntityOf[E]) (out []string) {
	p.t.Helper()
	all, err := query.From(table).Detached().Rows(p.t.Context(), db).All()
	p.must(err)
	for _, e := range all {
		out = append(out, lineOf(e))
	}
	return out
}
