package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

func tuple(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	found, err := query.Select2(gostd.Declarations, gostd.Files.Path).
		From(gostd.Declarations).
		Join(gostd.Files, gostd.Declarations.FileID.EqExpr(gostd.Files.ID)).
		Where(gostd.Declarations.Name.Eq("Get"), gostd.Declarations.Exported.Eq(true)).
		OrderBy(gostd.Files.Path.Asc(), gostd.Declarations.StartLine.Asc()).
		Limit(5).
		Rows(ctx, db).All()
	// end
	if err != nil {
		return err
	}
	rows := make([][]any, len(found))
	for i, row := range found {
		d, path := row.V1, row.V2
		rows[i] = []any{path, d.StartLine, d.Kind, d.Signature, d.Since}
	}
	s.Show([]string{"V2: path", "V1.StartLine", "V1.Kind", "V1.Signature", "V1.Since"}, rows)
	return nil
}
