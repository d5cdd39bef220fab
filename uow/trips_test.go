package uow_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/internal/sqltrace"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func TestS38_ABlockWithOneReadTakesTwoRoundTrips(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	id, _ := acmeAndBob(t, pool)
	p, trace := sqltrace.Record(t, pool)
	require.NoError(t, uow.Run(ctx, p, Model, func(s *uow.Session) error {
		get(t, s, Companies, id)
		get(t, s, Companies, id)
		return nil
	}))
	assert.Equal(t, []string{"1 begin", "1 select companies", "2 commit"}, ran(trace))
}

func TestS26_AnyNumberOfRowsIsOneStatementForEachSetOfColumns(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := fresh(t)
	acme := &Company{Name: "Acme"}
	var all []any
	var es []*Employee
	for i := range 200 {
		e := &Employee{Name: fmt.Sprint("e", i), Salary: 1, Company: schema.To(acme)}
		es, all = append(es, e), append(all, e)
	}
	s, trace := traced(t, pool, Model)
	s.Add(all...)
	require.NoError(t, s.Commit(ctx))
	for i, e := range es {
		e.Salary = int64(i + 2)
		if i%2 == 0 {
			e.Nickname = &e.Name
		}
	}
	acme.Name = "changed"
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 update companies", "1 update employees", "1 update employees", "1 commit"}, ran(trace))
	s.Delete(all...)
	s.Delete(acme)
	trace.Reset()
	require.NoError(t, s.Commit(ctx))
	assert.Equal(t, []string{"1 begin", "1 update employees", "1 delete employees", "1 delete companies", "1 commit"}, ran(trace))
}

// Flocks have birds, and both sides are always loaded.

type Flock struct {
	ID    int64
	Birds schema.Many[Bird]
}

type Bird struct {
	ID      int64
	FlockID int64
	Flock   schema.One[Flock]
}

type flocks struct {
	schema.Table[Flock, int64]
	ID schema.Col[int64]
}

type birds struct {
	schema.Table[Bird, int64]
	ID      schema.Col[int64]
	FlockID schema.Col[int64]
}

var (
	Flocks = schema.Define("flocks", func(d *schema.Def, t *flocks, e *Flock) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Birds = schema.Define("birds", func(d *schema.Def, t *birds, e *Bird) {
		schema.Map(d, &t.ID, "id", &e.ID).Identity()
		schema.Map(d, &t.FlockID, "flock_id", &e.FlockID).References(Flocks.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	FlockBirds = schema.OneToMany(Flocks.ID, Birds.FlockID, func(e *Flock) *schema.Many[Bird] { return &e.Birds }, schema.Always(schema.SelectIn))
	BirdFlock  = schema.ManyToOne(Birds.FlockID, Flocks.ID, func(e *Bird) *schema.One[Flock] { return &e.Flock }, schema.Always(schema.SelectIn))
	FlockModel = schema.NewModel(Flocks, Birds, FlockBirds, BirdFlock)
)

func TestS36_WhatIsAlwaysLoadedIsSoInSessions(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := pgtemp.NewFrom(t, "uow_flocks", func(ctx context.Context, url string) error {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx) //nolint:errcheck // the template is made
		return FlockModel.CreateAll(ctx, conn)
	})
	flock := &Flock{}
	for range 3 {
		FlockBirds.Add(flock, &Bird{})
	}
	commit(t, pool, FlockModel, flock)

	s, trace := traced(t, pool, FlockModel, uow.Options{ExpireOnCommit: true})
	all, err := uow.GetAll(ctx, s, Birds, 1, 2)
	require.NoError(t, err)
	f, err := all[0].Flock.Get()
	require.NoError(t, err)
	bs, err := f.Birds.All()
	require.NoError(t, err)
	assert.Len(t, bs, 3)
	assert.Same(t, all[0], bs[0])
	assert.Equal(t, []string{"1 select birds", "2 select flocks", "3 select birds"}, ran(trace))

	trace.Reset()
	again, err := query.From(Birds).Rows(ctx, s).All()
	require.NoError(t, err)
	assert.Same(t, bs[2], again[2])
	assert.Equal(t, []string{"1 select birds"}, ran(trace), "all is loaded")

	require.NoError(t, s.Commit(ctx)) // which expires
	trace.Reset()
	require.NoError(t, s.Refresh(ctx, f))
	bs, err = f.Birds.All()
	require.NoError(t, err)
	assert.Len(t, bs, 3)
	assert.Equal(t, []string{"1 select flocks", "2 select birds"}, ran(trace))

	other, trace := traced(t, pool, FlockModel)
	none, err := query.From(Flocks).With(preload.None(FlockBirds)).Rows(ctx, other).One()
	require.NoError(t, err)
	assert.False(t, none.Birds.Loaded())
	assert.Equal(t, []string{"1 select flocks"}, ran(trace))
}
