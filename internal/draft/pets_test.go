package draft_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/civil"
	"github.com/rowan-go/rowan/internal/sqlast"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// A table with a column for each rule.

type uuid [16]byte

type pet struct {
	ID      int64
	Made    time.Time
	Name    string
	Age     int32
	Tame    bool
	Price   numeric.Numeric
	Photo   []byte
	Chip    uuid
	Seen    time.Time
	Born    civil.Date
	Nick    *string
	OwnerID int64
	VetID   *int64
	Status  string
	Active  bool
	Legs    int32
	Rank    *int32
	Loud    bool
	Quiet   bool
	Empty   string
	Taken   time.Time
	Tags    []string
	Attrs   map[string]any
	Token   string
	Retries int32
	Double  int32
}

type pets struct {
	schema.Table[pet, int64]
	ID      schema.Owned[int64]
	Made    schema.Owned[time.Time]
	Name    schema.Col[string]
	Age     schema.Col[int32]
	Tame    schema.Col[bool]
	Price   schema.Col[numeric.Numeric]
	Photo   schema.Col[[]byte]
	Chip    schema.Col[uuid]
	Seen    schema.Col[time.Time]
	Born    schema.Col[civil.Date]
	Nick    schema.NullCol[string]
	OwnerID schema.Col[int64]
	VetID   schema.NullCol[int64]
	Status  schema.Col[string]
	Active  schema.Col[bool]
	Legs    schema.Col[int32]
	Rank    schema.NullCol[int32]
	Loud    schema.Col[bool]
	Quiet   schema.Col[bool]
	Empty   schema.Col[string]
	Taken   schema.Col[time.Time]
	Tags    schema.Col[[]string]
	Attrs   schema.Col[map[string]any]
	Token   schema.Col[string]
	Retries schema.Col[int32]
	Double  schema.Owned[int32]
}

type owner struct{ ID int64 }

type owners struct {
	schema.Table[owner, int64]
	ID schema.Col[int64]
}

var Owners = schema.Define("owners", func(d *schema.Def, t *owners, o *owner) {
	schema.Map(d, &t.ID, "id", &o.ID)
	schema.PrimaryKey(&t.Table, t.ID)
})

var Pets = schema.Define("pets", func(d *schema.Def, t *pets, p *pet) {
	schema.Map(d, &t.ID, "id", &p.ID).Identity()
	schema.Map(d, &t.Made, "made", &p.Made).DefaultExpr(query.Now())
	schema.Map(d, &t.Name, "name", &p.Name)
	schema.Map(d, &t.Age, "age", &p.Age)
	schema.Map(d, &t.Tame, "tame", &p.Tame)
	schema.Map(d, &t.Price, "price", &p.Price)
	schema.Map(d, &t.Photo, "photo", &p.Photo)
	schema.Map(d, &t.Chip, "chip", &p.Chip)
	schema.Map(d, &t.Seen, "seen", &p.Seen)
	schema.Map(d, &t.Born, "born", &p.Born)
	schema.MapNull(d, &t.Nick, "nick", &p.Nick)
	schema.Map(d, &t.OwnerID, "owner_id", &p.OwnerID).References(Owners.ID)
	schema.MapNull(d, &t.VetID, "vet_id", &p.VetID).References(Owners.ID)
	schema.Map(d, &t.Status, "status", &p.Status).Default("new")
	schema.Map(d, &t.Active, "active", &p.Active).Default(true)
	schema.Map(d, &t.Legs, "legs", &p.Legs).Default(0)
	schema.MapNull(d, &t.Rank, "rank", &p.Rank).Default(3)
	schema.Map(d, &t.Loud, "loud", &p.Loud).Default(true).ZeroIsValue()
	schema.Map(d, &t.Quiet, "quiet", &p.Quiet).Default(true).ZeroIsDefault()
	schema.Map(d, &t.Empty, "empty", &p.Empty).AllowZero()
	schema.Map(d, &t.Taken, "taken", &p.Taken).DefaultExpr(query.Now())
	schema.Map(d, &t.Tags, "tags", &p.Tags).ClientDefault([]string{"pet"})
	schema.Map(d, &t.Attrs, "attrs", &p.Attrs).ClientDefault(map[string]any{"deep": []any{"a"}})
	schema.Map(d, &t.Token, "token", &p.Token).ClientDefaultFunc(func() string { return "token" })
	schema.Map(d, &t.Retries, "retries", &p.Retries).ClientDefault(5).ZeroIsValue()
	schema.Map(d, &t.Double, "double", &p.Double).Generated(t.Age)
	schema.PrimaryKey(&t.Table, t.ID)
})

var petsTable = query.SourceOf(Pets).Table

// full is an object that leaves out what it may.
func full() *pet {
	return &pet{
		Name: "Rex", Photo: []byte{1}, Chip: uuid{1}, Seen: time.Now(), Born: civil.DateOf(time.Now()), OwnerID: 1, Status: "old", Active: true,
		Tags: []string{"t"}, Attrs: map[string]any{}, Token: "t",
	}
}

func column(t testing.TB, name string) int {
	t.Helper()
	return columnOf(t, petsTable, name)
}

func columnOf(t testing.TB, table *sqlast.Table, name string) int {
	t.Helper()
	for _, c := range table.Columns {
		if c.Name == name {
			return c.Index
		}
	}
	require.Fail(t, "no column "+name)
	return 0
}
