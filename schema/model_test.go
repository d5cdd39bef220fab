package schema_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

const tablesSQL = `
create table companies (id bigint generated always as identity primary key, created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(), name text not null);
create table employees (id bigint generated always as identity primary key, created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(), name text not null, status text not null default 'new', nickname text,
	active boolean not null default true, company_id bigint not null references companies, manager_id bigint references employees);
insert into companies (name) values ('Acme');
insert into employees (name, company_id, manager_id) values ('Alice', 1, null), ('Bob', 1, 1);`

func database(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := pgtemp.New(t)
	_, err := pool.Exec(t.Context(), tablesSQL)
	require.NoError(t, err)
	return pool
}

func TestS01_TwoMappedTablesAreReadAsTheirEntities(t *testing.T) {
	t.Parallel()
	es, err := query.From(Employees).OrderBy(Employees.ID).Rows(t.Context(), database(t)).All()
	require.NoError(t, err)
	require.Len(t, es, 2)
	assert.Equal(t, "Bob", es[1].Name)
	assert.Equal(t, Status("new"), es[1].Status)
	assert.Equal(t, int64(1), es[1].CompanyID)
	assert.Nil(t, es[1].Nickname)
	assert.Equal(t, int64(1), *es[1].ManagerID)
}

func TestS02_S03_RelationsThatWereReadAreNotLoaded(t *testing.T) {
	t.Parallel()
	pool := database(t)
	e, err := query.From(Employees).Where(Employees.Name.Eq("Bob")).Rows(t.Context(), pool).One()
	require.NoError(t, err)
	_, err = e.Company.Get()
	var missing *schema.NotLoadedError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, "Employee.Company", missing.Relation)

	c, err := query.From(Companies).Rows(t.Context(), pool).One()
	require.NoError(t, err)
	_, err = c.Employees.All()
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, "Company.Employees", missing.Relation)
}

func TestS14_ASharedBaseIsMappedInEachTable(t *testing.T) {
	t.Parallel()
	pool := database(t)
	c, err := query.From(Companies).Rows(t.Context(), pool).One()
	require.NoError(t, err)
	e, err := query.From(Employees).OrderBy(Employees.ID.Desc()).Rows(t.Context(), pool).One()
	require.ErrorIs(t, err, query.ErrMultipleRows)
	assert.Nil(t, e)
	assert.Equal(t, int64(1), c.ID)
	assert.False(t, c.CreatedAt.IsZero())
	assert.Equal(t, "UTC", c.CreatedAt.Location().String())
	assert.Len(t, Model.Tables(), 2, "the base is no table")
}

type Wrong struct {
	ID   int64
	A, B string
	Rel  schema.One[Company]
}

type wrongs struct {
	schema.Table[Wrong, int64]
	ID   schema.Owned[int64]
	A, B schema.Col[string]
}

func TestWrongDefinitionsAreReportedTogether(t *testing.T) {
	t.Parallel()
	var stray string
	tables := schema.Define("wrongs", func(d *schema.Def, t *wrongs, e *Wrong) {
		schema.Map(d, &t.ID, "id", &e.ID)
		schema.Map(d, &t.A, "a", &e.A)
		schema.Map(d, &t.B, "a", &stray)
	})
	elsewhere := new(Wrong)
	_, err := schema.CheckModel(
		tables, tables,
		schema.ManyToOne(tables.ID, Companies.ID, func(*Wrong) *schema.One[Company] { return &elsewhere.Rel }),
		schema.ManyToOne(tables.ID, tables.ID, func(*Wrong) *schema.One[Wrong] { return (*schema.One[Wrong])(nil) }),
	)
	require.Error(t, err)
	for _, want := range []string{
		"is mapped twice", "outside of", "primary key is missing", "is given twice", "has its holder outside of Wrong",
	} {
		assert.ErrorContains(t, err, want)
	}
	var d *schema.DefinitionError
	assert.True(t, errors.As(err, &d))
}

func TestARelationNeedsItsForeignKey(t *testing.T) {
	t.Parallel()
	tables := schema.Define("wrongs", func(d *schema.Def, t *wrongs, e *Wrong) {
		schema.Map(d, &t.ID, "id", &e.ID)
		schema.Map(d, &t.A, "a", &e.A)
		schema.Map(d, &t.B, "b", &e.B)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	rel := schema.ManyToOne(tables.ID, Companies.ID, func(e *Wrong) *schema.One[Company] { return &e.Rel })
	_, err := schema.CheckModel(tables, Companies, rel)
	require.ErrorContains(t, err, "relation Wrong.Rel joins wrongs.id and companies.id, which no foreign key does")

	_, err = schema.CheckModel(tables, rel)
	require.ErrorContains(t, err, "give both tables to NewModel")
}
