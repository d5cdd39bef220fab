package gostd_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
)

// fixture returns a database that holds the small tree.
func fixture(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return pgtemp.NewFrom(t, "gostd", func(ctx context.Context, url string) error {
		pool, err := pgxpool.New(ctx, url)
		if err != nil {
			return err
		}
		defer pool.Close()
		tree, err := source.Open("testdata/goroot")
		if err != nil {
			return err
		}
		if err := gostd.Model.CreateAll(ctx, pool); err != nil {
			return err
		}
		_, err = gostd.Load(ctx, pool, tree, nil)
		return err
	})
}

func TestLoad_CountsWhatItWrites(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), pgtemp.New(t)
	tree, err := source.Open("testdata/goroot")
	require.NoError(t, err)
	require.NoError(t, gostd.Model.CreateAll(ctx, pool))
	var last int
	counts, err := gostd.Load(ctx, pool, tree, func(files int) { last = files })
	require.NoError(t, err)

	assert.Equal(t, gostd.Counts{Packages: 15, Files: 15, Declarations: 34, Imports: 9, Releases: 3}, counts)
	assert.Equal(t, 15, last)
	for name, count := range map[string]query.Query[int64]{
		"packages":     query.Select(query.CountAll()).From(gostd.Packages),
		"files":        query.Select(query.CountAll()).From(gostd.Files),
		"declarations": query.Select(query.CountAll()).From(gostd.Declarations),
		"imports":      query.Select(query.CountAll()).From(gostd.Imports),
		"releases":     query.Select(query.CountAll()).From(gostd.Releases),
	} {
		n, err := count.Rows(ctx, pool).One()
		require.NoError(t, err)
		assert.Equal(t, map[string]int64{"packages": 15, "files": 15, "declarations": 34, "imports": 9, "releases": 3}[name], n, name)
	}
}

func TestLoad_WhatIsReadBackIsWhatWasParsed(t *testing.T) {
	t.Parallel()
	ctx, pool := t.Context(), fixture(t)
	file, err := query.From(gostd.Files).Where(gostd.Files.Path.Eq("net/cgo_windows_amd64.go")).Rows(ctx, pool).One()
	require.NoError(t, err)
	assert.Equal(t, []string{"amd64", "cgo", "netgo", "windows"}, file.Tags)
	assert.Equal(t, "cgo && !netgo", *file.Constraint)
	assert.Len(t, file.SHA256, 32)
	assert.Equal(t, int32(7), file.Lines)

	declaration, err := query.From(gostd.Declarations).Where(gostd.Declarations.FileID.Eq(file.ID)).Rows(ctx, pool).One()
	require.NoError(t, err)
	assert.Equal(t, source.Func, declaration.Kind)
	assert.Equal(t, []source.Param{{Name: "host", Type: "string"}}, declaration.Params)
	assert.Nil(t, declaration.Since)
}
