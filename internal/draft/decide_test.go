package draft_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/draft"
	"github.com/rowan-go/rowan/internal/rowscan"
	"github.com/rowan-go/rowan/numeric"
	"github.com/rowan-go/rowan/query"
)

func TestS13_AZeroFieldOfAStruct(t *testing.T) {
	t.Parallel()
	cases := []struct {
		column, why string
		zero        func(*pet)
		want        draft.State
		err         error
		says        string
	}{
		{"id", "the database numbers the rows", nil, draft.LeftOut, nil, ""},
		{"made", "the database owns it", nil, draft.LeftOut, nil, ""},
		{"double", "the database calculates it", nil, draft.LeftOut, nil, ""},
		{"name", "an empty string was hardly meant", func(p *pet) { p.Name = "" }, 0, draft.ErrLeftOut, "pets.name was left out"},
		{"photo", "nil is no bytea", func(p *pet) { p.Photo = nil }, 0, draft.ErrLeftOut, "AllowZero"},
		{"photo", "no bytes are a bytea", func(p *pet) { p.Photo = []byte{} }, draft.Value, nil, ""},
		{"chip", "a zero uuid was hardly meant", func(p *pet) { p.Chip = uuid{} }, 0, draft.ErrLeftOut, "pets.chip"},
		{"seen", "nor was the year one", func(p *pet) { p.Seen = time.Time{}.Local() }, 0, draft.ErrLeftOut, "pets.seen"},
		{"born", "nor was no date", func(p *pet) { p.Born.Day, p.Born.Month, p.Born.Year = 0, 0, 0 }, 0, draft.ErrLeftOut, "pets.born"},
		{"owner_id", "a key is never zero", func(p *pet) { p.OwnerID = 0 }, 0, draft.ErrLeftOut, "give the key or the related object"},
		{"age", "zero is a number", nil, draft.Value, nil, ""},
		{"price", "so is a numeric zero", func(p *pet) { p.Price = numeric.Numeric{} }, draft.Value, nil, ""},
		{"tame", "false is a value", nil, draft.Value, nil, ""},
		{"nick", "nil is NULL", nil, draft.Value, nil, ""},
		{"vet_id", "nil is NULL", nil, draft.Value, nil, ""},
		{"empty", "AllowZero", nil, draft.Value, nil, ""},
		{"status", "the default is another value", func(p *pet) { p.Status = "" }, 0, draft.ErrAmbiguous, "pets.status is zero in the new object, and its default is new"},
		{"active", "the default is another value", func(p *pet) { p.Active = false }, 0, draft.ErrAmbiguous, "ZeroIsValue or ZeroIsDefault"},
		{"legs", "the default is zero too", nil, draft.LeftOut, nil, ""},
		{"rank", "a default comes before NULL", nil, draft.LeftOut, nil, ""},
		{"loud", "ZeroIsValue", nil, draft.Value, nil, ""},
		{"quiet", "ZeroIsDefault", nil, draft.LeftOut, nil, ""},
		{"taken", "an expression wins over a zero field", nil, draft.LeftOut, nil, ""},
		{"token", "what the program made, or the caller erased", func(p *pet) { p.Token = "" }, draft.Value, nil, ""},
		{"retries", "ZeroIsValue", nil, draft.Value, nil, ""},
	}
	for _, c := range cases {
		p := full()
		if c.zero != nil {
			c.zero(p)
		}
		row, err := draft.Decide(petsTable, rowscan.Of(p), nil, nil)
		if c.err != nil {
			require.ErrorIs(t, err, c.err, "%s: %s", c.column, c.why)
			assert.ErrorContains(t, err, c.says)
			continue
		}
		require.NoError(t, err, "%s: %s", c.column, c.why)
		assert.Equal(t, c.want, row.States[column(t, c.column)], "%s: %s", c.column, c.why)
	}
}

func TestS13_EveryFieldThatHasAValueIsWritten(t *testing.T) {
	t.Parallel()
	p, nick, vet, rank := full(), "R", int64(2), int32(0)
	p.Age, p.Tame, p.Nick, p.VetID, p.Legs, p.Rank, p.Taken = 3, true, &nick, &vet, 4, &rank, time.Now()
	row, err := draft.Decide(petsTable, rowscan.Of(p), nil, nil)
	require.NoError(t, err)
	for _, name := range []string{"name", "age", "tame", "nick", "owner_id", "vet_id", "status", "active", "legs", "rank", "taken"} {
		assert.Equal(t, draft.Value, row.States[column(t, name)], name)
	}
}

