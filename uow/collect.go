package uow

import (
	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/sqlast"
)

// flush is one walk through the stages: collect, relate, order, plan, write, read back, mark as stored.
type flush struct {
	s       *Session
	inserts []*object // new objects, table by table in the order of adding
	held    []*object // stored objects that changed, or whose relations did
	deletes []*object
	early   []*object                     // to delete before anything else
	taken   map[*object]bool              // of these, those whose key a new object has
	parents []*object                     // whose collections changed
	links   []link                        // keys that are not known before their rows are written
	late    map[*object][]int             // columns of new objects that an UPDATE writes after all rows are there
	unset   map[*object][]int             // columns of objects to delete that an UPDATE makes NULL before
	orphans map[*sqlast.Relation][]orphan // of objects to delete: their foreign keys become NULL
	atEnd   []*sqlast.ForeignKey          // that must be checked at the end of the transaction
	keys    []*keyNeed                    // to be asked for before the rows are written
	rekeyed map[*object][]int             // columns of held objects that planRekeys has planned
	steps   []*step
	brief   bool // the session ends with this flush, so it need not know its objects any more
}

// collect finds what there is to write: new objects, also those that are reached through relations alone, objects that
// are to be deleted, and objects that may have changed.
func (f *flush) collect() error {
	if err := f.reachAll(); err != nil {
		return err
	}
	for _, t := range f.s.known {
		for _, o := range t.all { // in order of arrival, and so are the lists
			o.links, o.parent, o.listed = [2]int32{}, false, false
			switch {
			case o.phase == pending:
				if f.inserts == nil {
					f.inserts = make([]*object, 0, len(t.all))
				}
				f.inserts = append(f.inserts, o)
			case o.phase == stored && o.doomed:
				if f.deletes == nil {
					f.deletes = make([]*object, 0, f.s.dooms)
				}
				f.deletes = append(f.deletes, o)
			case o.phase == stored && (o.dirty() || t.relationChanged(o)):
				f.hold(o)
			}
			if o.phase != gone && t.collectionChanged(o) {
				f.parents = append(f.parents, o)
			}
		}
	}
	return nil
}

// hold lists a stored object that may have changed.
func (f *flush) hold(o *object) {
	if o.phase == stored && !o.listed {
		o.listed = true
		f.held = append(f.held, o)
	}
}

// reachAll adds new objects that were related to the session's own since those were added or read.
func (f *flush) reachAll() error {
	for i := 0; i < len(f.s.known); i++ { // there may come more
		t := f.s.known[i]
		if len(t.up) == 0 && len(t.down) == 0 {
			continue
		}
		for i := 0; i < len(t.all); i++ { // the list grows
			o := t.all[i]
			if o.phase == gone || o.doomed || o.phase == stored && !t.relationChanged(o) {
				continue
			}
			if err := f.s.cascade(o, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *table) collectionChanged(o *object) bool {
	for _, r := range t.down {
		if holder.ManyAt(o.at, r).Changed() {
			return true
		}
	}
	return false
}
