package uow_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// The running example: companies and their employees. A company's id may be given by the program; an employee's is the
// database's.

type Audit struct {
	CreatedAt, UpdatedAt time.Time
}

type audit struct {
	CreatedAt, UpdatedAt schema.Owned[time.Time]
}

func mapAudit(d *schema.Def, t *audit, a *Audit) {
	schema.Map(d, &t.CreatedAt, "created_at", &a.CreatedAt).DefaultExpr(query.Now())
	schema.Map(d, &t.UpdatedAt, "updated_at", &a.UpdatedAt).DefaultExpr(query.Now()).OnUpdate(query.Now())
}

type Company struct {
	ID        int64
	Name      string
	Active    bool
	Tags      []string
	Employees schema.Many[Employee]
	Audit
}

type companies struct {
	schema.Table[Company, int64]
	audit
	ID     schema.Col[int64]
	Name   schema.Col[string]
	Active schema.Col[bool]
	Tags   schema.Col[[]string]
}

var Companies = schema.Define("companies", func(d *schema.Def, t *companies, c *Company) {
	schema.Map(d, &t.ID, "id", &c.ID).Identity()
	schema.Map(d, &t.Name, "name", &c.Name).Unique()
	schema.Map(d, &t.Active, "active", &c.Active).Default(true).ZeroIsDefault()
	schema.Map(d, &t.Tags, "tags", &c.Tags).AllowZero()
	mapAudit(d, &t.audit, &c.Audit)
	schema.PrimaryKey(&t.Table, t.ID)
})

type Employee struct {
	ID        int64
	Name      string
	Nickname  *string
	Salary    int64
	CompanyID int64
	ManagerID *int64
	Company   schema.One[Company]
	Manager   schema.One[Employee]
	Reports   schema.Many[Employee]
	Audit
}

type employees struct {
	schema.Table[Employee, int64]
	audit
	ID         schema.Owned[int64]
	Name       schema.Col[string]
	Nickname   schema.NullCol[string]
	Salary     schema.Col[int64]
	CompanyID  schema.Col[int64]
	ManagerID  schema.NullCol[int64]
	NameUnique schema.UniqueKey
}

var Employees = schema.Define("employees", func(d *schema.Def, t *employees, e *Employee) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.MapNull(d, &t.Nickname, "nickname", &e.Nickname)
	schema.Map(d, &t.Salary, "salary", &e.Salary)
	schema.Map(d, &t.CompanyID, "company_id", &e.CompanyID).References(Companies.ID)
	schema.MapNull(d, &t.ManagerID, "manager_id", &e.ManagerID).References(t.ID)
	mapAudit(d, &t.audit, &e.Audit)
	schema.PrimaryKey(&t.Table, t.ID)
	t.NameUnique = d.Unique(t.Name, t.CompanyID)
})

var (
	EmployeeCompany  = schema.ManyToOne(Employees.CompanyID, Companies.ID, func(e *Employee) *schema.One[Company] { return &e.Company })
	CompanyEmployees = schema.OneToMany(Companies.ID, Employees.CompanyID, func(c *Company) *schema.Many[Employee] { return &c.Employees })
	EmployeeManager  = schema.ManyToOne(Employees.ManagerID, Employees.ID, func(e *Employee) *schema.One[Employee] { return &e.Manager })
	EmployeeReports  = schema.OneToMany(Employees.ID, Employees.ManagerID, func(e *Employee) *schema.Many[Employee] { return &e.Reports })

	Model = schema.NewModel(Companies, Employees, EmployeeCompany, CompanyEmployees, EmployeeManager, EmployeeReports)
)

// fresh returns a pool on a database of the test's own that has the tables.
func fresh(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "uow", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return Model.CreateAll(ctx, conn)
	})
}

// count is the number of rows that another connection sees.
func count(t testing.TB, pool *pgxpool.Pool, table string) (n int) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), "SELECT count(*) FROM "+pgx.Identifier{table}.Sanitize()).Scan(&n))
	return n
}