func TestS13_WhatTheDatabaseOwnsIsNotSet(t *testing.T) {
	t.Parallel()
	p := full()
	p.ID, p.Double = 7, 1
	_, err := draft.Decide(petsTable, rowscan.Of(p), nil, nil)
	require.ErrorIs(t, err, draft.ErrOwned)
	assert.ErrorContains(t, err, "pets.id is written by the database alone")
	assert.ErrorContains(t, err, "pets.double is written by the database alone")
}

func TestS13_AllThatIsLeftOutIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := draft.Decide(petsTable, rowscan.Of(&pet{}), nil, nil)
	for _, name := range []string{"name", "photo", "chip", "seen", "born", "owner_id", "status", "active"} {
		assert.ErrorContains(t, err, "pets."+name+" ")
	}
	var c *draft.ColumnError
	require.ErrorAs(t, err, &c)
	assert.Equal(t, "pets", c.Table)
	assert.Equal(t, "name", c.Column)
}

func TestS13_ARelatedObjectFillsItsKey(t *testing.T) {
	t.Parallel()
	p := full()
	p.OwnerID = 0
	asked := map[int]bool{}
	row, err := draft.Decide(petsTable, rowscan.Of(p), nil, func(c int) bool { asked[c] = true; return c == column(t, "owner_id") })
	require.NoError(t, err)
	assert.Equal(t, draft.Linked, row.States[column(t, "owner_id")])
	assert.Equal(t, draft.Value, row.States[column(t, "vet_id")])
	assert.Len(t, asked, 2, "only foreign keys are asked for")
}

func TestS13_AnAssignmentSaysExactlyWhatIsMeant(t *testing.T) {
	t.Parallel()
	p := new(pet)
	base := []query.Assignment{
		Pets.Name.Set(""), Pets.Age.Set(0), Pets.Tame.Set(false), Pets.Photo.Set(nil), Pets.Chip.Set(uuid{}),
		Pets.Seen.SetExpr(query.Now()), Pets.OwnerID.Set(1),
	}
	as := append(slices.Clone(base), Pets.Active.Set(false), Pets.Legs.SetDefault(), Pets.Nick.SetNull(), Pets.Rank.Set(0), Pets.Token.SetDefault())
	require.NoError(t, draft.Assign(petsTable, rowscan.Of(p), sets(as...)))
	n := draft.Take(rowscan.Of(p))
	_, err := draft.Decide(petsTable, rowscan.Of(p), n, nil)
	require.ErrorIs(t, err, draft.ErrLeftOut)
	assert.EqualError(t, err, "schema: pets.price was left out, and has no default; give it to the constructor or to Create\n"+
		"schema: pets.born was left out, and has no default; give it to the constructor or to Create")

	p.Born, p.Price = full().Born, numeric.FromInt(1) // a field that was set since counts too
	row, err := draft.Decide(petsTable, rowscan.Of(p), n, nil)
	require.NoError(t, err)
	want := map[string]draft.State{
		"id": draft.LeftOut, "name": draft.Value, "age": draft.Value, "photo": draft.Value, "seen": draft.Expr, "born": draft.Value,
		"active": draft.Value, "legs": draft.LeftOut, "nick": draft.Value, "rank": draft.Value, "status": draft.LeftOut, "loud": draft.LeftOut,
		"empty": draft.Value, "taken": draft.LeftOut, "token": draft.Value, "tags": draft.Value, "retries": draft.Value,
	}
	for name, s := range want {
		assert.Equal(t, s, row.States[column(t, name)], name)
	}
	assert.NotNil(t, row.Exprs[column(t, "seen")])
	assert.Nil(t, row.Exprs[column(t, "name")])
	assert.Equal(t, int32(0), *p.Rank)
	assert.Equal(t, int32(5), p.Retries)
	assert.Equal(t, "token", p.Token)
	assert.Nil(t, p.Nick)
}

