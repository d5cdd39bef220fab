package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/schema"
)

type Base struct{ ID int64 }

type Room struct {
	ID, Size int64
	Seats    *int64
	House    int64
	In       schema.One[House]
}

type rooms struct {
	schema.Table[Room, int64]
	ID, Size schema.Col[int64]
	Seats    schema.NullCol[int64]
	House    schema.Col[int64]
}

type Flat struct {
	ID, House int64
	In, Again schema.One[House]
}

type flats struct {
	schema.Table[Flat, int64]
	ID, House schema.Col[int64]
}

func mapFlats(d *schema.Def, t *flats, e *Flat) {
	schema.Map(d, &t.ID, "id", &e.ID)
	schema.Map(d, &t.House, "house", &e.House)
	schema.PrimaryKey(&t.Table, t.ID)
}

type House struct {
	ID, Number int64
	Rooms      schema.Many[Room]
}

type houses struct {
	schema.Table[House, int64]
	ID, Number schema.Col[int64]
}

func mapRooms(d *schema.Def, t *rooms, e *Room) {
	schema.Map(d, &t.ID, "id", &e.ID)
	schema.Map(d, &t.Size, "size", &e.Size)
	schema.MapNull(d, &t.Seats, "seats", &e.Seats)
	schema.Map(d, &t.House, "house", &e.House)
	schema.PrimaryKey(&t.Table, t.ID)
}

func mapHouses(d *schema.Def, t *houses, e *House) {
	schema.Map(d, &t.ID, "id", &e.ID)
	schema.Map(d, &t.Number, "number", &e.Number)
	schema.PrimaryKey(&t.Table, t.ID)
}

func rightly() (*rooms, *houses) {
	return schema.Define("rooms", mapRooms), schema.Define("houses", mapHouses)
}

// related are the parts of a model that has nothing wrong.
func related(r *rooms, h *houses) []schema.ModelItem {
	return []schema.ModelItem{
		r, h,
		schema.ForeignKey(r.House, h.ID),
		schema.ManyToOne(r.House, h.ID, func(r *Room) *schema.One[House] { return &r.In }),
		schema.OneToMany(h.ID, r.House, func(h *House) *schema.Many[Room] { return &h.Rooms }),
	}
}

func inHouse(r *rooms, h *houses) *schema.ToOne[Room, House] {
	return schema.ManyToOne(r.House, h.ID, func(r *Room) *schema.One[House] { return &r.In })
}

type pointing struct {
	*Base
	Other *House
}

type pointings struct {
	schema.Table[pointing, int64]
	ID schema.Col[int64]
}

type pointedTo struct {
	schema.Table[Base, int64]
	*ids
}

type ids struct{ ID schema.Col[int64] }

