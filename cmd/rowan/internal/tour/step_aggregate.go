package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

func aggregate(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	files, packages := query.CountAll(), query.CountDistinct(gostd.Files.PackageID)
	favourites, err := query.Select3(gostd.Packages.Path, files, packages).
		From(gostd.Imports).
		Join(gostd.Packages, gostd.Imports.PackageID.EqExpr(gostd.Packages.ID)).
		Join(gostd.Files, gostd.Imports.FileID.EqExpr(gostd.Files.ID)).
		GroupBy(gostd.Packages.Path).
		Having(files.Gt(1)).
		OrderBy(files.Desc(), gostd.Packages.Path.Asc()).
		Limit(5).
		Rows(ctx, db).All()
	// end
	if err != nil {
		return err
	}
	rows := make([][]any, len(favourites))
	for i, f := range favourites {
		rows[i] = []any{f.V1, f.V2, f.V3}
	}
	s.Show([]string{"package", "files that import it", "in packages"}, rows)
	return nil
}
