package uow

import (
	"slices"

	"github.com/rowan-go/rowan/internal/sqlast"
)

// link is a foreign key of child that takes the key of parent, which is not known before parent's row is written.
type link struct {
	child, parent *object
	relation      *sqlast.Relation // from child to parent, or the other way round
}

// columns are the child's foreign key.
func (l *link) columns() []int {
	if l.relation.Kind == sqlast.OneToMany {
		return l.relation.Others
	}
	return l.relation.Columns
}

// key is what of the parent the foreign key takes.
func (l *link) key() []int {
	if l.relation.Kind == sqlast.OneToMany {
		return l.relation.Columns
	}
	return l.relation.Others
}

// unsettled reports whether one of the columns of a new object is not known yet.
func (o *object) unsettled(columns []int) bool { return slices.ContainsFunc(columns, o.settles) }

// settles reports whether a flush will still give the column of a new object its value: the database makes it, or it is
// that of a related object.
func (o *object) settles(column int) bool {
	return o.phase == pending && o.in.cols[column].isZero(o.at) && (o.in.cols[column].isMade() || o.in.isForeign(column))
}

// isMade reports whether the database makes the value of a column that a new row leaves out.
func (c *column) isMade() bool {
	return c.Owned || c.Identity != sqlast.NoIdentity || c.Default != nil && (c.Default.Kind == sqlast.ServerExpr || c.Default.Kind == sqlast.ServerValue)
}

// isForeign reports whether the column is part of a foreign key.
func (s *shape) isForeign(column int) bool {
	return slices.ContainsFunc(s.table.Foreign, func(fk *sqlast.ForeignKey) bool { return slices.Contains(fk.Columns, column) })
}

// deepestKey bounds how far a column of a key is followed from object to object: keys that are made of each other in a
// circle are never known.
const deepestKey = 10

func (f *flush) unknown(o *object, column, depth int) bool {
	if o.phase != pending || !o.in.cols[column].isZero(o.at) {
		return false
	}
	if o.in.cols[column].isMade() || depth == deepestKey {
		return true
	}
	links, linked := f.linksOf(o), false
	for i := range links {
		l := &links[i]
		if at := slices.Index(l.columns(), column); at >= 0 {
			if linked = true; !f.unknown(l.parent, l.key()[at], depth+1) {
				return false // what the others have is the same
			}
		}
	}
	return linked
}

// origin is the object whose column says what that of o is, or will be once its own row is written.
func (f *flush) origin(o *object, column, depth int) (*object, int) {
	if o.phase != pending || !o.in.cols[column].isZero(o.at) || depth == deepestKey {
		return o, column
	}
	links := f.linksOf(o)
	for i := range links {
		l := &links[i]
		if at := slices.Index(l.columns(), column); at >= 0 {
			if from, key := f.origin(l.parent, l.key()[at], depth+1); !from.in.cols[key].isZero(from.at) {
				return from, key
			}
		}
	}
	return o, column
}

func (f *flush) link(child, parent *object, r *sqlast.Relation) {
	parent.parent = true
	if f.links == nil {
		f.links = make([]link, 0, len(f.inserts))
	}
	f.links = append(f.links, link{child, parent, r})
}

// relink links a child whose own links are numbered already.
func (f *flush) relink(o, parent *object, r *sqlast.Relation) {
	own := append([]link(nil), f.linksOf(o)...)
	o.links[0] = int32(len(f.links))
	f.links = append(f.links, own...)
	f.link(o, parent, r)
	o.links[1] = int32(len(f.links))
}

// linksOf are the links of an object's foreign keys.
func (f *flush) linksOf(o *object) []link { return f.links[o.links[0]:o.links[1]] }

// linked reports whether a link will fill the column.
func (f *flush) linked(o *object, column int) bool {
	links := f.linksOf(o)
	for i := range links {
		if slices.Contains(links[i].columns(), column) {
			return true
		}
	}
	return false
}

// linkedAlong reports whether a link fills the foreign key.
func (f *flush) linkedAlong(o *object, fk *sqlast.ForeignKey) bool {
	links := f.linksOf(o)
	return slices.ContainsFunc(links, func(l link) bool { return l.relation.Foreign == fk })
}
