package uow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// north is a region with a depot, a crate in it, and a piece in that, committed by another session.
func north(t *testing.T, s *uow.Session) (*Region, *Depot, *Crate, *Piece) {
	t.Helper()
	piece := &Piece{Name: "piece", Crate: schema.To(&Crate{ID: 2, Name: "crate", Depot: schema.To(&Depot{No: 1, Name: "depot", Region: schema.To(&Region{Code: "north", Name: "North"})})})}
	s.Add(piece)
	require.NoError(t, s.Commit(t.Context()))
	crate, err := piece.Crate.Get()
	require.NoError(t, err)
	depot, err := crate.Depot.Get()
	require.NoError(t, err)
	region, err := depot.Region.Get()
	require.NoError(t, err)
	return region, depot, crate, piece
}

func crateNumber(region string, id int64) schema.Key2[string, int64] {
	return schema.Key2[string, int64]{A: region, B: id}
}

func TestS26_WhatRefersToAChangedKeyFollowsInMemoryToo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := depotPool(t)
	s, trace := traced(t, pool, DepotModel)
	region, depot, crate, piece := north(t, s)
	trace.Reset()
	region.Code = "south"
	require.NoError(t, s.Flush(ctx))
	assert.Equal(t, []string{"1 begin", "1 update regions"}, ran(trace))
	assert.Equal(t, []string{"south", "south", "south"}, []string{depot.RegionCode, crate.RegionCode, piece.RegionCode})
	plan, err := s.Plan()
	require.NoError(t, err)
	assert.Empty(t, plan.Steps)
	trace.Reset()
	assert.Same(t, crate, get(t, s, Crates, crateNumber("south", 2)))
	assert.Same(t, depot, get(t, s, Depots, crateNumber("south", 1)))
	assert.Empty(t, ran(trace), "they are known by their new keys")
	in, err := depot.Crates.All()
	require.NoError(t, err)
	assert.Equal(t, []*Crate{crate}, in)

	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, []string{"north", "north", "north"}, []string{depot.RegionCode, crate.RegionCode, piece.RegionCode})
	trace.Reset()
	assert.Same(t, crate, get(t, s, Crates, crateNumber("north", 2)))
	assert.Empty(t, ran(trace))

	crate.ID, crate.Name = 3, "renamed"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, int64(3), piece.CrateID)
	piece.Name = "renamed"
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, int64(3), stored(t, pool, Pieces).CrateID)
}

func TestS26_KeysThatOthersFollowAreWrittenFirst(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := depotPool(t)
	s, trace := traced(t, pool, DepotModel)
	region, depot, crate, piece := north(t, s)
	gone := &Crate{RegionCode: "north", ID: 9, Name: "gone"}
	s.Add(gone)
	require.NoError(t, s.Commit(ctx))
	region.Code, region.Name = "south", "South"
	depot.No = 5
	crate.Name, piece.Name = "renamed", "renamed"
	s.Delete(gone)
	fresh := &Depot{No: 7, Name: "fresh"}
	RegionDepots.Add(region, fresh)
	DepotCrates.Add(fresh, &Crate{ID: 8, Name: "new"}, crate)
	s.Add(&Region{Code: "north", Name: "another"})
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{
		"1 begin", "1 update regions", "2 update depots",
		"3 insert regions", "3 insert depots", "3 insert crates", "3 update regions", "3 update crates", "3 update pieces", "3 delete crates", "3 commit",
	}, ran(trace))
	row := stored(t, pool, Crates, Crates.ID.Eq(2))
	assert.Equal(t, []any{"south", int64(7), "renamed"}, []any{row.RegionCode, *row.DepotNo, row.Name})
	assert.Equal(t, "South", stored(t, pool, Regions, Regions.Code.Eq("south")).Name)
	assert.Equal(t, "another", stored(t, pool, Regions, Regions.Code.Eq("north")).Name)
	assert.NotNil(t, stored(t, pool, Depots, Depots.No.Eq(5)))
	assert.Equal(t, 2, count(t, pool, "crates"))
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Empty(t, ran(trace))
}

func TestS26_AKeyThatARowFollowsIntoANewRegion(t *testing.T) {
	t.Parallel()
	pool := depotPool(t)
	s := open(t, pool, DepotModel)
	_, depot, crate, piece := north(t, s)
	DepotRegion.Set(depot, &Region{Code: "east", Name: "East"})
	require.NoError(t, s.Commit(t.Context()))
	assert.Equal(t, []string{"east", "east"}, []string{crate.RegionCode, piece.RegionCode})
	assert.Equal(t, "east", stored(t, pool, Crates).RegionCode)
}

