package query_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/schema"
)

// The running example: companies and their employees.

type Company struct {
	ID   int64
	Name string
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

type Status string

type Employee struct {
	ID        int64
	Name      string
	Status    Status
	Nickname  *string
	Salary    int64
	CompanyID int64
}

type employees struct {
	schema.Table[Employee, int64]
	ID        schema.Owned[int64]
	Name      schema.Col[string]
	Status    schema.Col[Status]
	Nickname  schema.NullCol[string]
	Salary    schema.Col[int64]
	CompanyID schema.Col[int64]
}

var Employees = schema.Define("employees", func(d *schema.Def, t *employees, e *Employee) {
	schema.Map(d, &t.ID, "id", &e.ID).Identity()
	schema.Map(d, &t.Name, "name", &e.Name)
	schema.Map(d, &t.Status, "status", &e.Status).Default("new")
	schema.MapNull(d, &t.Nickname, "nickname", &e.Nickname)
	schema.Map(d, &t.Salary, "salary", &e.Salary).Default(0)
	schema.Map(d, &t.CompanyID, "company_id", &e.CompanyID).References(Companies.ID)
	schema.PrimaryKey(&t.Table, t.ID)
})

const tablesSQL = `
create table companies (id bigint generated always as identity primary key, name text not null);
create table employees (id bigint generated always as identity primary key, name text not null,
	status text not null default 'new', nickname text, salary bigint not null default 0, company_id bigint not null references companies);
insert into companies (name) values ('Acme'), ('Blue'), ('Empty');
insert into employees (name, status, nickname, salary, company_id) values
	('Alice', 'old', 'al', 30, 1), ('Bob', 'new', null, 20, 1), ('Carol', 'new', 'caz', 10, 2);`

// database has three companies, of which one is empty, and three employees.
func database(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool := pgtemp.New(t)
	_, err := pool.Exec(t.Context(), tablesSQL)
	require.NoError(t, err)
	return pool
}
