package gostd_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/query"
)

// Whole rows of a table are its entities.
func Example_entities() {
	ctx := context.Background()
	packages, err := query.From(gostd.Packages).
		Where(query.StartsWith(gostd.Packages.Path, "net")).
		OrderBy(gostd.Packages.Path.Asc()).
		Rows(ctx, db).All()
	if err != nil {
		fmt.Println(err)
	}
	for _, p := range packages {
		fmt.Print(p.Path, ": ", p.Doc)
	}
	// Output:
	// net: Package net talks.
	// net/http: Package http speaks HTTP.
}

// One is for what must be there once; OneOrNone and First are for what may
// be absent.
func Example_one() {
	ctx := context.Background()
	byPath := func(path string) query.Query[*gostd.Package] {
		return query.From(gostd.Packages).Where(gostd.Packages.Path.Eq(path))
	}
	p, err := byPath("io").Rows(ctx, db).One()
	fmt.Println(p.Path, err)

	_, err = byPath("nowhere").Rows(ctx, db).One()
	fmt.Println(errors.Is(err, query.ErrNoRows))

	_, found, err := byPath("nowhere").Rows(ctx, db).OneOrNone()
	fmt.Println(found, err)
	// Output:
	// io <nil>
	// true
	// false <nil>
}

// Several items give tuples, whose types follow the select list.
func Example_tuples() {
	ctx := context.Background()
	rows, err := query.Select3(gostd.Files.Path, gostd.Declarations.Name, gostd.Declarations.Since).
		From(gostd.Declarations).
		Join(gostd.Files, gostd.Declarations.FileID.EqExpr(gostd.Files.ID)).
		Where(gostd.Declarations.Kind.Eq(source.Type), gostd.Declarations.Since.IsNotNull()).
		OrderBy(gostd.Files.Path.Asc(), gostd.Declarations.StartLine.Asc()).
		Limit(3).
		Rows(ctx, db).All()
	if err != nil {
		fmt.Println(err)
	}
	for _, row := range rows {
		path, name, since := row.V1, row.V2, row.V3 // string, string, *string
		fmt.Println(path, name, *since)
	}
	// Output:
	// container/list/list.go List go1.1
	// io/io.go Reader go1
	// io/io.go Writer go1
}

// Scalars is the first column of every row, Scalar that of the first row.
func Example_scalars() {
	ctx := context.Background()
	names, err := query.Select(gostd.Declarations.Name).
		From(gostd.Declarations).
		Where(gostd.Declarations.Receiver.IsNotNull()).
		OrderBy(gostd.Declarations.Name.Asc()).
		Rows(ctx, db).Scalars()
	fmt.Println(names, err)

	longest, found, err := query.Select(query.Max(gostd.Files.Lines)).From(gostd.Files).Rows(ctx, db).Scalar()
	fmt.Println(*longest, found, err) // *int32: MAX may be NULL
	// Output:
	// [Error Len Set] <nil>
	// 27 true <nil>
}

// Arrays and documents read into slices and structs.
func Example_arraysAndDocuments() {
	ctx := context.Background()
	row, err := query.Select2(gostd.Files.Tags, gostd.Declarations.Params).
		From(gostd.Files).
		Join(gostd.Declarations, gostd.Declarations.FileID.EqExpr(gostd.Files.ID)).
		Where(gostd.Files.Constraint.Eq("cgo && !netgo")).
		Rows(ctx, db).One()
	fmt.Println(row.V1, row.V2[0].Name, row.V2[0].Type, err)
	// Output:
	// [amd64 cgo netgo windows] host string <nil>
}

// A query is a value: printing it shows what would be sent.
func Example_string() {
	q := query.Select(gostd.Releases.Version).From(gostd.Releases).Where(gostd.Releases.Minor.Gt(1))
	fmt.Println(q)
	// Output:
	// SELECT "releases"."version" FROM "releases" WHERE "releases"."minor" > $1
	// -- $1 = 1
}

// The model makes its own DDL: types and tables, in the order in which they
// refer to each other.
func Example_ddl() {
	statements, err := gostd.Model.DDL()
	fmt.Println(statements[1], err)
	// Output:
	// CREATE TABLE IF NOT EXISTS "releases" (
	//	"version" text NOT NULL,
	//	"minor" integer NOT NULL,
	//	"symbols" integer NOT NULL,
	//	PRIMARY KEY ("version"),
	//	CONSTRAINT "releases_minor_key" UNIQUE ("minor")
	// ) <nil>
}