func TestS26_NewObjectsTakeTheKeyThatTheirParentWillHave(t *testing.T) {
	t.Parallel()
	pool := depotPool(t)
	s := open(t, pool, DepotModel)
	region, depot, crate, piece := north(t, s)
	second := &Crate{ID: 3, Name: "second"}
	CrateDepot.Set(second, depot)
	third := &Depot{No: 4, Name: "third"}
	DepotRegion.Set(third, region)
	region.Code = "south" // what was related before follows, near or far
	another := &Piece{Name: "another"}
	PieceCrate.Set(another, crate)
	CratePieces.Add(second, &Piece{Name: "of a new crate"})
	s.Add(second, third, another)
	s.Delete(piece)
	require.NoError(t, s.Commit(t.Context()))
	assert.Equal(t, "south", stored(t, pool, Crates, Crates.ID.Eq(3)).RegionCode)
	assert.Equal(t, "south", stored(t, pool, Depots, Depots.No.Eq(4)).RegionCode)
	assert.Equal(t, "south", stored(t, pool, Pieces, Pieces.CrateID.Eq(2)).RegionCode)
	assert.Equal(t, "south", stored(t, pool, Pieces, Pieces.CrateID.Eq(3)).RegionCode)
}

func TestS26_WhatMovesElsewhereDoesNotFollow(t *testing.T) {
	t.Parallel()
	pool := depotPool(t)
	s := open(t, pool, DepotModel)
	_, depot, _, piece := north(t, s)
	stays := &Crate{RegionCode: "north", ID: 5, Name: "stays"}
	s.Add(stays, &Region{Code: "east", Name: "East"})
	require.NoError(t, s.Commit(t.Context()))
	PieceCrate.Set(piece, stays)
	DepotRegion.Set(depot, get(t, s, Regions, "east")) // with the crate that the piece was in
	require.NoError(t, s.Commit(t.Context()))
	row := stored(t, pool, Pieces)
	assert.Equal(t, []any{"north", int64(5)}, []any{row.RegionCode, row.CrateID})
	assert.Equal(t, "east", stored(t, pool, Crates, Crates.ID.Eq(2)).RegionCode)
}

func TestS26_AKeyMadeOfANewRowsKeyIsWrittenBehindIt(t *testing.T) {
	t.Parallel()
	pool := depotPool(t)
	s, trace := traced(t, pool, DepotModel)
	_, depot, crate, piece := north(t, s)
	DepotRegion.Set(depot, &Region{Code: "east", Name: "East"})
	s.Add(&Piece{Name: "new", Crate: schema.To(crate)}, &Piece{Name: "too", Crate: schema.To(crate)})
	crate.Name, piece.Name = "renamed", "renamed" // of keys that are others by then
	trace.Reset()
	require.NoError(t, s.Commit(t.Context()))
	assert.Equal(t, []string{"1 begin", "1 insert regions", "1 update depots", "2 keys", "3 insert pieces", "3 update crates", "3 update pieces", "3 commit"}, ran(trace))
	assert.Equal(t, "renamed", stored(t, pool, Crates, Crates.RegionCode.Eq("east")).Name)
}

func TestS26_AKeyIsChangedWhereANewRowTakesIt(t *testing.T) {
	t.Parallel()
	pool := depotPool(t)
	s := open(t, pool, DepotModel)
	person := &Person{Name: "Ann"}
	s.Add(person)
	require.NoError(t, s.Commit(t.Context()))
	person.ID = version7() // no foreign key follows it
	s.Add(&Tag{Code: "t", Name: "tag", Person: schema.To(person)})
	require.NoError(t, s.Commit(t.Context()))
	assert.Equal(t, person.ID, stored(t, pool, Tags).PersonID)
}

func TestS26_ARowThatComesToATakenKeyIsNotDeletedWithTheOldRow(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := depotPool(t)
	s := open(t, pool, DepotModel)
	_, depot, _, _ := north(t, s)
	east := &Region{Code: "east", Name: "East"}
	s.Add(east)
	require.NoError(t, s.Commit(ctx))
	s.Delete(east)
	again := &Region{Code: "east", Name: "again"}
	s.Add(again)
	DepotRegion.Set(depot, again)
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, "east", stored(t, pool, Depots).RegionCode)
	assert.Equal(t, 1, count(t, pool, "pieces"))
}
