package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/examples/gostd/source"
	"github.com/rowan-go/rowan/query"
)

func projection(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	type novelty struct {
		Package, Signature string
		Since              *string
	}
	news, err := query.Project(
		query.Into(gostd.Packages.Path, func(n *novelty) *string { return &n.Package }),
		query.Into(gostd.Declarations.Signature, func(n *novelty) *string { return &n.Signature }),
		query.Into(gostd.Declarations.Since, func(n *novelty) **string { return &n.Since }),
	).
		From(gostd.Declarations).
		Join(gostd.Files, gostd.Declarations.FileID.EqExpr(gostd.Files.ID)).
		Join(gostd.Packages, gostd.Files.PackageID.EqExpr(gostd.Packages.ID)).
		Join(gostd.Releases, gostd.Declarations.Since.EqExpr(gostd.Releases.Version)).
		Where(gostd.Declarations.Kind.Eq(source.Func)).
		OrderBy(gostd.Releases.Minor.Desc(), gostd.Packages.Path.Asc(), gostd.Declarations.Name.Asc()).
		Limit(5).
		Rows(ctx, db).All()
	// end
	if err != nil {
		return err
	}
	rows := make([][]any, len(news))
	for i, n := range news {
		rows[i] = []any{n.Package, n.Signature, n.Since}
	}
	s.Show([]string{"Package", "Signature", "Since"}, rows)
	return nil
}
