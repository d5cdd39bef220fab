package sqlast

import (
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/rowan-go/rowan/internal/sqltype"
)

// Table is a table as plain data. It does not change once its definition has run, but for Relations, which the model adds.
type Table struct {
	Schema  string // "" for the search path's
	Name    string
	GoType  reflect.Type // of the entity, a struct
	Columns []*Column
	Key     []int // the primary key, as indexes into Columns
	Uniques []*Unique
	Foreign []*ForeignKey
	Checks  []*Check
	Indexes []*Index
	Comment string

	Relations []*Relation // whose holder lies in this table's entity; the model adds them
	Broken    error       // what is wrong with the definition

	number atomic.Uint32 // see Number
}

// tables counts the tables that have a number.
var tables atomic.Uint32

// Number returns a number that no other table of this program has. It is the same each time.
func (t *Table) Number() uint32 {
	if n := t.number.Load(); n != 0 {
		return n
	}
	t.number.CompareAndSwap(0, tables.Add(1))
	return t.number.Load()
}

// Column is a column of a table as plain data.
type Column struct {
	Table    *Table
	Index    int // in Table.Columns
	Name     string
	Type     *sqltype.Type
	GoType   reflect.Type // of the entity's field: T, or *T where the column is nullable
	Offset   uintptr      // of the field in the entity
	Nullable bool
	Owned    bool // written by the database alone
	Identity Identity
	Default  *Default // nil: none
	OnUpdate Expr     // the database's, written by every UPDATE of the row; nil: none
	Stored   Expr     // of a generated column

	ClockOnUpdate bool // written by every UPDATE of a session, with the time by its clock

	Zero    ZeroRule
	Enum    *Enum // that Type, or its elements, is made of; nil for any other type
	Comment string
}

// Enum is a type of the database whose values are labels.
type Enum struct {
	Schema string // "" for the search path's
	Name   string
	Labels []string // in their order
}

// Identity says who gives a column its number.
type Identity uint8

// The identities.
const (
	NoIdentity        Identity = iota
	IdentityAlways             // the database alone
	IdentityByDefault          // the database, unless the program does
)

// DefaultKind says who fills a column that was left out.
type DefaultKind uint8

// The kinds of default.
const (
	ServerValue  DefaultKind = iota // the database, with Value
	ServerExpr                      // the database, with Expr
	ClientValue                     // the program, with Value
	ClientFunc                      // the program, with what Make returns
	SessionClock                    // the session that writes the row, with the time by its clock
)

// Default is what a column gets that was left out.
type Default struct {
	Kind  DefaultKind
	Value any
	Expr  Expr
	Make  func() any
}

// ZeroRule says what the zero value of a field means in an object that was built as a struct.
type ZeroRule uint8

// The rules. ZeroUnsaid follows from the column's type and default.
const (
	ZeroUnsaid    ZeroRule = iota
	ZeroIsValue            // it is written
	ZeroIsDefault          // the column was left out
)

// Check is a CHECK constraint.
type Check struct {
	Name string
	Expr Expr
}

// Index is an index that is no constraint.
type Index struct {
	Name    string
	Unique  bool
	Method  string // "" for btree
	Class   string // the operator class of the keys; "" for that of their types
	Keys    []Order
	Where   Expr
	Include []int
}

// Unique is a set of columns whose values no two rows share.
type Unique struct {
	Table            *Table
	Name             string
	Columns          []int
	Deferrable       bool
	NullsNotDistinct bool // NULL is taken like any other value
}

// Action is what the database does to referring rows when the row they refer to goes or changes its key.
type Action string

// The actions.
const (
	NoAction   Action = ""
	Restrict   Action = "RESTRICT"
	Cascade    Action = "CASCADE"
	SetNull    Action = "SET NULL"
	SetDefault Action = "SET DEFAULT"
)

// ForeignKey says that Columns of Table hold the values of ToColumns of some row of To.
type ForeignKey struct {
	Name       string
	Table      *Table
	Columns    []int
	To         *Table
	ToColumns  []int
	OnDelete   Action
	OnUpdate   Action
	Deferrable bool
}

// Nullable reports whether a row may leave the key out.
func (f *ForeignKey) Nullable() bool {
	for _, c := range f.Columns {
		if f.Table.Columns[c].Nullable {
			return true
		}
	}
	return false
}

// Clearable are those columns of a foreign key of t that are cleared to make the row refer to nothing. NULL in one column
// of a key is enough, so those that say something else too stay: columns of the row's own key, and ones that are never NULL.
func (t *Table) Clearable(fk []int) []int {
	if len(fk) == 1 {
		return fk
	}
	inKey := func(c int) bool { return slices.Contains(t.Key, c) }
	for _, keep := range []func(c int) bool{
		func(c int) bool { return t.Columns[c].Nullable && !inKey(c) },
		func(c int) bool { return !inKey(c) },
	} {
		var left []int
		for _, c := range fk {
			if keep(c) {
				left = append(left, c)
			}
		}
		if len(left) > 0 {
			return left
		}
	}
	return fk
}

// RelationKind tells how many rows stand at the two ends of a relation.
type RelationKind uint8

// The kinds of relation, seen from the entity that has the holder.
const (
	ManyToOne RelationKind = iota // the foreign key is here; the holder has one object
	OneToMany                     // the foreign key is there; the holder has many
)

// Strategy is how related rows come.
type Strategy uint8

// The strategies. StrategyNone loads nothing.
const (
	StrategyNone Strategy = iota
	StrategySelectIn
	StrategyJoined
	StrategySubquery
)

// Relation joins the entities of two tables over a foreign key.
type Relation struct {
	Name    string // as people read it: "Employee.Company"
	Kind    RelationKind
	From    *Table // whose entity has the holder
	To      *Table
	Columns []int // of From
	Others  []int // of To, in the order of Columns
	Foreign *ForeignKey
	Offset  uintptr   // of the holder in the entity of From
	Always  Strategy  // loaded with every entity query
	Inverse *Relation // the other side of the same foreign key, nil where none is declared
}

// Source is one occurrence of a table in a statement. Two aliases of a table are two sources.
type Source struct {
	Table  *Table
	Alias  string // "" for the table's own name
	Arrays []Expr // of rows that travel as arrays side by side, one for each column; Table then only names the columns

	number atomic.Uint64 // see Number
}

// sources counts the sources that have a number.
var sources atomic.Uint64

// Number returns a number that no other source of this program has. It is the same each time.
func (s *Source) Number() uint64 {
	if n := s.number.Load(); n != 0 {
		return n
	}
	s.number.CompareAndSwap(0, sources.Add(1))
	return s.number.Load()
}

// Name is what columns of the source are qualified with.
func (s *Source) Name() string {
	if s.Alias != "" {
		return s.Alias
	}
	return s.Table.Name
}
