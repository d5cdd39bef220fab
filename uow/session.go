package uow

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/bulk"
	"github.com/rowan-go/rowan/internal/holder"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/internal/sqllog"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Session is a unit of work: it holds one object for each row that it read or wrote, and writes what changed.
//
// It satisfies query.DB, so queries run on it, and entities are then its own objects. Before it begins, reading needs no
// transaction; the first statement that writes begins one. It belongs to one goroutine at a time.
type Session struct {
	source Source
	model  *schema.Model
	opts   Options
	log    sqllog.Log // nil where nobody listens
	unfit  error      // why db is not what the options say

	state  atomic.Int32
	lost   atomic.Bool // a nested block ended while another call was under way, so that its work could not be undone
	left   atomic.Bool // Run has ended
	stream *stream     // a loop over Each under way

	conn   *pgx.Conn     // of the transaction that is open
	held   *pgxpool.Conn // the same, where it is a pool's
	begun  bool          // a transaction is open on conn
	wanted bool          // the next statement begins one
	reads  bool          // the next statement is a SELECT that needs no transaction
	last   bool          // the session ends with the commit under way
	sure   bool          // the transaction has committed: nothing can be undone any more

	lent       *pgxpool.Conn // to a SELECT under way that needs no transaction
	lentToRead bool          // what reads was before
	declined   bool          // SELECTs go through Query

	tables      map[*sqlast.Table]*table
	known       []*table // the same, in the order in which they came
	first       [4]*table
	recent      *table   // of the entity that the program gave last
	levels      []*level // the transaction, and the savepoints inside of it
	outer       [1]*level
	transaction level
	undoing     bool           // a level is being undone: nothing is noted
	queued      []*holder.Many // see settleLater
	count       int            // of objects that came
	dooms       int            // calls of Delete since the last flush
	nested      int            // savepoints so far, for their names
	manyRows    int            // from which on a flush goes as a message
	mostBytes   int            // of the parameters of one statement in a message; 0 for what PostgreSQL takes
	undos       []undo         // free places

	strayMu sync.Mutex
	stray   []error // of calls of Add and Delete while another call was under way, perhaps by another goroutine
}

// New returns a session on db that reads and writes the tables of model. Nothing is sent and no connection is taken.
// Close it at the end, or use [Run], which does.
func New(db Source, model *schema.Model, opts ...Options) *Session {
	s := &Session{source: db, model: model, manyRows: bulk.ManyRows}
	for _, o := range opts {
		s.opts = o
	}
	s.log = query.LogOf(s.opts.Logger)
	if s.opts.Pooled {
		s.unfit = poolable(db)
	}
	s.outer[0] = &s.transaction
	s.levels, s.known = s.outer[:], s.first[:0]
	return s
}

// Close ends the session: what was not committed is rolled back, the connection goes back to where it came from, and
// the objects become plain objects of the program, as they are after a rollback. Closing twice does nothing.
// It sends a ROLLBACK where a transaction is open, also when ctx is cancelled.
func (s *Session) Close(ctx context.Context) error {
	s.lost.Store(false)
	if err := s.enter(); err != nil {
		if errors.Is(err, ErrClosed) {
			return nil
		}
		return err
	}
	s.rollback(ctx)
	s.state.Store(closed)
	return nil
}

// table returns the session's objects of t.
func (s *Session) table(t *sqlast.Table) (*table, error) {
	if known := s.tables[t]; known != nil {
		return known, nil
	}
	if s.model == nil || s.model.TableOf(t.GoType) != t {
		return nil, fmt.Errorf("uow: table %s is not in the session's model; give it to schema.NewModel", t.Name)
	}
	sh, err := shapeOf(t)
	if err != nil {
		return nil, err
	}
	made := newTable(s, sh)
	if s.tables == nil {
		s.tables = map[*sqlast.Table]*table{}
	}
	s.tables[t] = made
	s.known = append(s.known, made)
	return made, nil
}

// roomyTable is a table with room for the first object, so that a session that reads one row makes few things.
type roomyTable struct {
	table
	object    [1]object
	listed    [1]*object
	numbers   [8]slot
	snapshots rowscan.Slab
}

func newTable(s *Session, sh *shape) *table {
	r := &roomyTable{table: table{shape: sh, session: s, in: leadingTo(s.model, sh.table).relations}}
	t := &r.table
	t.scratch, t.objects, t.all = t.space[:0], r.object[:], r.listed[:0]
	t.byNumber.slots, t.snapshots = r.numbers[:], &r.snapshots
	return t
}

// entityOf returns the table and the address of an entity that a caller gave as a pointer to it.
func (s *Session) entityOf(call string, entity any) (*table, rowscan.Pointer, error) {
	t := reflect.TypeOf(entity)
	if t == nil || t.Kind() != reflect.Pointer {
		return nil, rowscan.Pointer{}, &ObjectError{call, fmt.Sprintf("a value of type %T", entity), "is no pointer to an entity; give &Entity{…}"}
	}
	if s.recent != nil && s.recent.table.GoType == t.Elem() {
		if p := rowscan.OfAny(entity); !p.IsNil() {
			return s.recent, p, nil
		}
	}
	p := rowscan.OfAny(entity)
	if p.IsNil() {
		return nil, p, &ObjectError{call, fmt.Sprintf("a nil %s", t), "is no object; leave it out"}
	}
	tab, err := s.tableOf(call, t.Elem())
	s.recent = tab
	return tab, p, err
}

// tableOf returns the table of entities of type t.
func (s *Session) tableOf(call string, t reflect.Type) (*table, error) {
	var def *sqlast.Table
	if s.model != nil {
		def = s.model.TableOf(t)
	}
	if def == nil {
		return nil, &ObjectError{call, fmt.Sprintf("a *%s", t), "belongs to no table of the session's model; define one with schema.Define and give it to schema.NewModel"}
	}
	return s.table(def)
}

// name is an object for people.
func (o *object) name() string {
	if o.phase == pending && (o.unsettled(o.in.table.Key) || o.zero(o.in.table.Key)) {
		return "a new object of " + o.in.table.Name
	}
	return o.in.table.Name + o.in.show(o.at)
}