// Each definition that can never work is reported with its mend.
func TestWrongDefinitionsAreReportedWithTheirMend(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		why  string
		give func(r *rooms, h *houses) []schema.ModelItem
		want []string
	}{
		{"two columns of one name", "the database has one", func(_ *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{h, schema.Define("rooms", func(d *schema.Def, t *rooms, e *Room) {
				mapRooms(d, t, e)
				var more schema.Col[int64]
				schema.Map(d, &more, "size", &e.Size)
			})}
		}, []string{`table rooms: column "size" is mapped twice; give each column a name of its own`}},
		{"two columns of one field", "the second would be read over the first", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("houses", func(d *schema.Def, t *houses, e *House) {
				schema.Map(d, &t.ID, "id", &e.ID)
				schema.Map(d, &t.Number, "number", &e.ID)
			})}
		}, []string{`column "number" is mapped to the field of column "id"; map each column to a field of its own`}},
		{"one column value twice", "queries would use the second for both", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("houses", func(d *schema.Def, t *houses, e *House) {
				schema.Map(d, &t.ID, "id", &e.ID)
				schema.Map(d, &t.ID, "number", &e.Number)
			})}
		}, []string{`column "number" is mapped with the column value of "id"; give each column of the database a value of its own`, "field Number of houses is a column that is not mapped; map it, or take it out"}},
		{"a column of no name", "", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("houses", func(d *schema.Def, t *houses, e *House) { schema.Map(d, &t.ID, "", &e.ID) })}
		}, []string{`column "" has no name; give the name that it has in the database`}},
		{"a field of another value", "an offset into it means nothing", func(_ *rooms, _ *houses) []schema.ModelItem {
			stray := new(House)
			return []schema.ModelItem{schema.Define("houses", func(d *schema.Def, t *houses, _ *House) { schema.Map(d, &t.ID, "id", &stray.ID) })}
		}, []string{"is mapped to a field outside of schema_test.House"}},
		{"a base that is embedded by pointer", "its fields lie elsewhere", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("pointings", func(d *schema.Def, t *pointings, e *pointing) {
				schema.Map(d, &t.ID, "id", &e.ID)
				schema.PrimaryKey(&t.Table, t.ID)
			})}
		}, []string{`column "id" is mapped to a field outside of schema_test.pointing; map it to a field of the entity that the definition is given, not of one behind a pointer`}},
		{"a field behind a pointer", "", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("pointings", func(d *schema.Def, t *pointings, e *pointing) { schema.Map(d, &t.ID, "id", &e.Other.ID) })}
		}, []string{"not of one behind a pointer"}},
		{"no primary key", "", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("houses", func(d *schema.Def, t *houses, e *House) { schema.Map(d, &t.ID, "id", &e.ID) })}
		}, []string{"table houses: the primary key is missing; call schema.PrimaryKey in the definition"}},
		{"two primary keys", "", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("houses", func(d *schema.Def, t *houses, e *House) {
				mapHouses(d, t, e)
				schema.PrimaryKey(&t.Table, t.Number)
			})}
		}, []string{"the primary key is given twice"}},
		{"a primary key of another table", "", func(r *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("houses", func(d *schema.Def, t *houses, e *House) {
				schema.Map(d, &t.ID, "id", &e.ID)
				schema.Map(d, &t.Number, "number", &e.Number)
				schema.PrimaryKey(&t.Table, r.ID)
			})}
		}, []string{"the primary key is rooms.id, the column of another table; give it a column of this one"}},
		{"a primary key that may be NULL", "the database allows none", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("rooms", func(d *schema.Def, t *rooms, e *Room) {
				schema.MapNull(d, &t.Seats, "seats", &e.Seats)
				schema.PrimaryKey(&t.Table, t.Seats)
			})}
		}, []string{"the primary key has rooms.seats, which may be NULL; map it with schema.Map"}},
		{"a primary key that is not mapped", "", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{schema.Define("houses", func(_ *schema.Def, t *houses, _ *House) { schema.PrimaryKey(&t.Table, t.ID) })}
		}, []string{"the primary key is made of a column that is not mapped"}},
		{"a table given twice", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), r)
		}, []string{"table rooms: the table is given twice; keep one of the two"}},
		{"a table and its other name", "the two are one table", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.As(h, "other"))
		}, []string{"table houses: the table is given twice"}},
		{"two tables of one name and entity", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.Define("houses", mapHouses))
		}, []string{"the table has the name of another one", "is that of table houses too; give each table an entity of its own"}},
		{"nothing", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), nil, (*houses)(nil), new(houses), (*schema.ToOne[Room, House])(nil), new(schema.ToMany[House, Room]), new(schema.ForeignKeyDef))
		}, []string{"a nil item is given to NewModel", "a table is not defined; make it with schema.Define", "a relation is not defined", "a foreign key is not defined"}},
		{"a foreign key to what is not unique", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.ForeignKey(r.Size, h.Number))
		}, []string{"foreign key rooms_size_fkey refers to houses.number, which is neither primary key nor unique; refer to one that is, or make it unique"}},
		{"a foreign key to a table of another model", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.ForeignKey(r.Size, Companies.ID))
		}, []string{"refers to table companies, which is not in the model; give it to NewModel too"}},
		{"a foreign key of a table of another model", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.ForeignKey(Employees.CompanyID, h.ID))
		}, []string{"table employees: foreign key employees_company_id_fkey1 is of a table that is not in the model"}},
		{"a foreign key given twice", "", func(r *rooms, h *houses) []schema.ModelItem {
			k := schema.ForeignKey(r.Size, h.ID)
			return append(related(r, h), k, k)
		}, []string{"foreign key rooms_size_fkey is given to NewModel twice"}},
		{"two foreign keys that say the same", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.ForeignKey(r.House, h.ID).Named("other"))
		}, []string{"foreign key other joins rooms.house and houses.id, which another foreign key does already"}},
		{"a foreign key of columns of two tables", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.ForeignKey(schema.Columns2(r.ID, h.Number), schema.Columns2(h.ID, h.Number)))
		}, []string{"has columns of two tables in one key, rooms.id and houses.number; take the columns of a key from one table"}},
		{"a foreign key of a column that is not mapped", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.ForeignKey(schema.Col[int64]{}, h.ID))
		}, []string{"a foreign key is made of a column that is not mapped"}},
		{"a relation over no foreign key", "it would join what belongs to nothing", func(r *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{r, h, inHouse(r, h)}
		}, []string{"relation Room.In joins rooms.house and houses.id, which no foreign key does; declare it with References on the column, or with schema.ForeignKey"}},
		{"a relation given twice", "", func(r *rooms, h *houses) []schema.ModelItem {
			in := inHouse(r, h)
			return []schema.ModelItem{r, h, schema.ForeignKey(r.House, h.ID), in, in}
		}, []string{"relation Room.In is given to NewModel twice; keep one of the two"}},
		{"a relation of another model", "it knows one other side", func(_ *rooms, _ *houses) []schema.ModelItem {
			return []schema.ModelItem{Companies, Employees, EmployeeCompany, CompanyEmployees, EmployeeManager}
		}, []string{"relation Employee.Company is in a model already; declare one for each model"}},
		{"two relations along one foreign key", "which is the other side?", func(r *rooms, h *houses) []schema.ModelItem {
			f := schema.Define("flats", mapFlats)
			return append(
				related(r, h), f, schema.ForeignKey(f.House, h.ID),
				schema.ManyToOne(f.House, h.ID, func(f *Flat) *schema.One[House] { return &f.In }),
				schema.ManyToOne(f.House, h.ID, func(f *Flat) *schema.One[House] { return &f.Again }),
			)
		}, []string{"relation Flat.Again goes along foreign key flats_house_fkey as Flat.In does; keep one of the two"}},
		{"two relations with one holder", "", func(r *rooms, h *houses) []schema.ModelItem {
			return append(related(r, h), schema.ForeignKey(r.Size, h.ID), schema.ManyToOne(r.Size, h.ID, func(r *Room) *schema.One[House] { return &r.In }))
		}, []string{"relation Room.In has the holder of another relation; give each relation a field of its own"}},
		{"a holder elsewhere", "", func(r *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{r, h, schema.ManyToOne(r.House, h.ID, func(*Room) *schema.One[House] { return new(schema.One[House]) })}
		}, []string{"relation Room.(unknown field) has its holder outside of Room; return the address of a field of the argument, and of none behind a pointer"}},
		{"no function for the holder", "", func(r *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{r, h, schema.ManyToOne[*Room, *House](r.House, h.ID, nil)}
		}, []string{"has no function that returns its holder"}},
		{"a holder of another entity", "", func(r *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{r, h, schema.OneToMany(r.House, h.ID, func(h *House) *schema.Many[Room] { return &h.Rooms })}
		}, []string{"relation House.Rooms begins at a column of rooms, and its holder is in House; begin it at a column of that entity's table"}},
		{"a holder of other objects", "they would be read as what they are not", func(r *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{r, h, schema.ManyToOne(r.House, r.ID, func(r *Room) *schema.One[House] { return &r.In })}
		}, []string{"relation Room.In ends at a column of rooms, and its holder has a House; end it at a column of that entity's table"}},
		{"a holder of no entity", "", func(r *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{r, h, schema.ManyToOne(r.House, h.ID, func(*Room) *schema.OneOf[int] { return nil })}
		}, []string{"is between int and others, which is no pointer to an entity"}},
		{"a relation to a table of another model", "", func(r *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{r, inHouse(r, h)}
		}, []string{"relation Room.In joins a table that is not in the model; give both tables to NewModel"}},
		{"a holder that no relation fills", "it would say that there is nothing", func(r *rooms, h *houses) []schema.ModelItem {
			return []schema.ModelItem{r, h}
		}, []string{"field Room.In holds related objects of no relation", "field House.Rooms holds related objects of no relation; give NewModel the schema.ManyToOne or schema.OneToMany that returns it, or take the field out"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, h := rightly()
			_, err := schema.CheckModel(c.give(r, h)...)
			for _, want := range c.want {
				require.ErrorContains(t, err, want, c.why)
			}
			assert.PanicsWithError(t, err.Error(), func() { schema.NewModel(c.give(rightly())...) })
		})
	}
}

func TestAModelOfRightDefinitionsIsMade(t *testing.T) {
	t.Parallel()
	_, err := schema.CheckModel(related(rightly())...)
	require.NoError(t, err)
}

func TestAModelThatIsRefusedLeavesItsPartsAsTheyWere(t *testing.T) {
	t.Parallel()
	r, h := rightly()
	in, key := inHouse(r, h), schema.ForeignKey(r.House, h.ID)
	rest := schema.OneToMany(h.ID, r.House, func(h *House) *schema.Many[Room] { return &h.Rooms })
	_, err := schema.CheckModel(r, h, in, key)
	require.ErrorContains(t, err, "House.Rooms holds related objects of no relation")
	_, err = schema.CheckModel(r, h, in, key, rest)
	require.NoError(t, err)
}

func TestATableMayEmbedItsBaseByPointer(t *testing.T) {
	t.Parallel()
	table := schema.Define("bases", func(d *schema.Def, t *pointedTo, e *Base) {
		schema.Map(d, &t.ID, "id", &e.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	_, err := schema.CheckModel(table)
	require.NoError(t, err)
}
