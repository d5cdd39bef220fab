package tour

import (
	"github.com/rowan-go/rowan/examples/gostd"
	"github.com/rowan-go/rowan/query"
)

func insert(s *Stage) error {
	ctx, db := s.Ctx, s.Pool
	// show
	hello := query.Insert(gostd.Packages).Row(
		gostd.Packages.Path.Set("example.com/hello"),
		gostd.Packages.Name.Set("hello"),
	).Row(
		gostd.Packages.Path.Set("example.com/internal"),
		gostd.Packages.Name.SetNull(),
	)
	written, err := query.Returning(hello, gostd.Packages).Rows(ctx, db).All()
	// end
	if err != nil {
		return err
	}
	rows := make([][]any, len(written))
	for i, p := range written {
		rows[i] = []any{p.ID, p.Path, p.Name, p.Doc, p.LoadedAt}
	}
	s.Show([]string{"ID", "Path", "Name", "Doc", "LoadedAt"}, rows)
	return nil
}