func TestS13_AFieldSetAfterTheConstructorIsWritten(t *testing.T) {
	t.Parallel()
	p := new(pet)
	require.NoError(t, draft.Assign(petsTable, rowscan.Of(p), sets(
		Pets.Name.Set("Rex"), Pets.Age.Set(1), Pets.Tame.Set(true), Pets.Price.Set(numeric.FromInt(1)), Pets.Photo.Set([]byte{1}), Pets.Chip.Set(uuid{1}),
		Pets.Seen.SetExpr(query.Now()), Pets.Born.Set(full().Born), Pets.OwnerID.Set(1))))
	n := draft.Take(rowscan.Of(p))
	assert.Equal(t, "new", p.Status, "the default shows")
	assert.True(t, p.Active)
	assert.Equal(t, int32(3), *p.Rank)

	seen := time.Now()
	p.Active, p.Rank, p.Status, p.Seen, p.Age = false, nil, "old", seen, 0
	row, err := draft.Decide(petsTable, rowscan.Of(p), n, nil)
	require.NoError(t, err)
	for _, name := range []string{"active", "rank", "status", "seen", "age"} {
		assert.Equal(t, draft.Value, row.States[column(t, name)], name)
	}
	assert.Equal(t, draft.LeftOut, row.States[column(t, "loud")], "it has its default still")
}

func TestS13_WrongAssignmentsAreNamedAndNeverPanic(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		set  query.Assignment
		kind error
		says string
	}{
		{"another table's column", Owners.ID.Set(1), draft.ErrAssignment, "owners.id is no column of pets"},
		{"a column twice", Pets.Name.Set("x"), draft.ErrAssignment, "pets.name is set twice"},
		{"no column", query.Assignment{}, draft.ErrAssignment, "an assignment to pets sets no column"},
		{"an owned column", query.AssignValue(Pets.ID, int64(1)), draft.ErrOwned, "pets.id is written by the database alone"},
		{"a value of another type", query.AssignValue(Pets.Age, "one"), draft.ErrAssignment, "pets.age holds a int32 and is set to a string"},
		{"nothing at all", query.AssignValue(Pets.Age, nil), draft.ErrAssignment, "pets.age is set to an untyped nil"},
		{"NULL", query.AssignNull(Pets.Age), draft.ErrAssignment, "pets.age is never NULL"},
		{"the default of a column without one", Pets.Age.SetDefault(), draft.ErrLeftOut, "pets.age was set to its default, and has none"},
	}
	for _, c := range cases {
		p := new(pet)
		err := draft.Assign(petsTable, rowscan.Of(p), sets(Pets.Name.Set("Rex"), c.set))
		n := draft.Take(rowscan.Of(p))
		if !errors.Is(c.kind, draft.ErrLeftOut) {
			require.ErrorIs(t, err, c.kind, c.name)
			require.ErrorContains(t, err, c.says, c.name)
		}
		_, err = draft.Decide(petsTable, rowscan.Of(p), n, nil)
		require.ErrorIs(t, err, c.kind, c.name)
		require.ErrorContains(t, err, c.says, c.name)
	}
}

func TestS28_AnExpressionAndARelatedObjectAreRefused(t *testing.T) {
	t.Parallel()
	p := new(pet)
	require.NoError(t, draft.Assign(petsTable, rowscan.Of(p), sets(Pets.OwnerID.SetExpr(Owners.ID))))
	_, err := draft.Decide(petsTable, rowscan.Of(p), draft.Take(rowscan.Of(p)), func(int) bool { return true })
	require.ErrorIs(t, err, draft.ErrAssignment)
	assert.ErrorContains(t, err, "pets.owner_id is set to an expression and by a related object")
}

func TestDecidingAllocatesNothingForARow(t *testing.T) { //nolint:paralleltest // counts allocations
	p, d, row := full(), draft.For(petsTable), new(draft.Row)
	linked := func(int) bool { return false }
	require.NoError(t, d.Decide(rowscan.Of(p), nil, linked, row))
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = d.Decide(rowscan.Of(p), nil, linked, row) }))
}

func TestARowIsUsedAgain(t *testing.T) {
	t.Parallel()
	d, row := draft.For(petsTable), new(draft.Row)
	a := new(pet)
	n := draft.Write(petsTable, rowscan.Of(a), sets(Pets.Seen.SetExpr(query.Now())))
	require.Error(t, d.Decide(rowscan.Of(a), n, nil, row))
	assert.NotNil(t, row.Exprs[column(t, "seen")])
	require.NoError(t, d.Decide(rowscan.Of(full()), nil, nil, row))
	assert.Nil(t, row.Exprs[column(t, "seen")])
}
