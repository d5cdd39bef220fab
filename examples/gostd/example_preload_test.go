package gostd_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

// A path of relations is loaded with one query for each step of it, however
// many objects there are.
func Example_preload() {
	ctx := context.Background()
	packages, err := query.From(gostd.Packages).
		Where(query.StartsWith(gostd.Packages.Path, "net")).
		OrderBy(gostd.Packages.Path.Asc()).
		With(preload.SelectIn(schema.Then(gostd.PackageFiles, gostd.FileDeclarations))).
		Rows(ctx, db).All()
	if err != nil {
		fmt.Println(err)
	}
	for _, p := range packages {
		files, err := p.Files.All() // asks nobody
		fmt.Println(p.Path, len(files), err)
		for _, f := range files {
			declarations, err := f.Declarations.All()
			fmt.Println(" ", f.Path, len(declarations), err)
		}
	}
	// Output:
	// net 3 <nil>
	//   net/cgo_windows_amd64.go 1 <nil>
	//   net/gen.go 1 <nil>
	//   net/net.go 5 <nil>
	// net/http 3 <nil>
	//   net/http/header.go 2 <nil>
	//   net/http/http.go 4 <nil>
	//   net/http/http_test.go 1 <nil>
}

// Nothing is loaded behind the caller's back. What is missing is an error,
// and can be loaded later for all objects at hand.
func Example_preloadLater() {
	ctx := context.Background()
	tests, err := query.From(gostd.Files).Where(gostd.Files.Test.Eq(true)).OrderBy(gostd.Files.Path.Asc()).Rows(ctx, db).All()
	if err != nil {
		fmt.Println(err)
	}
	_, err = tests[0].Package.Get()
	var missing *schema.NotLoadedError
	fmt.Println(errors.As(err, &missing))

	err = preload.Load(ctx, db, tests, schema.Then(gostd.FilePackage, gostd.PackageParent))
	fmt.Println(err)
	for _, f := range tests {
		p, err := f.Package.Get()
		if err != nil {
			fmt.Println(err)
		}
		parent, err := p.Parent.Get() // nil at the top
		fmt.Println(f.Path, "tests", p.Path, "below another:", parent != nil, err)
	}
	// Output:
	// true
	// <nil>
	// errors/errors_test.go tests errors below another: false <nil>
	// net/http/http_test.go tests net/http below another: true <nil>
}
