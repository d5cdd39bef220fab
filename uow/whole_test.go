package uow_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/rowan-go/rowan/internal/pgtemp"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// A shelf's collection is its last field, behind all of its columns; snapshots end before it.

type Shelf struct {
	ID    int64
	Name  string
	Books schema.Many[Book]
}

type shelves struct {
	schema.Table[Shelf, int64]
	ID   schema.Owned[int64]
	Name schema.Col[string]
}

type Book struct {
	ID      int64
	Title   string
	ShelfID *int64
	Shelf   schema.One[Shelf]
}

type books struct {
	schema.Table[Book, int64]
	ID      schema.Owned[int64]
	Title   schema.Col[string]
	ShelfID schema.NullCol[int64]
}

var (
	Shelves = schema.Define("shelves", func(d *schema.Def, t *shelves, s *Shelf) {
		schema.Map(d, &t.ID, "id", &s.ID).Identity()
		schema.Map(d, &t.Name, "name", &s.Name)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	Books = schema.Define("books", func(d *schema.Def, t *books, b *Book) {
		schema.Map(d, &t.ID, "id", &b.ID).Identity()
		schema.Map(d, &t.Title, "title", &b.Title)
		schema.MapNull(d, &t.ShelfID, "shelf_id", &b.ShelfID).References(Shelves.ID)
		schema.PrimaryKey(&t.Table, t.ID)
	})
	BookShelf  = schema.ManyToOne(Books.ShelfID, Shelves.ID, func(b *Book) *schema.One[Shelf] { return &b.Shelf })
	ShelfBooks = schema.OneToMany(Shelves.ID, Books.ShelfID, func(s *Shelf) *schema.Many[Book] { return &s.Books })
	Library    = schema.NewModel(Shelves, Books, BookShelf, ShelfBooks)
)

func titles(t *testing.T, s *Shelf) (out []string) {
	t.Helper()
	books, err := s.Books.All()
	require.NoError(t, err)
	for _, b := range books {
		out = append(out, b.Title)
	}
	return out
}

func TestS37_S39_ARollbackGivesNewObjectsTheirCollectionsBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := pgtemp.New(t)
	require.NoError(t, Library.CreateAll(ctx, pool))
	s := open(t, pool, Library)
	one, two := &Shelf{Name: "one"}, &Shelf{Name: "two"}
	emma, dune := &Book{Title: "Emma"}, &Book{Title: "Dune"}
	ShelfBooks.Add(one, emma, dune)
	boom := errors.New("boom")

	require.ErrorIs(t, s.Nested(ctx, func() error {
		s.Add(one, two)
		require.NoError(t, s.Flush(ctx))
		require.NotZero(t, *dune.ShelfID)
		one.Name = "one, changed"
		ShelfBooks.Add(two, &Book{Title: "Persuasion"})
		ShelfBooks.Remove(one, dune)
		require.NoError(t, s.Flush(ctx))
		ShelfBooks.Add(one, &Book{Title: "Ulysses"})
		return boom
	}), boom)
	assert.Equal(t, []string{"Emma", "Dune"}, titles(t, one))
	assert.Empty(t, titles(t, two))
	assert.Equal(t, Shelf{Name: "one", Books: one.Books}, *one)
	assert.Nil(t, dune.ShelfID)
	assert.Nil(t, emma.ShelfID)

	s.Add(one, two)
	require.NoError(t, s.Commit(ctx))
	require.NoError(t, s.Close(ctx))
	rows, err := query.Select2(Books.Title, Shelves.Name).From(Books).Join(Shelves, Books.ShelfID.EqExpr(Shelves.ID)).OrderBy(Books.ID).Rows(ctx, pool).All()
	require.NoError(t, err)
	assert.Equal(t, []query.Row2[string, string]{{V1: "Emma", V2: "one"}, {V1: "Dune", V2: "one"}}, rows)
}

func TestS37_AFlushThatFailsLeavesCollectionsOfNewObjects(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool := pgtemp.New(t)
	require.NoError(t, Library.CreateAll(ctx, pool))
	_, err := pool.Exec(ctx, `CREATE UNIQUE INDEX taken ON books (title)`)
	require.NoError(t, err)
	s := open(t, pool, Library)
	one, two := &Shelf{Name: "one"}, &Shelf{Name: "two"}
	ShelfBooks.Add(one, &Book{Title: "Emma"}, &Book{Title: "Emma"})
	s.Add(one, two)
	require.Error(t, s.Flush(ctx))
	require.NoError(t, s.Rollback(ctx))
	assert.Equal(t, []string{"Emma", "Emma"}, titles(t, one))
	assert.Zero(t, one.ID)

	books, err := one.Books.All()
	require.NoError(t, err)
	books[1].Title = "Dune"
	s.Add(one, two)
	require.NoError(t, s.Commit(ctx))
	_, found, err := uow.Get(ctx, s, Shelves, two.ID)
	require.NoError(t, err)
	assert.True(t, found)
	assert.Equal(t, one.ID, *books[1].ShelfID)
}
