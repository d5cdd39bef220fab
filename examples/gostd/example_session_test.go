package gostd_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

// newGreet makes a package with a file and a function, joined by reference
// alone: none of them has a key yet.
func newGreet() *gostd.Declaration {
	name := "greet"
	pkg := &gostd.Package{Path: "example.com/greet", Name: &name}
	file := &gostd.File{
		Path: "example.com/greet/greet.go", Lines: 3, SHA256: make([]byte, 32), Tags: []string{}, ModifiedAt: time.Now(),
		Package: schema.To(pkg),
	}
	return &gostd.Declaration{
		Kind: source.Func, Name: "Hello", Exported: true, Signature: "func Hello()", Params: []source.Param{}, StartLine: 3, EndLine: 3,
		File: schema.To(file),
	}
}

// A session writes new objects, and what they refer to, in the right order.
// What is changed or deleted in a later one is an UPDATE or DELETE.
func Example_session() {
	ctx := context.Background()
	hello := newGreet()
	err := uow.Run(ctx, db, gostd.Model, func(s *uow.Session) error {
		s.Add(hello) // its file and that one's package come along
		return nil
	})
	fmt.Println(hello.ID > 0, hello.FileID > 0, err)

	err = uow.Run(ctx, db, gostd.Model, func(s *uow.Session) error {
		same, found, err := uow.Get(ctx, s, gostd.Declarations, hello.ID)
		if err != nil || !found {
			return err
		}
		same.Doc = "Hello greets."
		if err := s.Flush(ctx); err != nil {
			return err
		}
		doc, err := query.Select(gostd.Declarations.Doc).From(gostd.Declarations).Where(gostd.Declarations.ID.Eq(hello.ID)).Rows(ctx, s).One()
		fmt.Println(doc)
		return errors.Join(err, errors.New("keep none of it")) // rolled back
	})
	fmt.Println(err)

	err = removeGreet(ctx, hello)
	fmt.Println(err)
	// Output:
	// true true <nil>
	// Hello greets.
	// keep none of it
	// <nil>
}

// removeGreet deletes what newGreet made, in any order: the session deletes
// children first.
func removeGreet(ctx context.Context, hello *gostd.Declaration) error {
	return uow.Run(ctx, db, gostd.Model, func(s *uow.Session) error {
		d, _, err := uow.Get(ctx, s, gostd.Declarations, hello.ID)
		if err != nil {
			return err
		}
		f, _, err := uow.Get(ctx, s, gostd.Files, d.FileID)
		if err != nil {
			return err
		}
		p, _, err := uow.Get(ctx, s, gostd.Packages, f.PackageID)
		if err != nil {
			return err
		}
		s.Delete(p, f, d)
		return nil
	})
}

// A nested block is a savepoint: its failure is undone in the database and in
// the objects, and the work around it goes on.
func Example_nested() {
	ctx := context.Background()
	err := uow.Run(ctx, db, gostd.Model, func(s *uow.Session) error {
		io, err := query.From(gostd.Packages).Where(gostd.Packages.Path.Eq("io")).Rows(ctx, s).One()
		if err != nil {
			return err
		}
		err = s.Nested(ctx, func() error {
			io.Doc = "does not last"
			s.Add(&gostd.Package{Path: "io"})
			return nil
		})
		fmt.Println(errors.Is(err, gostd.Packages.PathUnique))
		fmt.Print(io.Doc)
		return nil
	})
	fmt.Println(err)
	// Output:
	// true
	// Package io reads and writes.
	// <nil>
}
