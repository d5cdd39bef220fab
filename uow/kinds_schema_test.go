package uow_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/schema"
)

// The tables of the second suite of random programs, in which keys and what becomes of children are of all kinds, and
// holders lie before, between and behind the columns.
//
//	regions (code)                    text
//	 ├─ depots (region, no)           go with their region, and follow its key; a keeper that goes leaves NULL
//	 │   └─ crates (region, id)       along (region, depot_no): freed by the session when their depot goes, and follow its key
//	 │       └─ pieces (id)           go with their crate, and follow its key
//	 └─ crates                        go with their region too, along a key without a relation
//	people (id)                       UUIDs that the program makes; owned crates are freed
//	 └─ tags (code)                   keep their person

type Region struct {
	Depots schema.Many[Depot]
	Code   string
	Name   string
}

type Depot struct {
	RegionCode string
	Region     schema.One[Region]
	No         int64
	Crates     schema.Many[Crate]
	Name       string
	KeeperID   *UUID
	Keeper     schema.One[Person]
}

type Person struct {
	ID    UUID
	Kept  schema.Many[Depot]
	Name  string
	Owned schema.Many[Crate]
	Tags  schema.Many[Tag]
}

type Crate struct {
	Pieces     schema.Many[Piece]
	Depot      schema.One[Depot]
	RegionCode string
	ID         int64
	DepotNo    *int64
	Owner      schema.One[Person]
	OwnerID    *UUID
	Name       string
}

type Piece struct {
	Name       string
	RegionCode string
	CrateID    int64
	Crate      schema.One[Crate]
	ID         int64
}

type Tag struct {
	Code     string
	PersonID UUID
	Name     string
	Person   schema.One[Person]
}

type regions struct {
	schema.Table[Region, string]
	Code, Name schema.Col[string]
}

type depots struct {
	schema.Table[Depot, schema.Key2[string, int64]]
	RegionCode schema.Col[string]
	No         schema.Col[int64]
	Name       schema.Col[string]
	KeeperID   schema.NullCol[UUID]
}

type people struct {
	schema.Table[Person, UUID]
	ID   schema.Col[UUID]
	Name schema.Col[string]
}

type crates struct {
	schema.Table[Crate, schema.Key2[string, int64]]
	RegionCode schema.Col[string]
	ID         schema.Col[int64]
	DepotNo    schema.NullCol[int64]
	OwnerID    schema.NullCol[UUID]
	Name       schema.Col[string]
}

type pieces struct {
	schema.Table[Piece, int64]
	ID         schema.Owned[int64]
	RegionCode schema.Col[string]
	CrateID    schema.Col[int64]
	Name       schema.Col[string]
}

type tags struct {
	schema.Table[Tag, string]
	Code     schema.Col[string]
	PersonID schema.Col[UUID]
	Name     schema.Col[string]
}

