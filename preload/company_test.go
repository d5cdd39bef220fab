package preload_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/sqltrace"
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
	Reports   schema.Many[Employee]
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
	EmployeeReports  = schema.OneToMany(Employees.ID, Employees.ManagerID, func(e *Employee) *schema.Many[Employee] { return &e.Reports })

	Model = schema.NewModel(Companies, Employees, EmployeeCompany, CompanyEmployees, EmployeeManager, EmployeeReports)
)

const staffSQL = `
	insert into companies (name) values ('A'), ('B'), ('C'), ('empty');
	insert into employees (name, company_id, manager_id) select 'e' || g, (g - 1) / 3 + 1, case when g % 3 <> 1 then ((g - 1) / 3) * 3 + 1 end
		from generate_series(1, 9) g`

// database has three companies with three employees each, the first of whom is the others' manager, and an empty one.
func database(t testing.TB) (*pgxpool.Pool, *sqltrace.Trace) {
	t.Helper()
	pool := pgtemp.NewFrom(t, "preload", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		if err := Model.CreateAll(ctx, conn); err != nil {
			return err
		}
		_, err = conn.Exec(ctx, staffSQL)
		return err
	})
	return sqltrace.Record(t, pool)
}

// shape is what companies know of their employees and those of their managers.
func shape(t *testing.T, cs []*Company) map[string][]string {
	t.Helper()
	known := map[string][]string{}
	for _, c := range cs {
		es, err := c.Employees.All()
		require.NoError(t, err)
		known[c.Name] = []string{}
		for _, e := range es {
			boss, err := e.Manager.Get()
			require.NoError(t, err)
			line := e.Name
			if boss != nil {
				line += " of " + boss.Name
			}
			known[c.Name] = append(known[c.Name], line)
		}
	}
	return known
}

// names are those of related employees.
func names(t *testing.T, m *schema.Many[Employee]) []string {
	t.Helper()
	es, err := m.All()
	require.NoError(t, err)
	ns := []string{}
	for _, e := range es {
		ns = append(ns, e.Name)
	}
	return ns
}
