package gostd_test

import (
	"context"
	"fmt"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// A table joined with itself goes by a second name.
func Example_selfJoin() {
	ctx := context.Background()
	parent := schema.As(gostd.Packages, "parent")
	rows, err := query.Select2(gostd.Packages.Path, parent.Path).
		From(gostd.Packages).
		Join(parent, gostd.Packages.ParentID.EqExpr(parent.ID)).
		Where(parent.Name.IsNotNull()).
		OrderBy(gostd.Packages.Path.Asc()).
		Rows(ctx, db).All()
	if err != nil {
		fmt.Println(err)
	}
	for _, row := range rows {
		fmt.Println(row.V1, "in", row.V2)
	}
	// Output:
	// io/fs in io
	// net/http in net
}

// What a LEFT JOIN may leave out is read as Optional: an object or nil.
func Example_leftJoin() {
	ctx := context.Background()
	rows, err := query.Select2(gostd.Packages, query.Optional(gostd.Files)).
		From(gostd.Packages).
		LeftJoin(gostd.Files, query.And(gostd.Files.PackageID.EqExpr(gostd.Packages.ID), gostd.Files.Test.Eq(true))).
		Where(gostd.Packages.Path.In("errors", "io", "net/http")).
		OrderBy(gostd.Packages.Path.Asc()).
		Rows(ctx, db).All()
	if err != nil {
		fmt.Println(err)
	}
	for _, row := range rows {
		if test := row.V2; test != nil {
			fmt.Println(row.V1.Path, "is tested by", test.Path)
		} else {
			fmt.Println(row.V1.Path, "is not tested")
		}
	}
	// Output:
	// errors is tested by errors/errors_test.go
	// io is not tested
	// net/http is tested by net/http/http_test.go
}

// Read as if it were always there, it is refused before the server is asked.
func Example_leftJoinRefused() {
	ctx := context.Background()
	_, err := query.Select2(gostd.Packages.Path, gostd.Files.Path).
		From(gostd.Packages).
		LeftJoin(gostd.Files, gostd.Files.PackageID.EqExpr(gostd.Packages.ID)).
		Rows(ctx, db).All()
	fmt.Println(err != nil)
	// Output:
	// true
}

// Aggregates group what a join brought together.
func Example_aggregate() {
	ctx := context.Background()
	files := query.CountAll()
	rows, err := query.Select2(gostd.Packages.Path, files).
		From(gostd.Imports).
		Join(gostd.Packages, gostd.Imports.PackageID.EqExpr(gostd.Packages.ID)).
		GroupBy(gostd.Packages.Path).
		Having(files.Gt(1)).
		OrderBy(files.Desc()).
		Rows(ctx, db).All()
	if err != nil {
		fmt.Println(err)
	}
	for _, row := range rows {
		fmt.Println(row.V1, "is imported by", row.V2, "files")
	}
	// Output:
	// errors is imported by 4 files
	// io is imported by 2 files
}

// Columns of several tables, read into a struct of the caller's.
func Example_project() {
	ctx := context.Background()
	type symbol struct {
		Package, Name string
		Since         *string
	}
	symbols, err := query.Project(
		query.Into(gostd.Packages.Path, func(s *symbol) *string { return &s.Package }),
		query.Into(gostd.Declarations.Name, func(s *symbol) *string { return &s.Name }),
		query.Into(gostd.Declarations.Since, func(s *symbol) **string { return &s.Since }),
	).
		From(gostd.Declarations).
		Join(gostd.Files, gostd.Declarations.FileID.EqExpr(gostd.Files.ID)).
		Join(gostd.Packages, gostd.Files.PackageID.EqExpr(gostd.Packages.ID)).
		Where(gostd.Declarations.Since.Eq("go1.2")).
		OrderBy(gostd.Packages.Path.Asc()).
		Rows(ctx, db).All()
	if err != nil {
		fmt.Println(err)
	}
	for _, s := range symbols {
		fmt.Println(s.Package, s.Name, *s.Since)
	}
	// Output:
	// container/list Map go1.2
	// errors Is go1.2
}