var (
	Regions = schema.Define("regions", func(d *schema.Def, t *regions, e *Region) {
		schema.Map(d, &t.Code, "code", &e.Code)
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.PrimaryKey(&t.Table, t.Code)
	})
	People = schema.Define("people", func(d *schema.Def, t *people, e *Person) {
		schema.Map(d, &t.ID, "id", &e.ID).ClientDefaultFunc(version7)
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Depots = schema.Define("depots", func(d *schema.Def, t *depots, e *Depot) {
		schema.Map(d, &t.RegionCode, "region_code", &e.RegionCode).References(Regions.Code).OnDelete(schema.Cascade).OnUpdateKey(schema.Cascade)
		schema.Map(d, &t.No, "no", &e.No)
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.MapNull(d, &t.KeeperID, "keeper_id", &e.KeeperID).References(People.ID).OnDelete(schema.SetNull)
		schema.PrimaryKey2(&t.Table, t.RegionCode, t.No)
	})
	Crates = schema.Define("crates", func(d *schema.Def, t *crates, e *Crate) {
		schema.Map(d, &t.RegionCode, "region_code", &e.RegionCode).References(Regions.Code).OnDelete(schema.Cascade).OnUpdateKey(schema.Cascade)
		schema.Map(d, &t.ID, "id", &e.ID)
		schema.MapNull(d, &t.DepotNo, "depot_no", &e.DepotNo)
		schema.MapNull(d, &t.OwnerID, "owner_id", &e.OwnerID).References(People.ID)
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.PrimaryKey2(&t.Table, t.RegionCode, t.ID)
	})
	Pieces = schema.Define("pieces", func(d *schema.Def, t *pieces, e *Piece) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.RegionCode, "region_code", &e.RegionCode)
		schema.Map(d, &t.CrateID, "crate_id", &e.CrateID)
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Tags = schema.Define("tags", func(d *schema.Def, t *tags, e *Tag) {
		schema.Map(d, &t.Code, "code", &e.Code)
		schema.Map(d, &t.PersonID, "person_id", &e.PersonID).References(People.ID)
		schema.Map(d, &t.Name, "name", &e.Name)
		schema.PrimaryKey(&t.Table, t.Code)
	})

	depotKey, crateKey = schema.Columns2(Depots.RegionCode, Depots.No), schema.Columns2(Crates.RegionCode, Crates.ID)
	crateDepotKey      = schema.Columns2[string, int64](Crates.RegionCode, Crates.DepotNo)
	pieceCrateKey      = schema.Columns2(Pieces.RegionCode, Pieces.CrateID)

	DepotRegion  = schema.ManyToOne(Depots.RegionCode, Regions.Code, func(e *Depot) *schema.One[Region] { return &e.Region })
	RegionDepots = schema.OneToMany(Regions.Code, Depots.RegionCode, func(e *Region) *schema.Many[Depot] { return &e.Depots })
	DepotKeeper  = schema.ManyToOne(Depots.KeeperID, People.ID, func(e *Depot) *schema.One[Person] { return &e.Keeper })
	PersonKept   = schema.OneToMany(People.ID, Depots.KeeperID, func(e *Person) *schema.Many[Depot] { return &e.Kept })
	CrateDepot   = schema.ManyToOne(crateDepotKey, depotKey, func(e *Crate) *schema.One[Depot] { return &e.Depot })
	DepotCrates  = schema.OneToMany(depotKey, crateDepotKey, func(e *Depot) *schema.Many[Crate] { return &e.Crates })
	CrateOwner   = schema.ManyToOne(Crates.OwnerID, People.ID, func(e *Crate) *schema.One[Person] { return &e.Owner })
	PersonOwned  = schema.OneToMany(People.ID, Crates.OwnerID, func(e *Person) *schema.Many[Crate] { return &e.Owned })
	PieceCrate   = schema.ManyToOne(pieceCrateKey, crateKey, func(e *Piece) *schema.One[Crate] { return &e.Crate })
	CratePieces  = schema.OneToMany(crateKey, pieceCrateKey, func(e *Crate) *schema.Many[Piece] { return &e.Pieces })
	TagPerson    = schema.ManyToOne(Tags.PersonID, People.ID, func(e *Tag) *schema.One[Person] { return &e.Person })
	PersonTags   = schema.OneToMany(People.ID, Tags.PersonID, func(e *Person) *schema.Many[Tag] { return &e.Tags })

	DepotModel = schema.NewModel(Regions, People, Depots, Crates, Pieces, Tags,
		schema.ForeignKey(crateDepotKey, depotKey).OnUpdateKey(schema.Cascade),
		schema.ForeignKey(pieceCrateKey, crateKey).OnDelete(schema.Cascade).OnUpdateKey(schema.Cascade),
		DepotRegion, RegionDepots, DepotKeeper, PersonKept, CrateDepot, DepotCrates, CrateOwner, PersonOwned,
		PieceCrate, CratePieces, TagPerson, PersonTags)
)

func depotPool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "uow_depots", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return DepotModel.CreateAll(ctx, conn)
	})
}
