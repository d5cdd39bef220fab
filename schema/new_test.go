package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

var NewEmployee = schema.New2(Employees, Employees.Name, Employees.CompanyID)

// decided is what an INSERT of e would write, by the name of the column, or why it would not.
func decided(t *testing.T, e *Employee) (map[string]draft.State, error) {
	t.Helper()
	table := query.SourceOf(Employees).Table
	row, err := draft.Decide(table, rowscan.Of(e), draft.Take(rowscan.Of(e)), nil)
	if err != nil {
		return nil, err
	}
	states := map[string]draft.State{}
	for i, c := range table.Columns {
		states[c.Name] = row.States[i]
	}
	return states, nil
}

func TestS13_AConstructorGivesWhatItTakes(t *testing.T) {
	t.Parallel()
	e := NewEmployee("", 0, Employees.Active.Set(false), Employees.Nickname.SetNull())
	assert.False(t, e.Active)
	assert.Equal(t, Status("new"), e.Status, "a default of the database that the definition knows shows at once")
	got, err := decided(t, e)
	require.NoError(t, err)
	assert.Equal(t, map[string]draft.State{
		"id": draft.LeftOut, "created_at": draft.LeftOut, "updated_at": draft.LeftOut, "name": draft.Value, "status": draft.LeftOut,
		"nickname": draft.Value, "active": draft.Value, "company_id": draft.Value, "manager_id": draft.Value,
	}, got)
}

func TestS13_AFalseSetAfterTheConstructorIsNoDefault(t *testing.T) {
	t.Parallel()
	e := NewEmployee("Bob", 1)
	assert.True(t, e.Active)
	e.Active = false
	got, err := decided(t, e)
	require.NoError(t, err)
	assert.Equal(t, draft.Value, got["active"])

	got, err = decided(t, NewEmployee("Bob", 1))
	require.NoError(t, err)
	assert.Equal(t, draft.LeftOut, got["active"])
}

func TestS13_WhatAConstructorWasGivenWronglyIsReportedLater(t *testing.T) {
	t.Parallel()
	_, err := decided(t, NewEmployee("Bob", 1, Companies.Name.Set("Acme"), Employees.Name.Set("Bob"), schema.Assignment{}))
	require.ErrorIs(t, err, schema.ErrAssignment)
	for _, says := range []string{"companies.name is no column of employees", "employees.name is set twice", "sets no column"} {
		require.ErrorContains(t, err, says)
	}
	foreign := schema.New1(Employees, Companies.Name)
	_, err = decided(t, foreign("Acme"))
	var c *schema.ColumnError
	require.ErrorAs(t, err, &c)
	assert.Equal(t, "companies", c.Table)
	assert.ErrorContains(t, err, "employees.name was left out, and has no default; give it to the constructor or to Create")
}

func TestConstructorsTakeUpToSixColumns(t *testing.T) {
	t.Parallel()
	c := Employees
	one := schema.New1(c, c.Name)("a")
	three := schema.New3(c, c.Name, c.Status, c.Nickname)("a", "s", "n")
	four := schema.New4(c, c.Name, c.Status, c.Nickname, c.Active)("a", "s", "n", false)
	five := schema.New5(c, c.Name, c.Status, c.Nickname, c.Active, c.CompanyID)("a", "s", "n", false, 5)
	six := schema.New6(c, c.Name, c.Status, c.Nickname, c.Active, c.CompanyID, c.ManagerID)("a", "s", "n", false, 5, 6)
	assert.Equal(t, "a", one.Name)
	assert.Equal(t, "n", *three.Nickname)
	assert.Equal(t, Status("s"), four.Status)
	assert.Equal(t, int64(5), five.CompanyID)
	assert.Equal(t, int64(6), *six.ManagerID)
	got, err := decided(t, six)
	require.NoError(t, err)
	assert.Equal(t, draft.Value, got["status"])
}

func TestAnOwnedColumnHasNoDefaultOfTheProgram(t *testing.T) {
	t.Parallel()
	tables := schema.Define("wrongs", func(d *schema.Def, t *wrongs, e *Wrong) {
		schema.Map(d, &t.ID, "id", &e.ID).ClientDefaultFunc(func() int64 { return 1 })
		schema.PrimaryKey(&t.Table, t.ID)
	})
	_, err := schema.CheckModel(tables)
	require.ErrorContains(t, err, `column "id" has a default of the program's, and is the database's to write`)
}
