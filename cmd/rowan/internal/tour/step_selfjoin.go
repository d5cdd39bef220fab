package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
	"github.com/rowan-go/rowan/schema"
)

func selfJoin(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	parent := schema.As(gostd.Packages, "parent")
	children := query.Count(gostd.Packages.ID)
	families, err := query.Select3(parent.Path, children, query.Min(gostd.Packages.Path)).
		From(gostd.Packages).
		Join(parent, gostd.Packages.ParentID.EqExpr(parent.ID)).
		GroupBy(parent.ID).
		OrderBy(children.Desc(), parent.Path.Asc()).
		Limit(5).
		Rows(ctx, db).All()
	// end
	if err != nil {
		return err
	}
	rows := make([][]any, len(families))
	for i, f := range families {
		rows[i] = []any{f.V1, f.V2, f.V3}
	}
	s.Show([]string{"parent", "children", "the first of them"}, rows)
	return nil
}
