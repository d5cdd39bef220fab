package uow_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/preload"
)

func TestS37_ANewObjectThatIsDeletedLeavesAParentThatNobodyAdded(t *testing.T) {
	t.Parallel()
	pool := depotPool(t)
	s := open(t, pool, DepotModel)
	region := &Region{Code: "north", Name: "North"}
	depot, crate := &Depot{No: 1, Name: "depot"}, &Crate{ID: 2, Name: "crate"}
	s.Add(region, crate)
	RegionDepots.Add(region, depot)
	CrateDepot.Set(crate, depot)
	s.Delete(crate)
	require.NoError(t, s.Commit(t.Context()))
	assert.Equal(t, 1, count(t, pool, "depots"))
	assert.Zero(t, count(t, pool, "crates"))
}

func TestS39_NoHolderKeepsAnObjectThatARollbackLetGo(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := depotPool(t)
	other := open(t, pool, DepotModel)
	north(t, other)
	s := open(t, pool, DepotModel)
	crate := get(t, s, Crates, crateNumber("north", 2))
	err := s.Nested(ctx, func() error {
		s.Add(&Region{Code: "south", Name: "South"})
		require.NoError(t, s.Flush(ctx))
		require.NoError(t, preload.Load(ctx, s, []*Crate{crate}, CrateDepot))
		return errInner
	})
	require.ErrorIs(t, err, errInner)
	depot := get(t, s, Depots, crateNumber("north", 1))
	require.NoError(t, preload.Load(ctx, s, []*Crate{crate}, CrateDepot))
	its, err := crate.Depot.Get()
	require.NoError(t, err)
	assert.Same(t, depot, its, "one object for each row")
}

func TestS26_WhatGoesWithAParentWhoseKeyIsTakenAnewIsDeletedFirstToo(t *testing.T) {
	t.Parallel()
	pool := depotPool(t)
	s := open(t, pool, DepotModel)
	region, _, _, piece := north(t, s)
	s.Delete(region, piece)
	s.Add(&Region{Code: "north", Name: "another"})
	require.NoError(t, s.Commit(t.Context()))
	assert.Equal(t, "another", stored(t, pool, Regions).Name)
	assert.Zero(t, count(t, pool, "pieces"))
}

func TestS26_AKeyThatChangesStaysWhereItsOldOneBecomesNull(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := depotPool(t)
	s := open(t, pool, DepotModel)
	_, depot, _, _ := north(t, s)
	ann, bob := &Person{Name: "Ann"}, &Person{Name: "Bob"}
	DepotKeeper.Set(depot, ann)
	s.Add(ann, bob)
	require.NoError(t, s.Commit(ctx))
	DepotKeeper.Set(depot, bob)
	s.Delete(ann)
	s.Add(&Person{ID: ann.ID, Name: "another"}) // so that Ann is deleted first
	require.NoError(t, s.Commit(ctx))
	require.NotNil(t, depot.KeeperID)
	assert.Equal(t, bob.ID, *depot.KeeperID)
	assert.Equal(t, bob.ID, *stored(t, pool, Depots).KeeperID)
}

func TestS37_ACollectionReadWhileItsRowWasDeletedIsNotLoadedAfterTheRollback(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := depotPool(t)
	north(t, open(t, pool, DepotModel))
	s := open(t, pool, DepotModel)
	depot := get(t, s, Depots, crateNumber("north", 1))
	s.Add(&Region{Code: "south", Name: "South"})
	require.NoError(t, s.Flush(ctx))
	s.Delete(get(t, s, Crates, crateNumber("north", 2)))
	require.NoError(t, s.Flush(ctx))
	require.NoError(t, preload.Load(ctx, s, []*Depot{depot}, DepotCrates))
	require.NoError(t, s.Rollback(ctx))
	require.NoError(t, preload.Load(ctx, s, []*Depot{depot}, DepotCrates))
	in, err := depot.Crates.All()
	require.NoError(t, err)
	assert.Len(t, in, 1)
}
