package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

func optional(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	untested, err := query.Select2(gostd.Packages, query.Optional(gostd.Files)).
		From(gostd.Packages).
		LeftJoin(gostd.Files, query.And(gostd.Files.PackageID.EqExpr(gostd.Packages.ID), gostd.Files.Test.Eq(true))).
		Where(gostd.Packages.Name.Ne("main"), query.IsNull(gostd.Files.ID)).
		OrderBy(gostd.Packages.Path.Asc()).
		Limit(5).
		Rows(ctx, db).All()
	// end
	if err != nil {
		return err
	}
	rows := make([][]any, len(untested))
	for i, row := range untested {
		rows[i] = []any{row.V1.Path, row.V1.Name, row.V2}
	}
	s.Show([]string{"V1.Path", "V1.Name", "V2: *File"}, rows)
	return nil
}
