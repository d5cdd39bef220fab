package tour

import (
	"crypto/sha256"
	"time"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/schema"
	"github.com/rowan-go/rowan/uow"
)

func session(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	text := []byte("// Package greet greets.\npackage greet\n\nfunc Hello() string { return \"hello\" }\n")
	name, sum := "greet", sha256.Sum256(text)
	// show
	pkg := &gostd.Package{Path: "example.com/greet", Name: &name, Doc: "Package greet greets."}
	file := &gostd.File{
		Path: "example.com/greet/greet.go", Lines: 4, Bytes: int32(len(text)), SHA256: sum[:],
		Tags: []string{}, ModifiedAt: time.Now(), Package: schema.To(pkg),
	}
	hello := &gostd.Declaration{
		Kind: source.Func, Name: "Hello", Exported: true, Signature: "func Hello() string",
		Params: []source.Param{}, StartLine: 4, EndLine: 4, File: schema.To(file),
	}
	err := uow.Run(ctx, db, gostd.Model, func(s *uow.Session) error {
		s.Add(hello, file, pkg) // the order does not matter
		return nil
	})
	// end
	if err != nil {
		return err
	}
	inserts := plural(s.Sent("INSERT INTO"), "INSERT")
	s.Show([]string{"object", "ID", "refers to"}, [][]any{
		{"pkg", pkg.ID, nil},
		{"file", file.ID, file.PackageID},
		{"hello", hello.ID, hello.FileID},
	})
	s.Remark("%s, parents first.", inserts)
	return nil
}
