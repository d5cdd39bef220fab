package preload_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

type Company struct {
	ID        int64
	Name      string
	Employees schema.Many[Employee]
}

type companies struct {
	schema.Table[Company, int64]
	ID   schema.Owned[int64]
	Name schema.Col[string]
}

var Companies = schema.Define("companies", func(d *schema.Def, t *companies, e *Company) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.PrimaryKey(&t.Table, t.ID)
})

type Employee struct {
	ID        int64
	Name      string
	CompanyID int64
	ManagerID *int64
	Company   schema.One[Company]
	Manager   schema.One[Employee]
}

type employees struct {
	schema.Table[Employee, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	CompanyID schema.Col[int64]
	ManagerID schema.NullCol[int64]
}

var Employees = schema.Define("employees", func(d *schema.Def, t *employees, e *Employee) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.Map(d, &t.CompanyID, "company_id", &e.CompanyID).References(Companies.ID)
	schema.MapNull(d, &t.ManagerID, "manager_id", &e.ManagerID).References(t.ID)
	schema.PrimaryKey(&t.Table, t.ID)
})

var (
	EmployeeCompany  = schema.ManyToOne(Employees.CompanyID, Companies.ID, func(e *Employee) *schema.One[Company] { return &e.Company })
	CompanyEmployees = schema.OneToMany(Companies.ID, Employees.CompanyID, func(c *Company) *schema.Many[Employee] { return &c.Employees })
	EmployeeManager  = schema.ManyToOne(Employees.ManagerID, Employees.ID, func(e *Employee) *schema.One[Employee] { return &e.Manager })

	Model = schema.NewModel(Companies, Employees, EmployeeCompany, CompanyEmployees, EmployeeManager)
)

// database has three companies with three employees each, the first of whom is the others' manager, and an empty one.
func database(t *testing.T) (*pgxpool.Pool, *sqltrace.Trace) {
	t.Helper()
	pool := pgtemp.New(t)
	require.NoError(t, Model.CreateAll(t.Context(), pool))
	_, err := pool.Exec(t.Context(), `
		insert into companies (name) values ('A'), ('B'), ('C'), ('empty');
		insert into employees (name, company_id, manager_id) select 'e' || g, (g - 1) / 3 + 1, case when g % 3 <> 1 then ((g - 1) / 3) * 3 + 1 end
			from generate_series(1, 9) g`)
	require.NoError(t, err)
	return sqltrace.Record(t, pool)
}

func TestS32_NothingIsLoadedUnlessAskedFor(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	es, err := query.From(Employees).OrderBy(Employees.ID).Rows(ctx, db).All()
	require.NoError(t, err)
	require.Len(t, trace.Statements(), 1)
	_, err = es[0].Company.Get()
	require.ErrorContains(t, err, "relation Employee.Company is not loaded")

	require.NoError(t, preload.Load(ctx, db, es, EmployeeCompany))
	assert.Len(t, trace.Statements(), 2, "nine employees of three companies: one query")
	first, err := es[0].Company.Get()
	require.NoError(t, err)
	third, err := es[2].Company.Get()
	require.NoError(t, err)
	assert.Equal(t, "A", first.Name)
	assert.Same(t, first, third)

	require.NoError(t, preload.Load(ctx, db, es, EmployeeCompany))
	assert.Len(t, trace.Statements(), 2, "what is loaded is not asked for again")
}

func TestS34_SelectInLoadsAPathWithOneQueryALevel(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, trace := database(t)
	cs, err := query.From(Companies).OrderBy(Companies.ID).With(preload.SelectIn(schema.Then(CompanyEmployees, EmployeeManager))).Rows(ctx, db).All()
	require.NoError(t, err)
	assert.Len(t, trace.Statements(), 3)
	require.Len(t, cs, 4)
	for _, c := range cs[:3] {
		es, err := c.Employees.All()
		require.NoError(t, err)
		require.Len(t, es, 3)
		back, err := es[0].Company.Get()
		require.NoError(t, err)
		assert.Same(t, c, back, "the other side of the relation is known")
		boss, err := es[0].Manager.Get()
		require.NoError(t, err)
		assert.Nil(t, boss)
		boss, err = es[2].Manager.Get()
		require.NoError(t, err)
		assert.Equal(t, es[0].ID, boss.ID)
	}
	es, err := cs[3].Employees.All()
	require.NoError(t, err)
	assert.Empty(t, es, "an empty relation that was loaded is no error")
}

func TestS34_AnEmptyResultAsksForNothing(t *testing.T) {
	t.Parallel()
	db, trace := database(t)
	cs, err := query.From(Companies).Where(Companies.Name.Eq("none")).With(preload.SelectIn(CompanyEmployees)).Rows(t.Context(), db).All()
	require.NoError(t, err)
	assert.Empty(t, cs)
	assert.Len(t, trace.Statements(), 1)
}
