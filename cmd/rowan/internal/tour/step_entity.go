package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

func entity(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	packages, err := query.From(gostd.Packages).
		Where(query.StartsWith(gostd.Packages.Path, "net/"), query.Ne(gostd.Packages.Doc, "")).
		OrderBy(gostd.Packages.Path.Asc()).
		Limit(5).
		Rows(ctx, db).All()
	// end
	if err != nil {
		return err
	}
	rows := make([][]any, len(packages))
	for i, p := range packages {
		rows[i] = []any{p.ID, p.Path, p.Name, p.Doc, p.LoadedAt}
	}
	s.Show([]string{"ID", "Path", "Name", "Doc", "LoadedAt"}, rows)
	return nil
}
