package tour

import (
	"errors"

	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/preload"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func preloading(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	inside := schema.Then(gostd.PackageFiles, gostd.FileDeclarations)
	packages, err := query.From(gostd.Packages).
		Where(query.StartsWith(gostd.Packages.Path, "net")).
		OrderBy(gostd.Packages.Path.Asc()).
		With(preload.SelectIn(inside)).
		Rows(ctx, db).All()
	if err != nil {
		return err
	}
	files, err := packages[0].Files.All()    // asks nobody: they are here
	_, notLoaded := packages[0].Parent.Get() // nor does this
	// end
	if err != nil {
		return err
	}
	if notLoaded == nil {
		return errors.New("a relation that nobody asked for can be read")
	}
	rows, total, err := contents(packages)
	if err != nil {
		return err
	}
	s.Show([]string{"package", "files", "declarations", "the first of them"}, rows[:min(5, len(rows))])
	s.Remark("%s for %s with %s and %s; len(files) is %d.", plural(s.Sent("SELECT"), "statement"),
		plural(len(packages), "package"), plural(total.Files, "file"), plural(total.Declarations, "declaration"), len(files))
	s.Remark("notLoaded: %v", notLoaded)
	return nil
}

// contents goes through what was loaded: a row for each package, and the sum.
func contents(packages []*gostd.Package) (rows [][]any, total gostd.Counts, err error) {
	for _, p := range packages {
		files, err := p.Files.All()
		if err != nil {
			return nil, total, err
		}
		var count int
		var first *string
		for _, f := range files {
			declarations, err := f.Declarations.All()
			if err != nil {
				return nil, total, err
			}
			if count == 0 && len(declarations) > 0 {
				first = &declarations[0].Signature
			}
			count += len(declarations)
		}
		rows = append(rows, []any{p.Path, len(files), count, first})
		total.Files += len(files)
		total.Declarations += count
	}
	return rows, total, nil
}
