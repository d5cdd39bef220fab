package rowan_test

import (
	"fmt"

	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// Book is an entity: a plain struct.
type Book struct {
	ID     int64
	Title  string
	Year   int32
	Rating *float64
}

type books struct {
	schema.Table[Book, int64]
	ID     schema.Owned[int64] // the database's: it has no Set
	Title  schema.Col[string]
	Year   schema.Col[int32]
	Rating schema.NullCol[float64] // compares with a float64, reads into a *float64
}

// Books is the table.
var Books = schema.Define("books", func(d *schema.Def, t *books, b *Book) {
	schema.Map(d, &t.ID, "id", &b.ID).Identity()
	schema.Map(d, &t.Title, "title", &b.Title)
	schema.Map(d, &t.Year, "year", &b.Year)
	schema.MapNull(d, &t.Rating, "rating", &b.Rating)
	schema.PrimaryKey(&t.Table, t.ID)
})

func Example() {
	ctx, pool := open()
	defer pool.Close()

	n, err := query.Insert(Books).
		Row(Books.Title.Set("Dune"), Books.Year.Set(1965), Books.Rating.Set(4.3)).
		Row(Books.Title.Set("Emma"), Books.Year.Set(1815)). // its rating is left to the default
		Exec(ctx, pool)
	fmt.Println(n, err)

	recent := query.From(Books).Where(Books.Year.Gt(1900), query.Like(Books.Title, "D%")).OrderBy(Books.Title)
	fmt.Println(recent)
	book, err := recent.Rows(ctx, pool).One()
	fmt.Println(book.Title, book.Year, *book.Rating, err)

	titles, err := query.Select2(Books.Title, Books.Year).From(Books).OrderBy(Books.Year).Rows(ctx, pool).Scalars()
	fmt.Println(titles, err)
	// Output:
	// 2 <nil>
	// SELECT "books"."id", "books"."title", "books"."year", "books"."rating" FROM "books" WHERE "books"."year" > $1 AND "books"."title" LIKE $2 ORDER BY "books"."title"
	// -- $1 = 1900, $2 = "D%"
	// Dune 1965 4.3 <nil>
	// [Emma Dune] <nil>
}
